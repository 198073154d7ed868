"""The imports of a file in any language that is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from weakref import WeakKeyDictionary

from checks.languages.imports import csharp, ecmascript, go, java, python, ruby, rust
from checks.languages.imports.model import FileImports, Import, ImportKind
from checks.languages.language import Language
from checks.source import Source

__all__ = ["FileImports", "Import", "ImportKind", "imports_of"]

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
        if source.is_binary:
            known[key] = FileImports(refusal="holds a NUL although its name says it is code")
        else:
            found = _READERS[language](source, path, language)
            known[key] = replace(
                found,
                imports=tuple(sorted(found.imports, key=lambda one: (one.line, one.end_line, one.module))),
            )
    return known[key]
