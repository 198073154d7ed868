"""Imports of Python, by the standard library's own parser.

What that parser refuses, because it is of another Python or nested too deep, is read a second time by
one that recovers from errors; the result then says that it may lack something.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

from checks.languages.imports.model import FileImports, Import, ImportKind
from checks.languages.imports.python_dynamic import Calls
from checks.languages.imports.python_words import RUN_TIME_WORDS, words, words_of
from checks.languages.language import Language
from checks.source import Source

_FILE_NAME = "<judged python>"
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


def _parsed(text: str) -> ast.Module:
    """Parse without a word about invalid escapes.

    One filter for a file name that nobody else uses is put first and stays: to take filters back, as
    `warnings.catch_warnings` does, would take back those of other threads.
    """
    pattern = re.escape(_FILE_NAME)
    first = warnings.filters[0] if warnings.filters else None
    if first is None or getattr(first[3], "pattern", None) != pattern:
        warnings.filterwarnings("ignore", module=pattern)
    return ast.parse(text, _FILE_NAME)


def _read(
    text: str, held: frozenset[str], depth: int, *, is_stub: bool, is_package: bool
) -> Iterator[Import]:
    tree = _parsed(text)
    by_call = not RUN_TIME_WORDS.isdisjoint(held)
    guard_holds = not _redefines_guard(tree) if "TYPE_CHECKING" in text else False
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
        if guard_holds and isinstance(node, ast.If) and _is_guard(node.test):
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


def _is_guard(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
    return name == "TYPE_CHECKING"


def _redefines_guard(tree: ast.Module) -> bool:
    """Whether `TYPE_CHECKING` may hold at run time: the file gives it a value other than `False`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            constant = isinstance(node.value, ast.Constant) and not node.value.value
            if not constant and any(_is_guard(target) for target in targets):
                return True
        elif isinstance(node, ast.alias) and node.asname == "TYPE_CHECKING" and node.name != "TYPE_CHECKING":
            return True
    return False
