"""K. What must pass: a gate that cries wolf is switched off."""

# ruff: noqa: E501 - the texts of files stand on one line

from __future__ import annotations

from tests.adversarial.case import Case, append, edit, laid
from tests.adversarial.ground import FILES, TEST_FILE
from tests.git.repository import Repository

FILE = "tests/test_sums.py"
LOCK = "\n".join(
    f'    "node_modules/p{n}": {{"version": "1.0.{n}", "integrity": "sha512-x"}},' for n in range(3_000)
)


def _merged(repository: Repository, base: str) -> tuple[str, str]:
    mine = repository.commit(laid(FILES, {"docs/mine.md": "x\n"}), base)
    evil = {"secure/auth.py": str(FILES["secure/auth.py"]) + "MORE = 1\n"}
    main = repository.commit(laid(FILES, evil), base)
    return main, repository.commit(laid(FILES, {"docs/mine.md": "x\n", **evil}), mine, main)


def _nothing(repository: Repository, base: str) -> tuple[str, str]:
    return base, repository.commit(FILES, base)


CASES = (
    Case(
        id="OK01",
        does="adds code and its test",
        head={
            **append("src/allowed/sums.py", "\n\ndef twice(a):\n    return 2 * a\n"),
            "tests/test_twice.py": "from allowed.sums import twice\n\n\ndef test_twice():\n    assert twice(2) == 4\n",
        },
    ),
    Case(id="OK02", does="renames a test file", head={FILE: None, "tests/test_arithmetic.py": TEST_FILE}),
    Case(
        id="OK04",
        does="puts assertions into a function that asserts",
        head=edit(
            FILE,
            ("    assert add(2, 2) == 4\n", "    _same(add(2, 2), 4)\n"),
            ("def test_add()", "def _same(a, b):\n    assert a == b\n\n\ndef test_add()"),
        ),
    ),
    Case(
        id="OK05",
        does="merges tests into one table",
        head={
            FILE: TEST_FILE.replace("def test_add():\n    assert add(2, 2) == 4\n\n\n", "")
            .replace(
                "    def test_add_negative(self):\n        assert add(-1, 1) == 0\n",
                "    def test_nothing(self):\n        assert add(0, 0) == 0\n",
            )
            .replace("[(1, 2, 3), (0, 0, 0)]", "[(1, 2, 3), (0, 0, 0), (2, 2, 4), (-1, 1, 0)]")
        },
    ),
    Case(
        id="OK06",
        does="writes French and Chinese",
        head={"src/allowed/été.py": '# une règle\nNOM = "价格"\n', "docs/说明.md": "# 说明\n"},
    ),
    Case(id="OK08", does="writes joined emoji", head=append("README.md", "\n👩\u200d💻 ❤\ufe0f\n")),
    Case(
        id="OK09",
        does="edits a file with CRLF",
        base={"src/allowed/win.py": "x = 1\r\ny = 2\r\n"},
        head={"src/allowed/win.py": "x = 1\r\ny = 3\r\n"},
    ),
    Case(
        id="OK10",
        does="keeps a form feed between classes",
        base={"src/allowed/gnu.py": "class A:\n    pass\n\f\nclass B:\n    pass\n"},
        head={"src/allowed/gnu.py": "class A:\n    x = 1\n\f\nclass B:\n    pass\n"},
    ),
    Case(
        id="OK12",
        does="speaks of what is banned",
        head={
            "src/allowed/model.py": '"""Never call eval("x") or os.system("id")."""\n\n\ndef run(model):\n    return model.eval()\n',
            "docs/shell.md": "Use `os.system(\"id\")` never.\n\n```python\nimport os\nos.system('id')\n```\n",
        },
    ),
    Case(
        id="OK13",
        does="imports by a constant what is allowed",
        head={
            "src/app/domain/version.py": 'import importlib\nimport importlib.metadata\n\nVERSION = importlib.metadata.version("app")\nmoney = importlib.import_module("app.shared.money")\n'
        },
    ),
    Case(
        id="OK14",
        does="updates a large lock file with its manifest",
        head={
            "web/package.json": str(FILES["web/package.json"]).replace("1.3.0", "1.3.1"),
            "web/package-lock.json": "{\n" + LOCK + "\n}\n",
        },
    ),
    Case(id="OK16", does="merges the default branch", build=_merged),
    Case(
        id="OK17",
        does="skips in a new test where a platform lacks something",
        head={
            "tests/test_new.py": 'import sys\n\nimport pytest\n\n\ndef test_fork():\n    if sys.platform == "win32":\n        pytest.skip("no fork")\n    assert 1 + 1 == 2\n'
        },
    ),
    Case(
        id="OK18",
        does="asks for more coverage",
        head=edit("pyproject.toml", ("fail_under = 80", "fail_under = 90")),
    ),
    Case(id="OK20a", does="changes nothing", build=_nothing),
    Case(
        id="OK20b",
        does="changes white space",
        head=edit("src/allowed/sums.py", ("return a + b\n\n\n", "return a + b\n\n\n\n")),
    ),
    Case(
        id="IB20",
        does="pastes a forbidden file, which is a note",
        head={"src/app/domain/db.py": FILES["src/app/infra/db.py"]},
    ),
)
