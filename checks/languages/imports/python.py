"""Imports of Python, by the standard library's own parser.

What that parser refuses, because it is of another Python or nested too deep, is read a second time by
one that recovers from errors; the result then says that it may lack something.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from checks.languages.imports.model import FileImports, Import, ImportKind
from checks.languages.imports.python_dynamic import Calls
from checks.languages.imports.python_guard import NAME, Guard
from checks.languages.imports.python_parser import parsed
from checks.languages.imports.python_words import RUN_TIME_WORDS, words, words_of
from checks.languages.language import Language
from checks.source import Source

_NESTED_CODE = 3


def read(source: Source, path: str, language: Language) -> FileImports:
    """Read one file.

    Args:
        source: its content.
        path: its path; a `.pyi` is imported by type checkers alone.
        language: Python.
    """
    is_stub = path.casefold().endswith(".pyi")
    is_package = path.rpartition("/")[2] in ("__init__.py", "__init__.pyi")
    try:
        places = _read(source.text, words(source), _NESTED_CODE, is_stub=is_stub, is_package=is_package)
        return FileImports(tuple(places))
    except SyntaxError:
        return _recovered(source, language)
    except (ValueError, RecursionError, MemoryError) as failed:
        found = _recovered(source, language)
        return FileImports(found.imports, damage=f"the parser ended with {type(failed).__name__}")


def _recovered(source: Source, language: Language) -> FileImports:
    from checks.languages.imports import python_recovery  # with a second parser, seldom needed

    return python_recovery.read(source, language)


def _read(
    text: str, held: frozenset[str], depth: int, *, is_stub: bool, is_package: bool
) -> Iterator[Import]:
    tree = parsed(text)
    by_call = not RUN_TIME_WORDS.isdisjoint(held)
    guard = Guard.of(tree, text) if NAME in text else None
    calls = Calls(is_package=is_package)
    lines = text.split("\n")
    stack: list[tuple[ast.AST, bool]] = [(tree, is_stub)]
    while stack:
        node, typed = stack.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            calls.bind_import(node)
            yield from _statement(node, lines, typed=typed)
        elif by_call:
            calls.note(node)
        children = ast.iter_child_nodes(node) if by_call else _statements(node)
        if guard is not None and isinstance(node, ast.If) and guard.holds(node.test):
            stack += [(child, True) for child in node.body]
            stack += [(child, typed) for child in node.orelse]
        else:
            stack += [(child, typed) for child in children]
    for found in calls.imports():
        nested = found.nested_code
        if nested is None:
            yield found.as_import(lines)
        elif depth:
            yield from _nested(found.as_import(lines), nested, depth)


def _nested(place: Import, code: str, depth: int) -> Iterator[Import]:
    """The imports in code that is given as a text; a text that is no Python cannot be run either."""
    try:
        text = code.strip()
        found = list(_read(text, words_of(text), depth - 1, is_stub=False, is_package=False))
    except SyntaxError:
        return
    for one in found:
        yield Import(
            module=one.module,
            line=place.line,
            end_line=place.end_line,
            text=place.text,
            names=one.names,
            kind=ImportKind.COMPUTED if one.kind is ImportKind.COMPUTED else ImportKind.DYNAMIC,
            through=place.through,
        )


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    for field in ("body", "orelse", "finalbody", "handlers", "cases"):
        children = getattr(node, field, None)
        if isinstance(children, list):
            yield from children


def _statement(node: ast.Import | ast.ImportFrom, lines: list[str], *, typed: bool) -> Iterator[Import]:
    kind = ImportKind.TYPE_ONLY if typed else ImportKind.STATIC
    end = node.end_lineno or node.lineno
    text = "\n".join(lines[node.lineno - 1 : end]).strip()
    if isinstance(node, ast.Import):
        for alias in node.names:
            known_as = alias.asname or alias.name.partition(".")[0]
            yield Import(alias.name, node.lineno, end, text, (), kind, taken=("",), bound=(known_as,))
    else:
        module = "." * node.level + (node.module or "")
        names = tuple(alias.name for alias in node.names if alias.name != "*")
        taken = tuple(alias.name for alias in node.names)
        bound = tuple(alias.asname or alias.name for alias in node.names)
        yield Import(module, node.lineno, end, text, names, kind, taken=taken, bound=bound)
