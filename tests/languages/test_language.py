"""Which language a file is in."""

from __future__ import annotations

import pytest

from checks.languages.language import Language, language_of
from checks.source import Source


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("a/b.py", Language.PYTHON),
        ("UPPER.PY", Language.PYTHON),
        ("mod.pyw", Language.PYTHON),
        ("stub.pyi", Language.PYTHON),
        ("mod.py.", Language.PYTHON),
        ("mod.рy", Language.PYTHON),
        ("a.mjs", Language.JAVASCRIPT),
        ("a.cts", Language.TYPESCRIPT),
        ("a.d.ts", Language.TYPESCRIPT),
        ("a.tsx", Language.TSX),
        ("a.go", Language.GO),
        ("A.java", Language.JAVA),
        ("a.csx", Language.CSHARP),
        ("Rakefile", Language.RUBY),
        ("a.gemspec", Language.RUBY),
        ("a.rs", Language.RUST),
        ("a.md", None),
        ("py", None),
        ("a.py/b.txt", None),
    ],
)
def test_name_tells_the_language(path: str, language: Language | None) -> None:
    assert language_of(path) is language


@pytest.mark.parametrize(
    ("line", "language"),
    [
        (b"#!/usr/bin/env python3\n", Language.PYTHON),
        (b"#!/usr/bin/env -S python3.12 -O\n", Language.PYTHON),
        (b"\xef\xbb\xbf#!/usr/bin/python\n", Language.PYTHON),
        (b"#!/usr/bin/node", Language.JAVASCRIPT),
        (b"#!/usr/bin/env -S deno run\n", Language.TYPESCRIPT),
        (b"#!/usr/bin/env ruby\r\n", Language.RUBY),
        (b"#!/bin/sh\n# python\n", None),
        (b"#!/opt/pythonic/run\n", None),
        (b"python3\n", None),
    ],
)
def test_interpreter_tells_the_language_where_the_name_does_not(
    line: bytes, language: Language | None
) -> None:
    assert language_of("bin/run", Source(line)) is language
    assert language_of("run.txt", Source(line)) is language


def test_name_wins_over_the_interpreter() -> None:
    assert language_of("a.rb", Source(b"#!/usr/bin/env python3\n")) is Language.RUBY
