"""Conditions of Python that are decided before the program runs."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

_COMPARE: Mapping[type[ast.cmpop], Callable[[Any, Any], object]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}


def truth(node: ast.expr) -> bool | None:  # noqa: C901 - one case per expression
    """Whether an expression is always true or always false; `None` if that depends on anything."""
    match node:
        case ast.Constant(value=value):
            return bool(value)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = truth(operand)
            return None if inner is None else not inner
        case ast.BoolOp(op=op, values=values):
            return _joined([truth(value) for value in values], decisive=isinstance(op, ast.Or))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compared(left, op, right)
        case ast.List(elts=elts) | ast.Tuple(elts=elts) | ast.Set(elts=elts):
            return None if any(isinstance(elt, ast.Starred) for elt in elts) else bool(elts)
        case ast.Dict(keys=keys):
            return None if None in keys else bool(keys)
        case ast.Lambda() | ast.GeneratorExp():
            return True
        case ast.IfExp(test=test, body=body, orelse=orelse):
            chosen = truth(test)
            return None if chosen is None else truth(body if chosen else orelse)
        case ast.JoinedStr(values=values):
            return True if any(map(_leaves_text, values)) else None
        case ast.NamedExpr(value=value):
            return truth(value)
        case ast.Call(func=ast.Name(id="all" | "any" as name), args=[over], keywords=[]) if _over_nothing(
            over
        ):
            return name == "all"
        case ast.Call(func=ast.Name(id="bool"), args=[value], keywords=[]):
            return truth(value)
        case _:
            return None


def is_empty(node: ast.expr) -> bool:
    """Whether an expression is a literal collection or range without elements."""
    match node:
        case ast.List(elts=[]) | ast.Tuple(elts=[]) | ast.Dict(keys=[]) | ast.Constant(value=""):
            return True
        case ast.Call(
            func=ast.Name(id="list" | "tuple" | "set" | "dict" | "frozenset"), args=[], keywords=[]
        ):
            return True
        case ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=0)]):
            return True
        case _:
            return False


def _leaves_text(part: ast.expr) -> bool:
    """Whether a part of a formatted text is never empty: text, or what is true or false."""
    match part:
        case ast.Constant(value=str(text)):
            return bool(text)
        case ast.FormattedValue(value=ast.Compare() | ast.UnaryOp(op=ast.Not())):
            return True
        case _:
            return False


def _over_nothing(node: ast.expr) -> bool:
    if isinstance(node, ast.GeneratorExp | ast.ListComp | ast.SetComp):
        return any(is_empty(part.iter) for part in node.generators)
    return is_empty(node)


def _joined(parts: list[bool | None], *, decisive: bool) -> bool | None:
    if decisive in parts:
        return decisive
    return None if None in parts else not decisive


def _compared(left: ast.expr, op: ast.cmpop, right: ast.expr) -> bool | None:
    compare = _COMPARE.get(type(op))
    if compare is None or not isinstance(left, ast.Constant) or not isinstance(right, ast.Constant):
        return None
    try:
        return bool(compare(left.value, right.value))
    except TypeError:
        return None
