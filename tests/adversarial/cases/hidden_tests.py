"""A. Tests that are taken out of force in ways that a plain reading of the test file does not show."""

# ruff: noqa: E501 - the texts of files stand on one line

from __future__ import annotations

from tests.adversarial.case import Case, Head, append, edit
from tests.adversarial.ground import FILES, MUTED, SKIPPED, VACUOUS

FILE = "tests/test_sums.py"
WEB = "web/src/cart.test.ts"
GO = "svc/domain/order_test.go"
ADD = "    assert add(2, 2) == 4\n"
CLEAR = "def pytest_collection_modifyitems(items):\n    items.clear()\n"


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


CASES = (
    Case(
        id="TW46",
        does="repeats a test until it passes",
        head=edit(FILE, ("def test_add()", "@pytest.mark.flaky(reruns=5)\ndef test_add()")),
        blocked_by=(MUTED,),
    ),
    Case(
        id="AG44",
        does="loads a plugin that empties the collection",
        head={**_option('addopts = "-p quiet"'), "quiet.py": CLEAR},
        blocked_by=(MUTED,),
    ),
    Case(
        id="AG48",
        does="points `testpaths` elsewhere",
        head=edit("pyproject.toml", ('testpaths = ["tests"]', 'testpaths = ["docs"]')),
        blocked_by=(MUTED,),
        grows=False,
    ),
    Case(
        id="AG49",
        does="lets pytest pass over the folder of tests",
        head=_option('norecursedirs = ["tests"]'),
        blocked_by=(MUTED,),
        grows=False,
    ),
    Case(
        id="TW50",
        does="runs pytest without running tests",
        head=_option('addopts = "--setup-plan"'),
        blocked_by=(MUTED,),
        grows=False,
    ),
    Case(
        id="TW51",
        does="joins `-k` with its value",
        head=_option('addopts = "-knot_add"'),
        blocked_by=(MUTED,),
        grows=False,
    ),
    Case(
        id="TW52",
        does="writes the settings into `pytest.toml`",
        head={"pytest.toml": "[pytest]\npython_files = ['spec_*.py']\n"},
        blocked_by=(MUTED,),
    ),
    Case(
        id="TW53",
        does="deletes all items in a hook",
        head=_hook("def pytest_collection_modifyitems(items):\n    del items[:]\n"),
        blocked_by=(MUTED,),
        grows=False,
    ),
    Case(
        id="TW54",
        does="marks every item as skipped in a hook",
        head=_hook(
            "import pytest\n\n\ndef pytest_collection_modifyitems(items):\n    for item in items:\n        item.add_marker(pytest.mark.skip)\n"
        ),
        blocked_by=(MUTED,),
        grows=False,
    ),
    Case(
        id="TW55",
        does="claims in a hook to have run the test",
        head=_hook("def pytest_pyfunc_call(pyfuncitem):\n    return True\n"),
        blocked_by=(MUTED,),
        grows=False,
    ),
    Case(
        id="TW56",
        does="sets the exit status with setattr",
        head=_hook("def pytest_sessionfinish(session, exitstatus):\n    setattr(session, 'exitstatus', 0)\n"),
        blocked_by=(MUTED,),
        grows=False,
    ),
    Case(
        id="TW57",
        does="ends the run where conftest.py is imported",
        head=_hook("import os\n\nos._exit(0)\n"),
        blocked_by=(MUTED,),
        grows=False,
    ),
    Case(
        id="TW58",
        does="names plugins in conftest.py",
        head={**_hook("pytest_plugins = ['quiet']\n"), "quiet.py": CLEAR},
        blocked_by=(MUTED,),
    ),
    Case(
        id="TW59",
        does="skips from an autouse fixture",
        head=_hook("import pytest\n\n\n@pytest.fixture(autouse=True)\ndef _off():\n    pytest.skip('x')\n"),
        blocked_by=(MUTED,),
        grows=False,
    ),
    Case(
        id="TW60",
        does="moves the tests out of `testpaths`",
        head=_moved(FILE, "src/allowed/test_sums.py"),
        blocked_by=(SKIPPED,),
    ),
    Case(
        id="TW61",
        does="moves the tests into a folder that pytest passes over",
        head=_moved(FILE, "tests/build/test_sums.py"),
        blocked_by=(SKIPPED,),
        grows=False,
    ),
    Case(
        id="TW62",
        does="moves the tests into a hidden folder",
        head=_moved(FILE, "tests/.old/test_sums.py"),
        blocked_by=(SKIPPED,),
        grows=False,
    ),
    Case(
        id="TW65",
        does="compares a call with itself",
        head=_add("    assert add(2, 2) == add(2, 2)\n"),
        blocked_by=(VACUOUS,),
        grows=False,
    ),
    Case(
        id="TW66",
        does="returns from `finally`, which swallows the failure",
        head=_add("    try:\n        assert add(2, 2) == 4\n    finally:\n        return\n"),
        blocked_by=(VACUOUS,),
        grows=False,
    ),
    Case(
        id="TW67",
        does="decides the assertion by a constant",
        head=_add("    assert add(2, 2) == 4 if False else True\n"),
        blocked_by=(VACUOUS,),
    ),
    Case(
        id="TW68",
        does="asserts a generator, which is always true",
        head=_add("    assert (add(2, 2) == 4 for _ in [1])\n"),
        blocked_by=(VACUOUS,),
        grows=False,
    ),
    Case(
        id="TW69",
        does="asserts a text that is never empty",
        head=_add('    assert f"{add(2, 2) == 4}"\n'),
        blocked_by=(VACUOUS,),
        grows=False,
    ),
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
        blocked_by=(SKIPPED,),
        grows=False,
    ),
    Case(
        id="TW71",
        does="compares with what equals everything",
        head=edit(
            FILE,
            ("import pytest\n", "from unittest.mock import ANY\n\nimport pytest\n"),
            (ADD, "    assert add(2, 2) == ANY\n"),
        ),
        blocked_by=(VACUOUS,),
        grows=False,
    ),
    Case(
        id="TW72",
        does="puts the test behind a decorator that drops it",
        head=edit(
            FILE, ("def test_add()", "def quiet(test):\n    return lambda: None\n\n\n@quiet\ndef test_add()")
        ),
        blocked_by=(SKIPPED,),
        grows=False,
    ),
    Case(
        id="TW73",
        does="gives the product another meaning in the test's parameters",
        head=edit(FILE, ("def test_add():", "def test_add(add=lambda a, b: 4):")),
        blocked_by=(VACUOUS,),
    ),
    Case(
        id="TW75",
        does="names a matcher and does not call it",
        head=_expected("expect(total([1, 2])).toBe"),
        blocked_by=(VACUOUS,),
        grows=False,
    ),
    Case(
        id="TW76",
        does="empties the table of a JavaScript test",
        head=edit(WEB, ('it("counts"', 'it.each([])("counts"')),
        blocked_by=(VACUOUS,),
    ),
    Case(
        id="TW77",
        does="leaves a promise without `await`",
        head=_expected("expect(Promise.resolve(total([1, 2]))).resolves.toBe(2)"),
        blocked_by=(VACUOUS,),
        grows=False,
    ),
    Case(
        id="TW78",
        does="expects anything",
        head=_expected("expect(total([1, 2])).toEqual(expect.anything())"),
        blocked_by=(VACUOUS,),
        grows=False,
    ),
    Case(
        id="TW80",
        does="names a Go test after an operating system",
        head=_moved(GO, "svc/domain/order_plan9_test.go"),
        blocked_by=(SKIPPED,),
        grows=False,
    ),
    Case(
        id="TW81",
        does="names a Go test so that Go passes it over",
        head=_moved(GO, "svc/domain/_order_test.go"),
        blocked_by=(SKIPPED,),
        grows=False,
    ),
    Case(
        id="TW82",
        does="moves a Go test into `testdata`",
        head=_moved(GO, "svc/domain/testdata/order_test.go"),
        blocked_by=(SKIPPED,),
        grows=False,
    ),
    Case(
        id="TW83",
        does="makes a condition of a Go test constant",
        head=edit(GO, ("if Price(2) != 2", "if false && Price(2) != 2")),
        blocked_by=(VACUOUS,),
    ),
    Case(
        id="TW84",
        does="exits from `TestMain` with success",
        head=append(GO, "\nfunc TestMain(m *testing.M) { m.Run(); os.Exit(0) }\n"),
        blocked_by=(MUTED,),
        grows=False,
    ),
)
