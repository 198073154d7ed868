"""Imports of Python that its own parser refuses: another version's syntax, or broken code."""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Iterator

from ast_grep_py import SgNode

from checks.languages.imports.model import FileImports, Import, ImportKind
from checks.languages.language import Language
from checks.languages.syntax import argument, is_damaged, lines_of, of_kinds, parse, plain

_BY_NAME = {
    "import_module": "importlib.import_module",
    "__import__": "builtins.__import__",
    "run_module": "runpy.run_module",
    "resolve_name": "pkgutil.resolve_name",
}


def read(text: str, language: Language) -> FileImports:
    """Read the imports as far as a parser that recovers from errors sees them.

    Args:
        text: the code.
        language: Python.
    """
    root = parse(text, language)
    damage = "is no Python that can be parsed" if is_damaged(root) else ""
    found: list[Import] = []
    for node in of_kinds(root, ("import_statement", "import_from_statement")):
        found += _statement(node)
    for node in of_kinds(root, ("call",)):
        found += _call(node)
    if of_kinds(root, ("exec_statement",)):
        damage = damage or "runs code with the `exec` statement of Python 2"
    return FileImports(tuple(found), damage=damage)


def _statement(node: SgNode) -> Iterator[Import]:
    first, last = lines_of(node)
    names = [_name(child) for child in node.children() if child.kind() in ("dotted_name", "aliased_import")]
    if node.kind() == "import_statement":
        for name in names:
            yield Import(name, first, last, node.text())
        return
    relative = next((plain(child) for child in node.children() if child.kind() == "relative_import"), None)
    module = _normal(relative) if relative is not None else names[0] if names else ""
    taken = names if relative is not None else names[1:]
    yield Import(module, first, last, node.text(), tuple(taken))


def _name(node: SgNode) -> str:
    named = node.children()[0] if node.kind() == "aliased_import" else node
    return _normal(plain(named))


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _call(node: SgNode) -> Iterator[Import]:
    children = node.children()
    through = _BY_NAME.get(_normal(plain(children[0])).rpartition(".")[2]) if children else None
    given = argument(node)
    if through is None or given is None:
        return
    first, last = lines_of(node)
    try:
        value = ast.literal_eval(given.text())
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        value = None
    if isinstance(value, str):
        yield Import(value.partition(":")[0], first, last, node.text(), (), ImportKind.DYNAMIC, through)
    else:
        yield Import("", first, last, node.text(), (), ImportKind.COMPUTED, through)
