"""The text that an expression of Python is known to have before the program runs."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from checks.languages.constants import EMPTY, MAX_DEPTH, UNKNOWN, Text

_BRACES = re.compile(r"\{\{|\}\}|\{(?:(?P<plain>(?P<number>[0-9]{0,4}))\}|[^{}]*\}?)")
_PERCENT = re.compile(r"%(?:(?P<plain>s)|(?:\([^)]*\))?.?)(?P<number>)", re.DOTALL)
PACKAGE = "\0package"
"""Stands for the value of `__package__`, which depends on where the file lies."""


def known_text(node: ast.expr | None, names: Mapping[str, Text], depth: int = 0) -> Text:
    """What is known of the text of an expression.

    Args:
        node: the expression; none is unknown.
        names: names that hold one constant text → that text.
        depth: how deep the expression is nested already.
    """
    if node is None or depth > MAX_DEPTH:
        return UNKNOWN
    match node:
        case ast.Constant(value=str(value)):
            return Text(value, complete=True)
        case ast.Constant(value=bytes(value)):
            return Text(value.decode("latin-1"), complete=True)
        case ast.Name(id=name):
            return names.get(name, UNKNOWN)
        case ast.BinOp(op=ast.Add()):
            return _sum(node, names, depth)
        case ast.BinOp(op=ast.Mod(), left=left, right=right):
            values = right.elts if isinstance(right, ast.Tuple) else [right]
            return _filled(known_text(left, names, depth + 1), _PERCENT, _all(values, names, depth))
        case ast.JoinedStr(values=values):
            result = EMPTY
            for value in values:
                result += known_text(value, names, depth + 1)
            return result
        case ast.FormattedValue(value=value, format_spec=None):
            return known_text(value, names, depth + 1)
        case ast.Subscript(
            value=value,
            slice=ast.Slice(
                lower=None, upper=None, step=ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1))
            ),
        ):
            inner = known_text(value, names, depth + 1)
            return Text(inner.known[::-1], complete=True) if inner.complete else UNKNOWN
        case ast.Call(func=ast.Attribute(value=value, attr=method), args=arguments, keywords=[]):
            return _method(value, method, arguments, names, depth)
    return UNKNOWN


def _all(nodes: list[ast.expr], names: Mapping[str, Text], depth: int) -> list[Text]:
    return [known_text(node, names, depth + 1) for node in nodes]


def _sum(node: ast.BinOp, names: Mapping[str, Text], depth: int) -> Text:
    """Sums lean to the left and may be long: walk down their spine instead of recursing."""
    terms: list[ast.expr] = []
    current: ast.expr = node
    while isinstance(current, ast.BinOp) and isinstance(current.op, ast.Add):
        terms.append(current.right)
        current = current.left
    result = known_text(current, names, depth + 1)
    for term in reversed(terms):
        result += known_text(term, names, depth + 1)
    return result


def _method(
    value: ast.expr, method: str, arguments: list[ast.expr], names: Mapping[str, Text], depth: int
) -> Text:
    receiver = known_text(value, names, depth + 1)
    if method == "join" and len(arguments) == 1 and isinstance(arguments[0], ast.List | ast.Tuple):
        result = EMPTY
        for index, part in enumerate(_all(arguments[0].elts, names, depth)):
            result = result + receiver + part if index else part
        return result
    if method == "format":
        return _filled(receiver, _BRACES, _all(arguments, names, depth))
    if method in ("strip", "lower", "decode", "encode") and receiver.complete:
        known = receiver.known
        known = known.strip() if method == "strip" else known.lower() if method == "lower" else known
        return Text(known, complete=True)
    if method == "replace" and receiver.complete and len(arguments) == 2:
        old, new = _all(arguments, names, depth)
        if old.complete and new.complete:
            return Text(receiver.known.replace(old.known, new.known), complete=True)
    return UNKNOWN


def _filled(template: Text, holes: re.Pattern[str], values: list[Text]) -> Text:
    """A text with its holes filled: in order, or by their number; by a name, or in a form, nobody knows."""
    if not template.complete:
        return template
    result, at = EMPTY, 0
    for order, hole in enumerate(holes.finditer(template.known)):
        result += Text(template.known[at : hole.start()], complete=True)
        number = int(hole["number"]) if hole["number"] else order
        result += values[number] if hole["plain"] is not None and number < len(values) else UNKNOWN
        at = hole.end()
    return result + Text(template.known[at:], complete=True)
