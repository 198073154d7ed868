"""Plain data in a JavaScript file: the values of its object literals, read from the syntax tree.

Nothing is executed. What is computed, imported or spread is `COMPUTED`; whoever reads the values says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from ast_grep_py import SgNode, SgRoot

COMPUTED = object()
"""Stands for a value that only running the program would tell."""

_MOST_BYTES = 400_000
_DEEPEST = 40
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_WORDS: dict[str, object] = {"true": True, "false": False, "null": None, "undefined": None}
_MARKS = {"{", "}", "[", "]", ",", ":", "comment", "(", ")"}


def objects(text: str) -> Iterator[dict[str, object]]:
    """The outermost object literals of a file, in order, as dictionaries.

    Args:
        text: JavaScript or TypeScript, or JSON with comments behind an assignment.
    """
    if len(text) > _MOST_BYTES:
        return
    waiting = [SgRoot(text, "typescript").root()]
    while waiting:
        node = waiting.pop()
        if node.kind() == "object":
            value = _value(node, 0)
            if isinstance(value, dict):
                yield value
        else:
            waiting += reversed(node.children())


def _value(node: SgNode, depth: int) -> object:
    kind = str(node.kind())
    if depth > _DEEPEST:
        return COMPUTED
    if kind == "object":
        return _object(node, depth)
    if kind == "array":
        return [
            COMPUTED if child.kind() == "spread_element" else _value(child, depth + 1)
            for child in node.children()
            if child.kind() not in _MARKS
        ]
    if kind == "string":
        return _text(node)
    if kind == "template_string":
        has_parts = any(child.kind() == "template_substitution" for child in node.children())
        return COMPUTED if has_parts else _text(node)
    if kind == "number":
        return _number(node.text())
    if kind in ("parenthesized_expression", "as_expression", "satisfies_expression"):
        inner = [child for child in node.children() if child.kind() not in _MARKS]
        return _value(inner[0], depth + 1) if inner else COMPUTED
    return _WORDS.get(kind, COMPUTED)


def _object(node: SgNode, depth: int) -> dict[str, object]:
    found: dict[str, object] = {}
    for child in node.children():
        if child.kind() == "pair":
            key, value = child.field("key"), child.field("value")
            if key is not None and value is not None and key.kind() != "computed_property_name":
                name = _text(key) if key.kind() == "string" else key.text()
                found[name] = _value(value, depth + 1)
        elif child.kind() not in _MARKS:
            found["..."] = COMPUTED
    return found


def _text(node: SgNode) -> str:
    parts = []
    for child in node.children():
        if child.kind() == "string_fragment":
            parts.append(child.text())
        elif child.kind() == "escape_sequence":
            escaped = child.text()[1:]
            parts.append(_ESCAPES.get(escaped, escaped))
    return "".join(parts)


def _number(text: str) -> object:
    try:
        return int(text, 0)
    except ValueError:
        return COMPUTED
