"""Imports of JavaScript and TypeScript: statements, `require` in its dresses, and `import()`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ast_grep_py import SgNode

from checks.languages.constants import text_of
from checks.languages.imports.ecmascript_calls import calls, may_call
from checks.languages.imports.ecmascript_names import exported_names, names_of
from checks.languages.imports.model import FileImports, Import, ImportKind
from checks.languages.language import Language
from checks.languages.legible import parse_legible, type_queries
from checks.languages.syntax import Lines, excerpt, grouped, is_damaged, of_kinds, parse
from checks.source import Source

_GROUPS = {"statements": ("import_statement", "export_statement"), "errors": ("ERROR",)}
_DECLARATION_FILE = re.compile(r"\.d\.[mc]?ts$", re.IGNORECASE)
_NESTED_CODE = 3


def read(source: Source, path: str, language: Language) -> FileImports:
    """Read one file.

    Args:
        source: its content.
        path: its path; a `.d.ts` is read by type checkers alone.
        language: which of the grammars; JavaScript with types in it is tried as TypeScript.
    """
    return _read(source, path, language, _NESTED_CODE)


def _read(source: Source, path: str, language: Language, depth: int) -> FileImports:
    root, statements, is_whole = _tree(source.text, language)
    lines = Lines(source)
    exported = exported_names(statements)
    found = [one for node in statements for one in _statement(node, lines, exported)]
    if may_call(source.text, statements):

        def nested(code: str) -> tuple[Import, ...]:
            return (
                _read(Source(code.encode("utf-8", "replace")), path, language, depth - 1).imports
                if depth
                else ()
            )

        found += calls(root, source.text, Lines(source), nested)
        found += _in_type_arguments(source, {(one.line, one.module) for one in found})
    if _DECLARATION_FILE.search(path):
        found = [replace(one, kind=ImportKind.TYPE_ONLY) for one in found]
    return FileImports(tuple(found), damage="" if is_whole else "does not parse")


def _tree(text: str, language: Language) -> tuple[SgNode, list[SgNode], bool]:
    """The tree by the first grammar that needs not guess, its statements, and whether there is one."""
    root = parse(text, language)
    nodes = grouped(root, _GROUPS)
    if nodes["errors"]:
        for other in (Language.TSX, Language.TYPESCRIPT):
            if other is not language:
                again = parse(text, other)
                if not is_damaged(again):
                    return again, of_kinds(again, _GROUPS["statements"]), True
        again = parse_legible(text, language)
        if not is_damaged(again):
            return again, of_kinds(again, _GROUPS["statements"]), True
    return root, nodes["statements"], not nodes["errors"]


def _in_type_arguments(source: Source, known: set[tuple[int, str]]) -> Iterator[Import]:
    """Types taken by `f<typeof import("m")>()`, which are no calls in a tree that had to be put otherwise."""
    for at, module in type_queries(source.text):
        line = source.line_at(at)
        if (line, module) not in known:
            yield Import(module, line, line, f'import ( " {module} " )', (), ImportKind.TYPE_ONLY)


def _statement(node: SgNode, lines: Lines, exported: Mapping[str, tuple[str, ...]]) -> Iterator[Import]:
    children = node.children()
    clause = next((child for child in children if child.kind() == "import_require_clause"), node)
    given = next((child for child in clause.children() if child.kind() == "string"), None)
    exports_value = node.kind() == "export_statement" and all(child.kind() != "from" for child in children)
    if given is None or exports_value:
        return
    kind = ImportKind.TYPE_ONLY if _is_type_only(node) else ImportKind.STATIC
    taken, bound = names_of(node, exported)
    known = text_of(given, {}).known
    yield Import(known, *lines.of(node), excerpt(node), (), kind, taken=taken, bound=bound)


def _is_type_only(node: SgNode) -> bool:
    """`import type …`, or an import whose every name is marked `type`."""
    children = node.children()
    second = children[1] if len(children) > 1 else node
    if second.kind() in ("type", "typeof") or (second.kind() == "ERROR" and second.text() == "type"):
        return True  # the grammar takes the word in `export type *` for an error
    clause = next((child for child in children if child.kind() in ("import_clause", "export_clause")), None)
    if clause is None:
        return False
    parts = [child for child in clause.children() if child.is_named()]
    if clause.kind() == "import_clause":
        if len(parts) != 1 or parts[0].kind() != "named_imports":
            return False
        parts = [child for child in parts[0].children() if child.is_named()]
    return bool(parts) and all(part.children() and part.children()[0].kind() == "type" for part in parts)
