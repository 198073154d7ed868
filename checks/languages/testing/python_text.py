"""Small readings of Python syntax trees: dotted names, source segments, one-line texts."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from checks.finding import normalised


def dotted(node: ast.expr) -> str:
    """`pytest.mark.skip` for the name, the attribute or the call of it; empty for anything else."""
    if isinstance(node, ast.Call):
        return dotted(node.func)
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else f".{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def every(node: ast.AST) -> list[ast.AST]:
    """A node and all below it but operators, in document order within each level of nesting."""
    found = [node]
    for current in found:
        for name in _HOLDING_NODES[type(current)]:
            value = getattr(current, name, None)
            if isinstance(value, list):
                found += [item for item in value if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST):
                found.append(value)
    return found


_PLAIN_FIELDS = {"ctx", "op", "ops", "id", "attr", "arg", "type_comment"}


_HOLDING_NODES: Mapping[type[ast.AST], tuple[str, ...]] = {
    kind: tuple(name for name in kind._fields if name not in _PLAIN_FIELDS and kind is not ast.Constant)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
"""The fields of a kind of node that can hold others; most nodes are names and constants and have none."""


def last_part(node: ast.expr) -> str:
    """The last part of a dotted name: `skip` of `pytest.mark.skip(…)`."""
    return dotted(node).rsplit(".", 1)[-1]


def segment(lines: Sequence[str], node: ast.AST) -> str:
    """The source of a node with white space folded."""
    first, last = getattr(node, "lineno", 1), getattr(node, "end_lineno", 1)
    start, end = getattr(node, "col_offset", 0), getattr(node, "end_col_offset", 0)
    part = list(lines[first - 1 : last])
    if not part:
        return ""
    part[-1] = _cut(part[-1], 0, end)
    part[0] = _cut(part[0], start, None)
    return normalised("\n".join(part))


def _cut(line: str, start: int, end: int | None) -> str:
    """Columns of the syntax tree count bytes."""
    if line.isascii():
        return line[start:end]
    return line.encode("utf-8", "surrogatepass")[start:end].decode("utf-8", "replace")


def body_text(lines: Sequence[str], function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """The statements of a function without its docstring, white space folded."""
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) and len(body) > 1:
        body = body[1:]
    return normalised("\n".join(lines[body[0].lineno - 1 : function.end_lineno]))


def flat(statements: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements, and those inside `if`, `try` and `with` among them."""
    for statement in statements:
        yield statement
        match statement:
            case ast.If():
                yield from flat([*statement.body, *statement.orelse])
            case ast.Try():
                handlers = [inner for handler in statement.handlers for inner in handler.body]
                yield from flat([*statement.body, *handlers, *statement.orelse, *statement.finalbody])
            case ast.With():
                yield from flat(statement.body)
