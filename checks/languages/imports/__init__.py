"""The imports of a file in any language that is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from weakref import WeakKeyDictionary

from checks.languages.imports import csharp, ecmascript, go, java, python, ruby, rust
from checks.languages.imports.model import FileImports, Import, ImportKind
from checks.languages.language import Language
from checks.source import Source

__all__ = ["FileImports", "Import", "ImportKind", "imports_of", "refusal"]

_READERS: Mapping[Language, Callable[[Source, str, Language], FileImports]] = {
    Language.PYTHON: python.read,
    Language.JAVASCRIPT: ecmascript.read,
    Language.TYPESCRIPT: ecmascript.read,
    Language.TSX: ecmascript.read,
    Language.GO: go.read,
    Language.JAVA: java.read,
    Language.CSHARP: csharp.read,
    Language.RUBY: ruby.read,
    Language.RUST: rust.read,
}
_READ: WeakKeyDictionary[Source, dict[tuple[str, Language], FileImports]] = WeakKeyDictionary()


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
        found = FileImports(refusal=refused) if refused else _READERS[language](source, path, language)
        ordered = sorted(found.imports, key=lambda one: (one.line, one.end_line, one.module))
        known[key] = replace(found, imports=tuple(ordered))
    return known[key]


def refusal(source: Source, language: Language) -> str:
    """Why a file must not be trusted to say what it does; empty if it may be."""
    if source.is_binary:
        return "holds a NUL although its name says it is code"
    encoding = python.refused_encoding(source) if language is Language.PYTHON else ""
    return f"declares the encoding `{encoding}`, which can hide code in a comment" if encoding else ""
