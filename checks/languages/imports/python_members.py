"""Modules of Python that are picked from a package as its members: `os.path` after `import os`."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from weakref import WeakKeyDictionary

from checks.languages.imports.python_parser import parsed
from checks.source import Source

Members = Mapping[str, Mapping[tuple[str, ...], tuple[int, int]]]
"""Name → the members that are picked from it, each with the first and last line of the first place."""

_KNOWN: WeakKeyDictionary[Source, Members] = WeakKeyDictionary()


def members_of(source: Source) -> Members:
    """What is picked from every name of a file that nothing but an import binds; nothing if it is no Python.

    Args:
        source: the file.
    """
    if source not in _KNOWN:
        _KNOWN[source] = _read(source)
    return _KNOWN[source]


def _read(source: Source) -> Members:
    try:
        tree = parsed(source.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found: dict[str, dict[tuple[str, ...], tuple[int, int]]] = {}
    bound: set[str] = set()
    inner: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node not in inner:
            chain: list[str] = []
            at: ast.expr = node
            while isinstance(at, ast.Attribute):
                inner.add(at)
                chain.append(at.attr)
                at = at.value
            if isinstance(at, ast.Name):
                place = (node.lineno, node.end_lineno or node.lineno)
                members = found.setdefault(at.id, {})
                members[tuple(reversed(chain))] = min(place, members.get(tuple(reversed(chain)), place))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.add(node.id)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bound.add(node.name)
    return {name: members for name, members in found.items() if name not in bound}
