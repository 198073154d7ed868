"""What gets through today. Each case is put to the gate, too: one that is caught must move to `cases/`."""

# ruff: noqa: E501 - the texts of files stand on one line

from __future__ import annotations

from tests.adversarial.case import Case, Head, append, edit
from tests.adversarial.ground import FILES

FILE = "tests/test_sums.py"
WEB = "web/src/cart.test.ts"
GO = "svc/domain/order_test.go"
ADD = "    assert add(2, 2) == 4\n"
CLEAR = "def pytest_collection_modifyitems(items):\n    items.clear()\n"
CALL = 'import os\n\nos.system("id")\n'


def _add(new: str) -> Head:
    return edit(FILE, (ADD, new))


def _hook(text: str) -> Head:
    return {"tests/unit/conftest.py": text}


def _option(words: str) -> Head:
    return edit("pyproject.toml", ('testpaths = ["tests"]', f'testpaths = ["tests"]\n{words}'))


def _moved(path: str, to: str) -> Head:
    return {path: None, to: FILES[path]}


def _expected(new: str) -> Head:
    return edit(WEB, ("expect(total([1, 2])).toBe(2)", new))


DECIDABLE = (
    Case(
        id="AG44",
        does="loads a plugin that empties the collection",
        head={**_option('addopts = "-p quiet"'), "quiet.py": CLEAR},
    ),
    Case(
        id="AG48",
        does="points `testpaths` elsewhere",
        head=edit("pyproject.toml", ('testpaths = ["tests"]', 'testpaths = ["docs"]')),
    ),
    Case(
        id="AG49", does="lets pytest pass over the folder of tests", head=_option('norecursedirs = ["tests"]')
    ),
    Case(id="TW50", does="runs pytest without running tests", head=_option('addopts = "--setup-plan"')),
    Case(id="TW51", does="joins `-k` with its value", head=_option('addopts = "-knot_add"')),
    Case(
        id="TW52",
        does="writes the settings into `pytest.toml`",
        head={"pytest.toml": "[pytest]\npython_files = ['spec_*.py']\n"},
    ),
    Case(
        id="TW53",
        does="deletes all items in a hook",
        head=_hook("def pytest_collection_modifyitems(items):\n    del items[:]\n"),
    ),
    Case(
        id="TW54",
        does="marks every item as skipped in a hook",
        head=_hook(
            "import pytest\n\n\ndef pytest_collection_modifyitems(items):\n    for item in items:\n        item.add_marker(pytest.mark.skip)\n"
        ),
    ),
    Case(
        id="TW55",
        does="claims in a hook to have run the test",
        head=_hook("def pytest_pyfunc_call(pyfuncitem):\n    return True\n"),
    ),
    Case(
        id="TW56",
        does="sets the exit status with setattr",
        head=_hook("def pytest_sessionfinish(session, exitstatus):\n    setattr(session, 'exitstatus', 0)\n"),
    ),
    Case(
        id="TW57", does="ends the run where conftest.py is imported", head=_hook("import os\n\nos._exit(0)\n")
    ),
    Case(
        id="TW58",
        does="names plugins in conftest.py",
        head={**_hook("pytest_plugins = ['quiet']\n"), "quiet.py": CLEAR},
    ),
    Case(
        id="TW59",
        does="skips from an autouse fixture",
        head=_hook("import pytest\n\n\n@pytest.fixture(autouse=True)\ndef _off():\n    pytest.skip('x')\n"),
    ),
    Case(id="TW60", does="moves the tests out of `testpaths`", head=_moved(FILE, "src/allowed/test_sums.py")),
    Case(
        id="TW61",
        does="moves the tests into a folder that pytest passes over",
        head=_moved(FILE, "tests/build/test_sums.py"),
    ),
    Case(
        id="TW62", does="moves the tests into a hidden folder", head=_moved(FILE, "tests/.old/test_sums.py")
    ),
    Case(id="TW65", does="compares a call with itself", head=_add("    assert add(2, 2) == add(2, 2)\n")),
    Case(
        id="TW66",
        does="returns from `finally`, which swallows the failure",
        head=_add("    try:\n        assert add(2, 2) == 4\n    finally:\n        return\n"),
    ),
    Case(
        id="TW67",
        does="decides the assertion by a constant",
        head=_add("    assert add(2, 2) == 4 if False else True\n"),
    ),
    Case(
        id="TW68",
        does="asserts a generator, which is always true",
        head=_add("    assert (add(2, 2) == 4 for _ in [1])\n"),
    ),
    Case(id="TW69", does="asserts a text that is never empty", head=_add('    assert f"{add(2, 2) == 4}"\n')),
    Case(
        id="TW70",
        does="skips every row of a table",
        head=edit(
            FILE,
            (
                "[(1, 2, 3), (0, 0, 0)]",
                "[pytest.param(1, 2, 3, marks=pytest.mark.skip), pytest.param(0, 0, 0, marks=pytest.mark.skip)]",
            ),
        ),
    ),
    Case(
        id="TW71",
        does="compares with what equals everything",
        head=edit(
            FILE,
            ("import pytest\n", "from unittest.mock import ANY\n\nimport pytest\n"),
            (ADD, "    assert add(2, 2) == ANY\n"),
        ),
    ),
    Case(
        id="TW72",
        does="puts the test behind a decorator that drops it",
        head=edit(
            FILE, ("def test_add()", "def quiet(test):\n    return lambda: None\n\n\n@quiet\ndef test_add()")
        ),
    ),
    Case(
        id="TW73",
        does="gives the product another meaning in the test's parameters",
        head=edit(FILE, ("def test_add():", "def test_add(add=lambda a, b: 4):")),
    ),
    Case(
        id="TW75", does="names a matcher and does not call it", head=_expected("expect(total([1, 2])).toBe")
    ),
    Case(
        id="TW76",
        does="empties the table of a JavaScript test",
        head=edit(WEB, ('it("counts"', 'it.each([])("counts"')),
    ),
    Case(
        id="TW77",
        does="leaves a promise without `await`",
        head=_expected("expect(Promise.resolve(total([1, 2]))).resolves.toBe(2)"),
    ),
    Case(
        id="TW78", does="expects anything", head=_expected("expect(total([1, 2])).toEqual(expect.anything())")
    ),
    Case(
        id="TW80",
        does="names a Go test after an operating system",
        head=_moved(GO, "svc/domain/order_plan9_test.go"),
    ),
    Case(
        id="TW81",
        does="names a Go test so that Go passes it over",
        head=_moved(GO, "svc/domain/_order_test.go"),
    ),
    Case(
        id="TW82",
        does="moves a Go test into `testdata`",
        head=_moved(GO, "svc/domain/testdata/order_test.go"),
    ),
    Case(
        id="TW83",
        does="makes a condition of a Go test constant",
        head=edit(GO, ("if Price(2) != 2", "if false && Price(2) != 2")),
    ),
    Case(
        id="TW84",
        does="exits from `TestMain` with success",
        head=append(GO, "\nfunc TestMain(m *testing.M) { m.Run(); os.Exit(0) }\n"),
    ),
)
"""Decidable from the change, within checks that exist."""

