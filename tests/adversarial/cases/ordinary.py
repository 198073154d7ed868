"""Ordinary changes as honest work makes them every day; none may be held up."""

# ruff: noqa: E501 - the texts of files stand on one line

from __future__ import annotations

from tests.adversarial.case import Case, append, edit
from tests.adversarial.ground import FILES, TEST_FILE, record
from tests.git.repository import Executable, Link

SUMS = "src/allowed/sums.py"
FILE = "tests/test_sums.py"
WEB = "web/src/cart.test.ts"

_MODEL = "class Order:\n    def __init__(self, id):\n        self.id = id\n\n    def __eq__(self, other):\n        return self.id == other.id\n"

CASES = (
    Case(id="OR01", does="raises a dependency", head=edit("pyproject.toml", ("httpx>=0.28", "httpx>=0.29"))),
    Case(
        id="OR02",
        does="raises a package with its lock file",
        head={
            "web/package.json": str(FILES["web/package.json"]).replace("1.3.0", "2.0.0"),
            "web/package-lock.json": '{"lockfileVersion": 3}\n',
        },
    ),
    Case(
        id="OR03",
        does="renames a function with its callers and tests",
        head={SUMS: str(FILES[SUMS]).replace("halve", "half"), FILE: TEST_FILE.replace("halve", "half")},
    ),
    Case(
        id="OR04",
        does="moves a module with its tests",
        head={
            SUMS: None,
            "src/allowed/maths.py": FILES[SUMS],
            FILE: None,
            "tests/test_maths.py": TEST_FILE.replace("allowed.sums", "allowed.maths"),
        },
    ),
    Case(
        id="OR05",
        does="removes a function with its test",
        head={
            SUMS: "def add(a, b):\n    return a + b\n",
            FILE: TEST_FILE.replace("def test_halve():\n    assert halve(3) == 1.5\n\n\n", "").replace(
                ", halve", ""
            ),
        },
    ),
    Case(
        id="OR06",
        does="formats a test file",
        head={
            FILE: TEST_FILE.replace("    ", "        ").replace(
                "assert add(2, 2) == 4", "assert (\n            add(2, 2) == 4\n        )"
            )
        },
    ),
    Case(
        id="OR07",
        does="writes documentation",
        head={
            "docs/guide.md": "# Guide\n\nRun `pytest -k add`, or skip with `@pytest.mark.skip`.\n",
            **append("README.md", "\nMore.\n"),
        },
    ),
    Case(
        id="OR08",
        does="adds a feature in three languages with tests",
        head={
            **append("web/src/domain/cart.ts", "export const count = (a: number[]) => a.length;\n"),
            **append("svc/domain/order.go", "\nfunc Double(n int) int { return 2 * n }\n"),
            **append(
                "svc/domain/order_test.go",
                '\nfunc TestDouble(t *testing.T) {\n\tif Double(2) != 4 {\n\t\tt.Fatal("wrong")\n\t}\n}\n',
            ),
            **append(
                WEB,
                'import { count } from "./domain/cart";\nit("is counted", () => {\n  expect(count([1])).toBe(1);\n});\n',
            ),
        },
    ),
    Case(id="OR09", does="adds a class with a proper comparison", head={"src/allowed/model.py": _MODEL}),
    Case(
        id="OR10",
        does="changes the specified behaviour with its test",
        head={SUMS: str(FILES[SUMS]).replace("a / 2", "a // 2"), FILE: TEST_FILE.replace("1.5", "1")},
    ),
    Case(
        id="OR11",
        does="adds a script that may be executed",
        head={"tools/release": Executable(b"#!/bin/sh\nset -eu\ngit tag v1\n")},
    ),
    Case(
        id="OR12",
        does="adds a fixture and uses it",
        head={
            "tests/unit/conftest.py": "import pytest\n\n\n@pytest.fixture\ndef three():\n    return 3\n",
            "tests/unit/test_three.py": "def test_three(three):\n    assert three == 3\n",
        },
    ),
    Case(
        id="OR13",
        does="adds a marker to the settings of pytest",
        head=edit(
            "pyproject.toml",
            (
                'testpaths = ["tests"]',
                'testpaths = ["tests"]\nmarkers = ["slow: takes long"]\naddopts = "-ra --strict-markers"',
            ),
        ),
    ),
    Case(
        id="OR14",
        does="splits a test into two",
        head=edit(
            FILE,
            (
                "class TestMore:\n    def test_add_negative(self):\n        assert add(-1, 1) == 0\n",
                "class TestMore:\n    def test_add_negative(self):\n        assert add(-1, 1) == 0\n\n    def test_add_zero(self):\n        assert add(0, 1) == 1\n",
            ),
        ),
    ),
    Case(
        id="OR15",
        does="converts a test to a clearer matcher",
        head=edit(WEB, ("expect(total([])).toBe(0);", "expect(total([])).toEqual(0);")),
    ),
    Case(
        id="OR16",
        does="adds a prose decision that is proposed elsewhere",
        head={"docs/notes/idea.md": "# An idea\n\nWe could.\n"},
    ),
    Case(
        id="OR17",
        does="adds a picture",
        head={"docs/logo.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20},
    ),
    Case(
        id="OR18",
        does="adds generated code",
        head={
            "src/allowed/api_pb2.py": "# Generated by the protocol buffer compiler.  DO NOT EDIT!\nX = 1\n"
        },
    ),
    Case(
        id="OR19",
        does="catches an error and says so",
        head={
            "src/allowed/read.py": "import logging\n\n\ndef read(path):\n    try:\n        return open(path).read()\n    except OSError as error:\n        logging.warning('cannot read: %s', error)\n        raise\n"
        },
    ),
    Case(
        id="OR20",
        does="adds a link within documentation",
        head={"docs/latest.md": Link(b"guide.md"), "docs/guide.md": "# Guide\n"},
    ),
    Case(
        id="OR21",
        does="adds a domain module that uses the domain",
        head={
            "src/app/domain/invoice.py": "from . import orders\nfrom .orders import price\nfrom ..shared import money\nfrom app.shared.money import Money\n\n__all__ = ['orders', 'price', 'money', 'Money']\n"
        },
    ),
    Case(
        id="OR22",
        does="adds infrastructure-like words to the domain",
        head={
            "src/app/domain/infra_report.py": 'INFRA = "app.infra"\nNOTE = "from app.infra import db"\n# import app.infra.db\n'
        },
    ),
    Case(
        id="OR23",
        does="adds a migration and a data file",
        head={
            "migrations/0002_add.sql": "ALTER TABLE orders ADD COLUMN note text;\n",
            "data/rates.csv": "a,b\n1,2\n",
        },
    ),
    Case(id="OR24", does="deletes dead code", head={"src/allowed/tool.py": None}),
    Case(
        id="OR25",
        does="adds a name that merely begins like a protected one",
        head={"secured/x.py": "x = 1\n", "src/app/infrared/x.py": "x = 1\n", "AGENTS_GUIDE.md": "x\n"},
    ),
    Case(
        id="OR26",
        does="uses async tests and context managers",
        head={
            "tests/test_async.py": "import pytest\n\nfrom allowed.sums import halve\n\n\nasync def test_it():\n    with pytest.raises(TypeError):\n        halve('x')\n"
        },
    ),
    Case(
        id="OR27",
        does="runs a program from a list",
        head={
            "src/allowed/run.py": "import subprocess\n\n\ndef version():\n    return subprocess.run(['git', '--version'], check=True, capture_output=True)\n"
        },
    ),
    Case(
        id="OR28",
        does="turns the line ends of a file",
        base={"src/allowed/win.py": "x = 1\r\ny = 2\r\n"},
        head={"src/allowed/win.py": "x = 1\ny = 2\n"},
    ),
    Case(
        id="OR29",
        does="writes emoji, Persian and Japanese names into instructions",
        head={"web/AGENTS.md": "👩\u200d💻 ❤\ufe0f می\u200cخواهم 葛\U000e0100城 1\ufe0f\u20e3\n"},
    ),
    Case(
        id="OR30",
        does="writes documentation where a pattern governs sources alone",
        base={
            "docs/decisions/0007-own.md": record(
                "Own", 'forbid-pattern: {languages: [python], pattern: "own(...)"}'
            ).replace("  rules:", '  paths: ["src/**"]\n  rules:')
        },
        head={"docs/more.md": "More.\n"},
    ),
    Case(id="OR31", does="adds a file whose name is not UTF-8", head={"data/\udcff.csv": "a,b\n"}),
    Case(
        id="OR32",
        does="links a package to its neighbour",
        head={"web/shared": Link(b"src/domain"), "web/up": Link(b"../web/src")},
    ),
)
