"""Ways to put code before the reviewers and not before the engine."""

from __future__ import annotations

import pytest

from bot.engines.semgrep import SemgrepEngine
from checks.change import Blob, Mode, Reason
from checks.pack import entries
from checks.rules.forbidden_pattern import ForbiddenPattern
from tests.cases import blob
from tests.engines.support import EVAL, Text, added, change, lines, sightings

SKIPPED_BY_DEFAULT = [
    "tests/a.py",
    "test/a.py",
    "vendor/a.py",
    "node_modules/x/a.py",
    "build/a.py",
    "dist/a.py",
    ".venv/a.py",
    "env/a.py",
    "a_test.py",
    ".hidden/a.py",
    ".git-like/a.py",
    "a.min.py",
    "UPPER.PY",
    "mixed.Py",
    "window.pyw",
    "stub.pyi",
    "SConstruct",
    "trailing.py.",
    "trailing.py ",
    "new\nline.py",
    "back\\slash.py",
    "quo\"te'.py",
    "é/ü.py",
    "-rf.py",
    "$(id).py",
    "a\udcff.py",
]


@pytest.mark.threat("E2", "BP17")
@pytest.mark.parametrize("path", SKIPPED_BY_DEFAULT)
def test_no_name_and_no_folder_hides_a_file(engine: SemgrepEngine, path: str) -> None:
    assert lines(engine, change({}, {path: "eval(1)\n"})) == [(path, 1)]


@pytest.mark.threat("E2")
def test_a_minified_script_is_read(engine: SemgrepEngine) -> None:
    script = ForbiddenPattern(languages=("javascript",), pattern="eval(...)")
    text = "!function(){" + "".join(f"var a{n}=f({n});" for n in range(2000)) + "eval(x)}();\n"
    assert lines(engine, change({}, {"static/app.min.js": text}), script) == [("static/app.min.js", 1)]


@pytest.mark.threat("E2", "BP17")
@pytest.mark.parametrize(
    "line", ["#!/usr/bin/python3", "#!/usr/bin/env python", "#! /usr/bin/env -S python3.12 -u"]
)
def test_an_interpreter_named_in_the_first_line_tells_the_language(engine: SemgrepEngine, line: str) -> None:
    assert lines(engine, change({}, {"tool": f"{line}\neval(1)\n", "run.txt": f"{line}\neval(1)\n"})) == [
        ("run.txt", 2),
        ("tool", 2),
    ]


TEXTS: dict[str, tuple[Text, int]] = {
    "byte order mark": (b"\xef\xbb\xbfeval(1)\n", 1),
    "lone carriage return": (b"# harmless\reval(1)\n", 1),
    "carriage returns throughout": (b"x = 1\r\n\r\neval(1)\r\n", 3),
    "UTF-16": ("x = 1\neval(1)\n".encode("utf-16"), 2),
    "latin-1 bytes": (b"name = '\xe9'\neval(1)\n", 2),
    "latin-1 with its cookie": (b"# -*- coding: latin-1 -*-\nname = '\xe9'\neval(1)\n", 3),
    "full-width letters": ("ｅｖａｌ(1)\n", 1),
    "bold letters": ("x = '𝐞'\n𝐞𝐯𝐚𝐥(1)\n", 2),
    "letters in a field of an f-string": ("x = f'{ｅｖａｌ(1)}'\n", 1),
    "form feed": (b"x = 1\n\x0c\neval(1)\n", 3),
    "a line continued": (b"eval\\\n(1)\n", 1),
    "a very long line": (b"x = '" + b"a" * 200_000 + b"'; eval(1)\n", 1),
    "padding below the limit": (b"#" + b"x" * 900_000 + b"\neval(1)\n", 2),
    "an ignore comment for the whole file": (b"# nosemgrep\n# noqa\neval(1)  # nosec # nosemgrep\n", 3),
}


@pytest.mark.threat("E2", "D3", "D5", "BP04", "BP08", "BP10", "BP16")
@pytest.mark.parametrize("name", TEXTS)
def test_no_spelling_of_the_bytes_hides_code(engine: SemgrepEngine, name: str) -> None:
    text, line = TEXTS[name]
    assert lines(engine, added(a_py=text)) == [("a.py", line)]


