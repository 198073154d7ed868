"""Imports of Go: single, in blocks, under another name, with a dot or a blank."""

from __future__ import annotations

from checks.languages.constants import unescaped
from checks.languages.imports.model import FileImports, Import
from checks.languages.language import Language
from checks.languages.syntax import Lines, excerpt, is_damaged, of_kinds, parse
from checks.source import Source


def read(source: Source, path: str, language: Language) -> FileImports:
    """Read one file.

    Args:
        source: its content.
        path: its path, which does not matter.
        language: Go.
    """
    del path
    root = parse(source.text, language)
    found, lines = [], Lines(source)
    for node in of_kinds(root, ("import_spec",)):
        given = next((child for child in node.children() if "string_literal" in child.kind()), None)
        if given is not None:
            literal = given.text()
            module = literal[1:-1] if literal.startswith("`") else unescaped(literal[1:-1])
            found.append(Import(module, *lines.of(node), excerpt(node)))
    return FileImports(tuple(found), damage="does not parse" if is_damaged(root) else "")