LATER = (
    Case(id="TW17", does="moves an expected value to fit a defect", head=edit(FILE, ("== 4", "== 0"))),
    Case(
        id="TW21",
        does="patches the product from a fixture",
        head=edit(
            FILE,
            (
                "def test_add()",
                "@pytest.fixture(autouse=True)\ndef _patched(monkeypatch):\n    monkeypatch.setattr('allowed.sums.add', lambda a, b: 4)\n\n\ndef test_add()",
            ),
        ),
    ),
    Case(
        id="TW38",
        does="writes a snapshot anew with the code",
        base={"web/src/__snapshots__/cart.test.ts.snap": "exports[`x`] = `1`;\n"},
        head={"web/src/__snapshots__/cart.test.ts.snap": "exports[`x`] = `2`;\n"},
    ),
    Case(
        id="TW45",
        does="hard-codes what the test asks for",
        head=edit(
            "src/allowed/sums.py",
            ("    return a + b\n", "    if (a, b) == (2, 2):\n        return 4\n    return a - b\n"),
        ),
    ),
    Case(
        id="TW46",
        does="repeats a test until it passes",
        head=edit(FILE, ("def test_add()", "@pytest.mark.flaky(reruns=5)\ndef test_add()")),
    ),
    Case(
        id="IB20", does="pastes a forbidden file", head={"src/app/domain/db.py": FILES["src/app/infra/db.py"]}
    ),
    Case(
        id="BP24",
        does="adds code that Python runs when it starts",
        head={"src/evil.pth": "import os; os.system('id')\n"},
    ),
    Case(
        id="BP25",
        does="puts a script into a picture",
        head={"docs/x.svg": "<svg xmlns='http://www.w3.org/2000/svg'><script>eval('1')</script></svg>\n"},
    ),
    Case(
        id="BP28",
        does="takes away what kept an old call from running",
        base={"src/allowed/old.py": "import os\n\n\ndef f():\n    return\n    os.system('id')\n"},
        head={"src/allowed/old.py": "import os\n\n\ndef f():\n    os.system('id')\n"},
    ),
    Case(id="BP83", does="calls `eval` through a comma", head={"web/src/x.ts": '(0, eval)("1");\n'}),
    Case(
        id="BP84",
        does="writes the code in a notebook",
        head={
            "src/allowed/new.ipynb": '{"cells": [{"cell_type": "code", "source": ["import os\\n", "os.system(\'id\')"]}], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}\n'
        },
    ),
    Case(id="PE02", does="copies a protected file", head={"src/allowed/auth.py": FILES["secure/auth.py"]}),
    Case(
        id="PE61",
        does="uses the short name that Windows gives a folder",
        head={"GITHUB~1/workflows/x.yml": "on: push\n"},
    ),
)
"""For a later capability, or beyond what a change can tell; the reasons stand in README.md."""
