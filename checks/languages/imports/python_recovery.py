"""Imports of Python that its own parser refuses: another version's syntax, or broken code."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from ast_grep_py import SgNode

from checks.languages.constants import text_of
from checks.languages.imports.model import FileImports, Import, ImportKind
from checks.languages.language import Language
from checks.languages.syntax import Lines, argument, excerpt, is_damaged, of_kinds, parse, short
from checks.source import Source

_BY_NAME = {
    "import_module": "importlib.import_module",
    "__import__": "__import__",
    "run_module": "runpy.run_module",
    "resolve_name": "pkgutil.resolve_name",
}


def read(source: Source, language: Language) -> FileImports:
    """Read the imports as far as a parser that recovers from errors sees them.

    Args:
        source: the code.
        language: Python.
    """
    root = parse(source.text, language)
    damage = "is no Python that can be parsed" if is_damaged(root) else ""
    found: list[Import] = []
    lines = Lines(source)
    for node in of_kinds(root, ("import_statement", "import_from_statement")):
        found += _statement(node, lines)
    lines = Lines(source)
    for node in of_kinds(root, ("call",)):
        found += _call(node, lines)
    if of_kinds(root, ("exec_statement",)):
        damage = damage or "runs code with the `exec` statement of Python 2"
    return FileImports(tuple(found), damage=damage)


def _statement(node: SgNode, lines: Lines) -> Iterator[Import]:
    first, last = lines.of(node)
    names = [_name(child) for child in node.children() if child.kind() in ("dotted_name", "aliased_import")]
    if node.kind() == "import_statement":
        for name in names:
            yield Import(name, first, last, excerpt(node))
        return
    relative = next((short(child) for child in node.children() if child.kind() == "relative_import"), None)
    module = _normal(relative) if relative is not None else names[0] if names else ""
    taken = names if relative is not None else names[1:]
    yield Import(module, first, last, excerpt(node), tuple(taken))


def _name(node: SgNode) -> str:
    named = node.children()[0] if node.kind() == "aliased_import" else node
    return _normal(short(named))


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _call(node: SgNode, lines: Lines) -> Iterator[Import]:
    children = node.children()
    through = _BY_NAME.get(_normal(short(children[0])).rpartition(".")[2]) if children else None
    given = argument(node)
    if through is None or given is None:
        return
    first, last = lines.of(node)
    text = text_of(given, {})
    if text.complete:
        yield Import(
            text.known.partition(":")[0], first, last, excerpt(node), (), ImportKind.DYNAMIC, through
        )
    else:
        yield Import(text.known, first, last, excerpt(node), (), ImportKind.COMPUTED, through)
