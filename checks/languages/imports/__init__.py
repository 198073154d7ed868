"""The imports of a file in any language that is read."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Protocol
from weakref import WeakKeyDictionary

from checks.languages.imports.loose import loose_imports
from checks.languages.imports.model import FileImports, Import, ImportKind
from checks.languages.imports.python_encoding import refused_encoding
from checks.languages.language import Language
from checks.source import Source

__all__ = ["FileImports", "Import", "ImportKind", "imports_of", "refusal"]

_READ: WeakKeyDictionary[Source, dict[tuple[str, Language], FileImports]] = WeakKeyDictionary()


class Reader(Protocol):
    """A module that reads the imports of a language."""

    def read(self, source: Source, path: str, language: Language) -> FileImports:
        """Read one file that is text.

        Args:
            source: its content.
            path: its path.
            language: its language.
        """


def imports_of(source: Source, path: str, language: Language) -> FileImports:
    """Read the imports of a file; read once, however many rules ask.

    Args:
        source: its content.
        path: its path, which tells packages from modules and stubs from code.
        language: its language.

    Returns:
        The imports, sorted by line. A file that is no text or cannot be parsed says so in the result.
    """
    known = _READ.setdefault(source, {})
    key = (path, language)
    if key not in known:
        refused = refusal(source, language)
        found = FileImports(refusal=refused) if refused else _reader(language).read(source, path, language)
        ordered = sorted(found.imports, key=lambda one: (one.line, one.end_line, one.module))
        doubtful = loose_imports(source, language, ordered) if found.damage else None
        known[key] = replace(found, imports=tuple(ordered), doubtful=doubtful)
    return known[key]


@cache
def _reader(language: Language) -> Reader:
    """The reader of a language, imported with its first file: few changes hold more than two languages."""
    match language:
        case Language.PYTHON:
            from checks.languages.imports import python

            return python
        case Language.JAVASCRIPT | Language.TYPESCRIPT | Language.TSX:
            from checks.languages.imports import ecmascript

            return ecmascript
        case Language.GO:
            from checks.languages.imports import go

            return go
        case Language.JAVA:
            from checks.languages.imports import java

            return java
        case Language.CSHARP:
            from checks.languages.imports import csharp

            return csharp
        case Language.RUBY:
            from checks.languages.imports import ruby

            return ruby
        case Language.RUST:
            from checks.languages.imports import rust

            return rust


def refusal(source: Source, language: Language) -> str:
    """Why a file must not be trusted to say what it does; empty if it may be."""
    if source.is_binary:
        return "holds a NUL although its name says it is code"
    encoding = refused_encoding(source) if language is Language.PYTHON else ""
    return f"declares the encoding `{encoding}`, which can hide code in a comment" if encoding else ""
