"""What is read as an import, language by language, and that nothing a file holds stops the reading."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import warnings

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checks.change import Incomplete
from checks.finding import Violation
from checks.languages.imports import FileImports, ImportKind, imports_of
from checks.languages.language import Language
from checks.rules.forbidden_import import ForbiddenImport
from checks.source import Source
from tests.cases import blob, change_of
from tests.pieces import rows_of

SUFFIX = {
    Language.PYTHON: "py",
    Language.JAVASCRIPT: "js",
    Language.TYPESCRIPT: "ts",
    Language.TSX: "tsx",
    Language.GO: "go",
    Language.JAVA: "java",
    Language.CSHARP: "cs",
    Language.RUBY: "rb",
    Language.RUST: "rs",
}
LONGEST_SECONDS = float(os.environ.get("LONGEST_SECONDS", "1.0"))
PIECES = [
    *(b"import", b"from", b"use", b"using", b"require", b"package", b"exec", b"__import__"),
    *(
        b"(",
        b")",
        b"{",
        b"}",
        b"[",
        b"]",
        b"'",
        b'"',
        b"`",
        b"${",
        b"#{",
        b"/*",
        b"*/",
        b"//",
        b"#",
        b"\\",
    ),
    *(b"\n", b"\r", b"\f", b"\0", b".", b";", b",", b" ", b"::", b"=", b"+", b"\xff", b"\xef\xbc\x81"),
    *(b"if TYPE_CHECKING:\n\t", b"f'{", b"\\N{", b"\\u{", b"@", b"<", b">", b"r#", b"\xed\xa0\x80"),
]
FILES = st.one_of(st.binary(max_size=200), rows_of(PIECES, most=60))


def read(code: str, language: Language = Language.PYTHON, path: str = "") -> FileImports:
    return imports_of(Source(code.encode()), path or f"a/b.{SUFFIX[language]}", language)


def modules(code: str, language: Language = Language.PYTHON) -> list[str]:
    return [one.module for one in read(code, language).imports]


def judged(content: bytes, language: Language, **options: tuple[str, ...]) -> list[Violation | Incomplete]:
    change = change_of({}, {f"a/b.{SUFFIX[language]}": blob(content)})
    return list(ForbiddenImport(to=("requests",), **options).find(change))  # type: ignore[arg-type]


@pytest.mark.parametrize("language", list(Language))
@given(content=FILES)
@settings(max_examples=500)
def test_any_bytes_are_read_within_a_second(language: Language, content: bytes) -> None:
    began = time.process_time()
    found = imports_of(Source(content), f"a/b.{SUFFIX[language]}", language)
    assert time.process_time() - began < LONGEST_SECONDS
    lines = Source(content).text.count("\n") + 1
    assert all(1 <= one.line <= one.end_line <= lines for one in found.imports)
    assert bool(found.refusal) >= Source(content).is_binary


STATEMENTS = {
    Language.PYTHON: "import requests",
    Language.JAVASCRIPT: "import 'requests'",
    Language.TYPESCRIPT: "import { get } from 'requests'",
    Language.TSX: "import get from `requests`",
    Language.GO: 'import "requests"',
    Language.JAVA: "import requests.Get;",
    Language.CSHARP: "using requests;",
    Language.RUBY: 'require "requests"',
    Language.RUST: "use requests::get;",
}


@pytest.mark.threat("E4")
@pytest.mark.parametrize("language", list(Language))
@given(content=FILES)
@example(b"x = (")
@example(b"x = (require(")
@example(b"/*")
@example(b"`${")
@settings(max_examples=200)
def test_an_import_in_a_file_that_does_not_parse_is_never_passed_in_silence(
    language: Language, content: bytes
) -> None:
    source = Source(content + f"\n{STATEMENTS[language]}\n".encode())
    found = imports_of(source, f"a/b.{SUFFIX[language]}", language)
    if found.damage or found.refusal:
        assert judged(source.content, language)


KILLERS = {
    "parentheses": b"(" * 50_000,
    "balanced parentheses": b"x = " + b"(" * 50_000 + b"1" + b")" * 50_000,
    "lists": b"[" * 25_000 + b"]" * 25_000,
    "minus signs": b"x = " + b"-" * 50_000 + b"1",
    "a sum": b'x = require("a"' + b' + "a"' * 15_000 + b")",
    "an import of a sum": b"import importlib\nimportlib.import_module('a'" + b" + 'a'" * 3_000 + b")",
    "attributes": b"x = a" + b".a" * 12_500,
    "blocks": b"{" * 25_000,
    "templates": b"`${" * 12_500,
    "format strings": b"f'{" * 6_250,
    "comments": b"/*" * 50_000,
    "tags": b"<a>" * 12_500,
    "one long line": b"x = 1;" * 18_750,
    "calls": b"require(" * 12_500,
    "use trees": b"use a::{" * 2_500,
    "dots": b"from " + b"." * 75_000 + b" import x",
    "a chain of calls": b"a" + b".require('b')" * 2_500,
    "calls on one line": b"x = a.b.C.d(require('q')); " * 2_500,
    "a macro": b"fn a(){ x!" + b"(" * 5_000 + b"a::b" + b")" * 5_000 + b"}",
    "modules in braces": b"mod a { use super::b; }\n" * 2_500,
    "nested modules in braces": b"mod a {\n use super::b;\n" * 1_000 + b"}" * 1_000,
    "stars": b'export * from "./a";\n' * 2_500,
    "spaces before a name": b"import " + b" " * 125_000 + b"a",
}


@pytest.mark.threat("E4")
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("killer", KILLERS)
def test_code_that_kills_parsers_is_answered(language: Language, killer: str) -> None:
    began = time.process_time()
    sightings = judged(KILLERS[killer] + b"\n# requests\n", language)
    assert time.process_time() - began < 5 * LONGEST_SECONDS
    assert all(isinstance(sighting, Violation | Incomplete) for sighting in sightings)


def test_a_file_that_exhausts_the_parser_of_python_is_not_analysed_and_still_searched() -> None:
    sightings = judged(b"import requests\nx = " + b"-" * 100_000 + b"1", Language.PYTHON)
    assert [type(sighting) for sighting in sightings] == [Incomplete, Violation]


@pytest.mark.threat("D4")
@pytest.mark.parametrize("codec", ["utf_7", "utf-7", "unicode_escape", "raw_unicode_escape", "rot13", "hex"])
@pytest.mark.parametrize(
    "head",
    [
        "# coding: {}\n",
        "#!/usr/bin/python\n# -*- coding: {} -*-\n",
        "\n# vim: set fileencoding={} :\n",
        "# a\r# coding={}\r",
        "\f# coding:{}\n",
    ],
)
def test_an_encoding_that_hides_code_is_refused_wherever_python_looks_for_it(codec: str, head: str) -> None:
    assert codec in read(head.format(codec) + "total = 1\n").refusal


@pytest.mark.threat("D4")
@pytest.mark.parametrize("codec", ["utf-8", "UTF8", "latin-1", "iso-8859-1", "ascii", "us-ascii", "cp1252"])
def test_a_plain_encoding_is_read(codec: str) -> None:
    assert modules(f"# coding: {codec}\nimport a\n") == ["a"]


def test_an_encoding_below_the_second_line_or_below_code_is_a_comment() -> None:
    assert not read("import a\n# coding: utf_7\n").refusal
    assert not read("#\n#\n# coding: utf_7\n").refusal


@pytest.mark.threat("D5")
@pytest.mark.parametrize("name", ["ａpp", "𝐚pp", "𝖺𝗉𝗉", "ᵃpp"])
def test_python_names_are_compared_as_python_compares_them(name: str) -> None:
    sightings = list(
        ForbiddenImport(to=("app",)).find(change_of({}, {"a/b.py": blob(f"import {name}.x".encode())}))
    )
    assert [sighting.message for sighting in sightings if isinstance(sighting, Violation)] == [
        "imports `app.x`"
    ]


@pytest.mark.parametrize(
    "code",
    [
        '"\\d"\nimport a',
        "x = 1if y else 2\nimport a",
        "def f():\n    try: pass\n    finally:\n        return 1\nimport a",
        'assert (1, "x")\nimport a',
    ],
)
@pytest.mark.parametrize("action", ["error", "default"])
def test_the_parser_warns_nobody_and_warnings_do_not_change_what_is_read(code: str, action: str) -> None:
    program = (
        "import sys; from checks.source import Source; from checks.languages.imports import imports_of\n"
        "from checks.languages.language import Language\n"
        "found = imports_of(Source(sys.argv[1].encode()), 'a.py', Language.PYTHON)\n"
        "print([one.module for one in found.imports], found.damage)"
    )
    done = subprocess.run(
        [sys.executable, "-W", action, "-c", program, code], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("['a'] \n", "")


def test_the_filters_of_the_caller_stay_as_they_are() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        read('"\\q"\nimport a')
        warnings.warn("of the caller", stacklevel=1)
    assert [str(warning.message) for warning in caught] == ["of the caller"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import a.b as c, d", ["a.b", "d"]),
        ("from .a import b", [".a"]),
        ("from ... import b", ["..."]),
        ("import importlib; importlib.import_module('a')", ["importlib", "a"]),
        ("import importlib.util as u; u.find_spec('a')", ["a", "importlib.util"]),
        ("from importlib import *\nimport_module('a')", ["importlib", "a"]),
        ("f = __import__\nf('a')", ["a"]),
        ("(g := __import__)('a')\ng('b')", ["a", "b"]),
        ("__builtins__['__import__']('a')", ["a"]),
        ("import sys\nsys.modules.get('a')", ["sys", "a"]),
        ("import sys\nsys.modules['importlib'].import_module('a')", ["sys", "importlib", "a"]),
        ("import importlib as i\nlist(map(i.import_module, ['a', 'b']))", ["importlib", "a", "b"]),
        ("exec('exec(\"import a\")')", ["a"]),
        ("exec(compile('import a', 'x', 'exec'))", ["a"]),
        ("__import__('a', globals(), locals(), ['x'], 1)", [".a"]),
        ("import importlib\nimportlib.import_module('.a', 'b.c')", ["importlib", "b.c.a"]),
        ("import importlib\nimportlib.import_module('..a', package='b.c')", ["importlib", "b.a"]),
        ("import importlib\nimportlib.import_module(f'{__package__}.a')", ["importlib", ".a"]),
        ("import importlib\nimportlib.import_module('stseuqer'[::-1])", ["importlib", "requests"]),
        ("def exec(code): ...\nexec('import a')", []),
        ("N = 'a'\nN = 'b'\n__import__(N)", [""]),
        ("match x:\n    case 1:\n        import a", ["a"]),
        ("try: pass\nexcept* E:\n    import a", ["a"]),
    ],
)
def test_python_is_read(code: str, expected: list[str]) -> None:
    assert sorted(modules(code)) == sorted(expected)


def test_star_of_a_module_takes_no_names() -> None:
    assert [one.names for one in read("from a import *").imports] == [()]


def test_a_stub_is_for_types_alone() -> None:
    assert [one.kind for one in read("import a", path="a.pyi").imports] == [ImportKind.TYPE_ONLY]


def test_a_declaration_file_is_for_types_alone() -> None:
    found = read('import a from "a"', Language.TYPESCRIPT, "a.d.ts")
    assert [one.kind for one in found.imports] == [ImportKind.TYPE_ONLY]


def test_javascript_with_types_in_it_is_read_by_another_grammar() -> None:
    found = read(
        'import a from "a";\nconst x: number = 1;\nfunction f(a?: string): void {}', Language.JAVASCRIPT
    )
    assert ([one.module for one in found.imports], found.damage) == (["a"], "")


@pytest.mark.parametrize(
    ("language", "code", "expected"),
    [
        (Language.GO, 'package a\nimport "C"', ["C"]),
        (Language.JAVA, "import a.b.C; import static a.b.C.d; import a.b.*;", ["a.b.*", "a.b.C", "a.b.C.d"]),
        (Language.JAVA, "import a . /* x */ b\n.C;", ["a.b.C"]),
        (Language.CSHARP, "using A /* x */ . B;", ["A.B"]),
        (Language.CSHARP, "class A { [X.Y.Z] int b; }", ["X.Y.Z"]),
        (Language.RUST, "use a::{self, b::*, c as d};", ["a", "a::b", "a::c"]),
        (Language.RUST, "use r#async::x;", ["async::x"]),
        (Language.RUBY, 'require %q(a)\nrequire(\'b\')\nrequire "c" "d"', ["a", "b", "cd"]),
        (Language.TYPESCRIPT, "import a = require('a')", ["a"]),
        (Language.TYPESCRIPT, "import('a' + 'b'); import('./' + x)", ["./", "ab"]),
        (Language.JAVASCRIPT, "const n = 'a'; require(n); let m = 'b'; m = 'c'; require(m)", ["", "a"]),
    ],
)
def test_other_languages_are_read(language: Language, code: str, expected: list[str]) -> None:
    assert sorted(modules(code, language)) == sorted(expected)
