"""Functions of Python, from the standard library's tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from checks.languages.functions.model import Body, Function, words_in
from checks.languages.imports.python_parser import parsed

_Def = ast.FunctionDef | ast.AsyncFunctionDef
_LEAST_WORD = 2


def functions(text: str) -> Iterator[Function]:
    """The functions of a file, those in classes too, in order; nothing where it is no Python."""
    try:
        tree = parsed(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    lines = text.split("\n")
    waiting: list[tuple[ast.stmt, bool]] = [(node, True) for node in reversed(tree.body)]
    while waiting:
        node, is_free = waiting.pop()
        if isinstance(node, _Def):
            yield _function(node, lines, is_free=is_free)
        elif isinstance(node, ast.ClassDef):
            waiting += [(part, False) for part in reversed(node.body)]
        elif isinstance(node, ast.If | ast.Try):
            waiting += [(part, is_free) for part in reversed([*node.body, *node.orelse])]


def _function(node: _Def, lines: list[str], *, is_free: bool) -> Function:
    line = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    end_line = node.end_lineno or node.lineno
    text = "\n".join(lines[line - 1 : end_line])
    return Function(node.name, line, end_line, is_free, text, partial(_body, node))


def _body(node: _Def) -> Body:
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    reader = _Reader(_locals(node))
    try:
        for statement in body:
            reader.visit(statement)
    except RecursionError:
        return Body((), frozenset(), 0, 0)  # nested too deeply to be like anything
    statements = sum(isinstance(one, ast.stmt) for statement in body for one in ast.walk(statement))
    return Body(tuple(reader.tokens), frozenset(reader.words), reader.size, statements)


def _locals(node: _Def) -> frozenset[str]:
    found: set[str] = set()
    outer: set[str] = set()
    for one in ast.walk(node):
        match one:
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                found.add(name)
            case (
                ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
            ):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                if one is not node:
                    found.add(name)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                outer.update(names)
    return frozenset(found - outer)


class _Reader(ast.NodeVisitor):
    """Writes a body down as tokens.

    Args:
        own: the names that are local to the function.
    """

    def __init__(self, own: frozenset[str]) -> None:
        self._own = own
        self._numbers: dict[str, str] = {}
        self.tokens: list[str] = []
        self.words: set[str] = set()
        self.size = 0

    def generic_visit(self, node: ast.AST) -> None:
        """One token for the kind of the node, then its names and values, then its parts in order."""
        if not isinstance(node, ast.Load | ast.Store | ast.Del | ast.Expr):
            self.tokens.append(type(node).__name__)
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "type_comment", "kind", "type_params"):
                continue
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, ast.AST):
                    self.visit(part)
                elif isinstance(part, str):
                    self._name(part)
        self.size += isinstance(node, ast.stmt)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """As the assignment without the type."""
        if node.value is not None:
            self.generic_visit(ast.Assign([node.target], node.value, lineno=node.lineno))

    def visit_Constant(self, node: ast.Constant) -> None:
        """A value as it is."""
        self.tokens.append(repr(node.value))
        self.size += 1
        if isinstance(node.value, str):
            self.words |= words_in(node.value)

    def _name(self, name: str) -> None:
        self.size += 1
        if name in self._own:
            self.tokens.append(self._numbers.setdefault(name, f"${len(self._numbers)}"))
            return
        self.tokens.append(name)
        if len(name) >= _LEAST_WORD:
            self.words.add(name)
