"""Spellings that the parsers do not know, put so that they can be read, and all others left alone."""

from __future__ import annotations

import pytest

from checks.languages.imports.ecmascript import read
from checks.languages.language import Language
from checks.languages.legible import legible_python, legible_script, parse_legible
from checks.languages.syntax import is_damaged
from checks.source import Source


@pytest.mark.parametrize(
    ("text", "grammar"),
    [
        ("const a = <p>Tom & Jerry é, Q&A, this && that &amp; more</p>;\n", "tsx"),
        ('const a = async (f) => ({ ...(await f<typeof import("ai")>()) });\n', "typescript"),
        ("const a = await f< typeof import('./a') >();\n", "tsx"),
    ],
)
def test_what_the_grammar_takes_amiss_is_put_otherwise(text: str, grammar: str) -> None:
    put = legible_script(text, grammar)
    assert len(put.encode()) == len(text.encode())
    assert not is_damaged(parse_legible(text, grammar))


@pytest.mark.parametrize(
    "text",
    [
        "const a = b & c && d;\nconst e: F & G = <p>a &amp; b &#38; c</p>;\n",
        'const a: typeof import("a") = await import("b");\n',
        "const a = (b & c) || (<p>a</p>);\n",
    ],
)
def test_what_is_read_well_is_left_alone(text: str) -> None:
    assert legible_script(text, "tsx") == text


def test_a_real_fault_stays_one() -> None:
    assert is_damaged(parse_legible("const a = <p>Tom & Jerry</p>;\nconst b = ((;\n", "tsx"))


@pytest.mark.parametrize(
    ("text", "put"),
    [
        ('f"{name:=^80}"', 'f"{name:<^80}"'),
        ('rf"""\n{self.a[0]:=^80}{g(x)!r:=+5}"""', ' f"""\n{self.a[0]:<^80}{g(x)!r:<+5}"""'),
        ('x=rf"{a}(\\W|$)" + Fr\'{a}\' + r"\\W" + f"{a}"', 'x= f"{a}(\\W|$)" +  f\'{a}\' + r"\\W" + f"{a}"'),
        ('rf"\\N{eval(a)}{b:=^8}"', 'rf"\\N{eval(a)}{b:<^8}"'),
        ('f"{(name:=80)}"', 'f"{(name:=80)}"'),
        ('f"{{name:=^80}}"', 'f"{{name:=^80}}"'),
        ('"{name:=^80}"', '"{name:=^80}"'),
        ('if (name := 3): f"a"\n(b:=4)', 'if (name := 3): f"a"\n(b:=4)'),
    ],
)
def test_a_format_is_no_assignment(text: str, put: str) -> None:
    assert legible_python(text) == put


def test_imports_are_whole_and_types_stay_types() -> None:
    text = 'import a from "a";\nconst b = await f<typeof import("b")>();\nawait import("c");\n'
    found = read(Source(text.encode()), "a.test.ts", Language.TYPESCRIPT)
    assert found.damage == ""
    assert [(one.line, one.module, one.kind.value) for one in found.imports] == [
        (1, "a", "static"),
        (3, "c", "dynamic"),
        (2, "b", "type-only"),
    ]