REFUSED: dict[str, tuple[Text, Reason]] = {
    "a NUL": (b"eval(1)\0\n", Reason.INTEGRITY),
    "cookie utf_7": (b"# coding: utf_7\n+AAo-eval(1)\n", Reason.INTEGRITY),
    "cookie unicode_escape on line two": (
        b"#!/usr/bin/python\n# -*- coding: unicode_escape -*-\n",
        Reason.INTEGRITY,
    ),
    "cookie raw_unicode_escape, vim": (b"\n# vim: set fileencoding=raw_unicode_escape :\n", Reason.INTEGRITY),
    "cookie after a lone carriage return": (b"# x\r# coding: utf-7\nx = 1\n", Reason.INTEGRITY),
    "a symbolic link": (blob(b"../payload.txt", Mode.SYMLINK), Reason.NOT_ANALYSED),
}


@pytest.mark.threat("E2", "D4", "BP06", "BP09", "BP18")
@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_safely_is_unanalysed_and_the_rest_is_judged(
    engine: SemgrepEngine, name: str
) -> None:
    text, code = REFUSED[name]
    places, gaps = sightings(engine, change({}, {"a.py": text, "b.py": "eval(1)\n"}), EVAL)
    assert [(gap.code, gap.path) for gap in gaps] == [(code, "a.py")]
    assert [place.path for place in places] == ["b.py"]


def test_a_cookie_far_down_or_in_a_string_is_no_cookie(engine: SemgrepEngine) -> None:
    assert lines(engine, added(a_py="x = 1\n# coding: cp1252\ns = '# coding: utf_7'\n")) == []


@pytest.mark.threat("BP04")
def test_a_file_that_was_too_large_to_read_is_unanalysed(engine: SemgrepEngine) -> None:
    huge = Blob("0" * 40, Mode.FILE, 1_100_000, None)
    _, gaps = sightings(engine, change({}, {"a.py": huge}), EVAL)
    assert [(gap.code, gap.measured) for gap in gaps] == [
        (Reason.TOO_LARGE, "1100000 bytes, the limit is 1000000")
    ]


CONFIGURATIONS = {
    ".semgrepignore": "*\na.py\n",
    ".semgrep.yml": "rules: []\n",
    ".semgrep/settings.yml": "x: 1\n",
    "pyproject.toml": "[tool.semgrep]\nexclude = ['*']\n",
    "setup.cfg": "[flake8]\nexclude = *\n",
    ".flake8": "[flake8]\nexclude = *\n",
    "conftest.py": "collect_ignore = ['*']\n",
    ".pylintrc": "[MASTER]\nignore=a.py\n",
    "ruff.toml": "exclude = ['*']\n",
    "sgconfig.yml": "ruleDirs: []\n",
    ".gitignore": "*\n",
    ".gitattributes": "*.py -diff binary linguist-generated\n",
}


@pytest.mark.threat("E1", "BP02", "BP29")
def test_configuration_in_the_change_has_no_effect(engine: SemgrepEngine) -> None:
    alone = lines(engine, change({}, {"a.py": "eval(1)\n", "tests/b.py": "eval(2)\n"}))
    beside = lines(engine, change({}, {"a.py": "eval(1)\n", "tests/b.py": "eval(2)\n", **CONFIGURATIONS}))
    assert alone == beside == [("a.py", 1), ("tests/b.py", 1)]


@pytest.mark.threat("BP12", "BP13", "BP14")
@pytest.mark.parametrize(
    "text",
    [
        "e = eval\ne('1')\n",
        "import builtins\nbuiltins.eval('1')\n",
        "import os\ngetattr(os, 'sys' + 'tem' + x)('id')\n",
        "__import__('os').system('id')\n",
        "import importlib\nimportlib.import_module('os').system('id')\n",
    ],
)
def test_detours_to_functions_that_run_code_are_caught_by_the_pack(engine: SemgrepEngine, text: str) -> None:
    detour = next(entry.check for entry in entries() if entry.id == "pack/python/hidden-eval")
    assert lines(engine, added(a_py=text), detour) != []


@pytest.mark.threat("OK12", "OK13")
def test_harmless_look_alikes_are_silent_in_the_whole_pack(engine: SemgrepEngine) -> None:
    text = '"""Never eval(x) or os.system(x)."""\nmodel.eval()\nimport importlib.metadata\n'
    text += 'importlib.metadata.version("x")\n'
    prose, foreign = "os.system('id') and eval(x)\n", "# 中文 « é »\ns = '中文'\n"
    subject = change({}, {"a.py": text, "notes.md": prose, "b.py": foreign})
    rules = [rule for entry in entries() for rule in entry.check.pattern_rules]
    results = engine.scan(subject, rules)
    assert results.asked == {rule.key for rule in rules}
    assert (results.head.matches, results.head.unscanned) == ({}, {})
