"""A. Tests that are taken out of force."""

# ruff: noqa: E501 - the texts of files stand on one line

from __future__ import annotations

from tests.adversarial.case import Case, Head, append, edit
from tests.adversarial.ground import (
    DELETED,
    EQUAL,
    MUTED,
    PROTECTED,
    SKIPPED,
    SUPPRESSED,
    VACUOUS,
    WEAKER,
    WEAKER_CI,
    WORKFLOW,
)
from tests.git.repository import Link

FILE = "tests/test_sums.py"
ADD = "    assert add(2, 2) == 4\n"
WEB = "web/src/cart.test.ts"
TABLE = '@pytest.mark.parametrize("a, b, total", [(1, 2, 3), (0, 0, 0)])\n'


def _add(new: str) -> Head:
    return edit(FILE, (ADD, new))


def _hook(code: str) -> Head:
    return append("tests/conftest.py", "\n\n" + code)


CASES = (
    Case(
        id="TW01",
        does="makes the assertion a tuple",
        head=_add('    assert (add(2, 2) == 4, "sum")\n'),
        blocked_by=(VACUOUS,),
    ),
    Case(
        id="TW02",
        does="marks a test as skipped",
        head=edit(FILE, ("def test_add()", "@pytest.mark.skip\ndef test_add()")),
        blocked_by=(SKIPPED,),
    ),
    Case(
        id="TW03",
        does="skips under a constant condition",
        head=edit(FILE, ("def test_add()", '@pytest.mark.skipif(not False, reason="flaky")\ndef test_add()')),
        blocked_by=(SKIPPED,),
    ),
    Case(
        id="TW05",
        does="returns ahead of the assertion",
        head=_add("    return\n" + ADD),
        blocked_by=(VACUOUS,),
    ),
    Case(
        id="TW06",
        does="guards the assertion by its own condition",
        head=_add("    if add(2, 2) == 4:\n        assert add(2, 2) == 4\n"),
        blocked_by=(VACUOUS,),
    ),
    Case(
        id="TW07",
        does="swallows the failure",
        head=_add("    try:\n        assert add(2, 2) == 4\n    except Exception:\n        pass\n"),
        blocked_by=(VACUOUS,),
    ),
    Case(
        id="TW09",
        does="expects the failure",
        head=_add("    with pytest.raises(Exception):\n        assert add(2, 2) == 4\n"),
        blocked_by=(VACUOUS,),
    ),
    Case(
        id="TW10",
        does="renames the test away and adds an empty one",
        head=edit(FILE, ("def test_add()", "def test_ok():\n    assert True\n\n\ndef check_add()")),
        blocked_by=(SKIPPED,),
    ),
    Case(
        id="TW11",
        does="defines the test a second time",
        head=append(FILE, "\n\ndef test_add():\n    pass\n"),
        blocked_by=(SKIPPED,),
    ),
    Case(
        id="TW13",
        does="gives the test class a constructor",
        head=edit(
            FILE, ("class TestMore:\n", "class TestMore:\n    def __init__(self):\n        self.x = 1\n\n")
        ),
        blocked_by=(SKIPPED,),
    ),
    Case(
        id="TW14",
        does="empties the table of a parametrised test",
        head=edit(FILE, ("[(1, 2, 3), (0, 0, 0)]", "[]")),
        blocked_by=(VACUOUS,),
    ),
    Case(
        id="TW15",
        does="gives the comparison a boundless tolerance",
        head=_add("    assert add(2, 2) == pytest.approx(4, abs=1e9)\n"),
        blocked_by=(VACUOUS,),
    ),
    Case(
        id="TW17",
        does="moves an expected value to fit a defect",
        head=edit(FILE, ("== 4", "== 0")),
        blocked_by=(WEAKER,),
    ),
    Case(
        id="TW18",
        does="asserts over nothing",
        head=_add("    assert all(add(2, 2) == 4 for i in [])\n"),
        blocked_by=(VACUOUS,),
    ),
    Case(
        id="TW19",
        does="turns the assertion into a bare comparison",
        head=_add("    add(2, 2) == 4\n"),
        blocked_by=(VACUOUS,),
    ),
    Case(
        id="TW22",
        does="swaps the product from conftest.py",
        head=_hook("import allowed.sums\n\nallowed.sums.add = lambda a, b: 4\n"),
        blocked_by=(PROTECTED,),
    ),
    Case(
        id="TW23",
        does="leaves the file out of the collection",
        head=_hook('collect_ignore = ["test_sums.py"]\n'),
        blocked_by=(PROTECTED, MUTED),
    ),
    Case(
        id="TW25",
        does="ends the run before it starts",
        head=_hook("import os\n\n\ndef pytest_sessionstart(session):\n    os._exit(0)\n"),
        blocked_by=(PROTECTED, MUTED),
    ),
    Case(
        id="TW26",
        does="overwrites the exit status",
        head=_hook("def pytest_sessionfinish(session, exitstatus):\n    session.exitstatus = 0\n"),
        blocked_by=(PROTECTED, MUTED),
    ),
    Case(
        id="TW27",
        does="rewrites the outcome of each test",
        head=_hook(
            '@pytest.hookimpl(hookwrapper=True)\ndef pytest_runtest_makereport(item, call):\n    got = yield\n    report = got.get_result()\n    report.outcome = "passed"\n'
        ),
        blocked_by=(PROTECTED, MUTED),
    ),
    Case(
        id="TW29",
        does="collects other file names",
        head=edit(
            "pyproject.toml", ('testpaths = ["tests"]', 'testpaths = ["tests"]\npython_files = "spec_*.py"')
        ),
        blocked_by=(MUTED,),
    ),
    Case(
        id="TW30",
        does="deselects a test",
        head=edit(
            "pyproject.toml",
            (
                'testpaths = ["tests"]',
                'testpaths = ["tests"]\naddopts = "--deselect tests/test_sums.py::test_add"',
            ),
        ),
        blocked_by=(MUTED,),
    ),
    Case(
        id="TW31",
        does="makes the file depend on a library that nobody has",
        head=edit(FILE, ("import pytest\n", 'import pytest\n\npytest.importorskip("nosuchlib")\n')),
        blocked_by=(SKIPPED,),
    ),
    Case(id="TW33", does="deletes the test file", head={FILE: None}, blocked_by=(DELETED,)),
    Case(
        id="TW34",
        does="puts a link in place of the test file",
        head={FILE: Link(b"../README.md")},
        blocked_by=(DELETED,),
        gaps=("NOT_ANALYSED",),
    ),
    Case(
        id="TW35a",
        does="lets the CI step fail",
        head=edit(".github/workflows/ci.yml", ("- run: pytest", "- run: pytest || true")),
        blocked_by=(PROTECTED, WEAKER_CI),
    ),
    Case(
        id="TW35b",
        does="drops a version from the CI matrix",
        head=edit(".github/workflows/ci.yml", (', "3.12"', "")),
        blocked_by=(PROTECTED,),
    ),
    Case(
        id="TW35c",
        does="keeps the workflow from running for sources",
        head={
            ".github/workflows/ci.yml": WORKFLOW.replace(
                "[pull_request]", "{pull_request: {paths-ignore: ['src/**']}}"
            )
        },
        blocked_by=(PROTECTED,),
    ),
    Case(
        id="TW37a",
        does="lowers the coverage that is required",
        head=edit(".coveragerc", ("fail_under = 80", "fail_under = 10")),
        blocked_by=(PROTECTED,),
    ),
    Case(
        id="TW37b",
        does="takes code out of the coverage",
        head=edit("src/allowed/sums.py", ("return a / 2", "return a / 3  # pragma: no cover")),
        blocked_by=(SUPPRESSED,),
    ),
    Case(
        id="TW39a",
        does="puts one JavaScript test in focus",
        head=edit(WEB, ('it("is empty"', 'it.only("is empty"')),
        blocked_by=(SKIPPED,),
    ),
    Case(
        id="TW39b",
        does="switches a JavaScript test off",
        head=edit(WEB, ('it("counts"', 'xit("counts"')),
        blocked_by=(SKIPPED,),
    ),
    Case(
        id="TW39c",
        does="skips a JavaScript suite",
        head=edit(WEB, ('describe("cart"', 'describe.skip("cart"')),
        blocked_by=(SKIPPED,),
    ),
    Case(
        id="TW39d",
        does="leaves a JavaScript test to be done",
        head=edit(
            WEB, ('it("counts", () => {\n    expect(total([1, 2])).toBe(2);\n  });', 'it.todo("counts");')
        ),
        blocked_by=(SKIPPED,),
    ),
    Case(
        id="TW39e",
        does="expects what is always true",
        head=edit(WEB, ("expect(total([1, 2])).toBe(2);", "expect(true).toBe(true);")),
        blocked_by=(VACUOUS,),
    ),
    Case(
        id="TW41",
        does="weakens one test and adds assertions elsewhere",
        head={
            **_add("    add(2, 2)\n"),
            "tests/test_new.py": "def test_one():\n    assert 1 + 1 == 2\n    assert 2 + 2 == 4\n    assert 3\n",
        },
        blocked_by=(WEAKER,),
    ),
    Case(
        id="TW42",
        does="moves the assertion into a function that checks nothing",
        head=edit(
            FILE,
            (ADD, "    _same(add(2, 2), 4)\n"),
            ("def test_add()", "def _same(a, b):\n    return a == b\n\n\ndef test_add()"),
        ),
        blocked_by=(WEAKER,),
    ),
    Case(
        id="TW43",
        does="returns what equals everything",
        head=edit(
            "src/allowed/sums.py",
            ("def add", "class Any:\n    def __eq__(self, other):\n        return True\n\n\ndef add"),
        ),
        blocked_by=(EQUAL,),
    ),
    Case(
        id="TW47",
        does="pins a plugin that ignores failures",
        head=append("requirements.txt", "pytest-ignore-flaky==2.2\n"),
        blocked_by=(PROTECTED,),
    ),
    Case(
        id="TW21",
        does="patches the product from a fixture",
        base=edit(
            FILE,
            (
                "from allowed.sums import add, halve\n",
                "from allowed import sums\nfrom allowed.sums import add, halve\n",
            ),
            (ADD, "    assert sums.add(2, 2) == 4\n"),
        ),
        head=edit(
            FILE,
            (
                "from allowed.sums import add, halve\n",
                "from allowed import sums\nfrom allowed.sums import add, halve\n",
            ),
            (ADD, "    assert sums.add(2, 2) == 4\n"),
            (
                "def test_add()",
                "@pytest.fixture(autouse=True)\ndef _patched(monkeypatch):\n    monkeypatch.setattr('allowed.sums.add', lambda a, b: 4)\n\n\ndef test_add()",
            ),
        ),
        blocked_by=(VACUOUS,),
    ),
    Case(
        id="TW90",
        does="deletes the test below",
        head=append(FILE, "\n\ndel test_add\n"),
        blocked_by=(SKIPPED,),
    ),
    Case(
        id="TW91",
        does="makes the test a generator",
        head=_add("    yield\n" + ADD),
        blocked_by=(SKIPPED,),
    ),
    Case(
        id="TW92",
        does="lets a decorator swallow what fails",
        head=edit(
            FILE,
            (
                "def test_add()",
                "def quiet(test):\n    def inner():\n        try:\n            test()\n        except Exception:\n            pass\n\n    return inner\n\n\n@quiet\ndef test_add()",
            ),
        ),
        blocked_by=(SKIPPED,),
    ),
    Case(
        id="TW93",
        does="writes over the result before it is checked",
        head=_add("    result = add(2, 2)\n    result = 4\n    assert result == 4\n"),
        blocked_by=(VACUOUS,),
    ),
    Case(
        id="TW94",
        does="asserts when the test is over",
        head=edit(
            WEB,
            (
                "expect(total([1, 2])).toBe(2);",
                "setTimeout(() => {\n      expect(total([1, 2])).toBe(2);\n    }, 1000);",
            ),
        ),
        blocked_by=(VACUOUS,),
    ),
    Case(
        id="TW95",
        does="turns a failure into a line of the log",
        head=edit("svc/domain/order_test.go", ("t.Fatal", "t.Log")),
        blocked_by=(WEAKER,),
    ),
)
