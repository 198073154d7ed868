"""The text that an expression is known to have before the program runs.

`"a" + "b"`, `["a", "b"].join("")`, a template without substitutions and a name that is assigned one
constant once all have a known text. Of `"plug/" + name` the beginning is known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ast_grep_py import SgNode

MAX_DEPTH = 60
"""Expressions nested deeper are taken as unknown; no author writes a module name that way."""


@dataclass(frozen=True, slots=True)
class Text:
    """What is known of a text.

    Attributes:
        known: its beginning.
        complete: whether that is all of it.
    """

    known: str = ""
    complete: bool = False

    def __add__(self, other: Text) -> Text:
        return Text(self.known + other.known, other.complete) if self.complete else self


UNKNOWN = Text()
EMPTY = Text("", complete=True)

_STRINGS = {
    "string",
    "template_string",
    "string_literal",
    "interpreted_string_literal",
    "raw_string_literal",
    "verbatim_string_literal",
    "interpolated_string_expression",
    "chained_string",
    "concatenated_string",
}
_CONTENTS = {
    "string_fragment",
    "string_content",
    "string_literal_content",
    "interpreted_string_literal_content",
    "raw_string_literal_content",
    "raw_string_content",
    "multiline_string_fragment",
}
_HOLES = {"interpolation", "template_substitution"}
_ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|(.))",
    re.DOTALL,
)
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "a": "\a", "\n": ""}


def unescaped(text: str) -> str:
    """The text with the escapes shared by C-like languages resolved."""
    return _ESCAPE.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    number = next((found[i] for i in range(1, 5) if found[i]), None)
    if number is None and found[5]:
        return chr(int(found[5], base=8))
    if number is None:
        return _CONTROLS.get(found[6], found[6])
    code = int(number, base=16)
    return chr(code) if code <= 0x10FFFF else ""


def text_of(node: SgNode | None, names: Mapping[str, Text], depth: int = 0) -> Text:
    """What is known of the text of an expression of any language that ast-grep reads.

    Args:
        node: the expression; none is unknown.
        names: identifiers that hold one constant text → that text.
        depth: how deep the expression is nested already.
    """
    if node is None or depth > MAX_DEPTH:
        return UNKNOWN
    kind = node.kind()
    if kind in _STRINGS:
        return _string(node, names, depth)
    if kind in ("binary_expression", "binary", "binary_operator"):
        return _sum(node, names, depth)
    if kind in (
        "parenthesized_expression",
        "parenthesized_statements",
        "as_expression",
        "satisfies_expression",
    ):
        inner = [child for child in node.children() if child.is_named() and "comment" not in child.kind()]
        return text_of(inner[0], names, depth + 1) if inner else UNKNOWN
    if kind == "identifier":
        return names.get(node.text(), UNKNOWN)
    if kind in ("call_expression", "call"):
        return _joined(node, names, depth)
    return UNKNOWN


def _string(node: SgNode, names: Mapping[str, Text], depth: int) -> Text:
    if node.kind() == "verbatim_string_literal":
        text = node.text()
        return Text(text[2:-1].replace('""', '"'), complete=True)
    result = EMPTY
    for child in node.children():
        kind = child.kind()
        if kind in _CONTENTS:
            result += Text(child.text(), complete=True)
        elif "escape" in kind:
            result += Text(unescaped(child.text()), complete=True)
        elif kind in _STRINGS:
            result += text_of(child, names, depth + 1)
        elif kind in _HOLES:
            inner = [part for part in child.children() if part.is_named()]
            result += text_of(inner[0], names, depth + 1) if len(inner) == 1 else UNKNOWN
    return result


def _sum(node: SgNode, names: Mapping[str, Text], depth: int) -> Text:
    """Sums lean to the left and may be long: walk down their spine instead of recursing."""
    terms: list[SgNode] = []
    while node.kind() in ("binary_expression", "binary", "binary_operator"):
        parts = [child for child in node.children() if "comment" not in child.kind()]
        if len(parts) != 3 or parts[1].text() != "+":
            return UNKNOWN
        terms.append(parts[2])
        node = parts[0]
    result = text_of(node, names, depth + 1)
    for term in reversed(terms):
        result += text_of(term, names, depth + 1)
    return result


def _joined(call: SgNode, names: Mapping[str, Text], depth: int) -> Text:
    """`[…].join("…")` and `"…".concat("…")`."""
    children = call.children()
    receiver = children[0].children() if children and children[0].kind() == "member_expression" else children
    if len(receiver) < 3:
        return UNKNOWN
    method = receiver[2].text()
    given = next((child for child in children if child.kind() in ("arguments", "argument_list")), None)
    arguments = [part for part in given.children() if part.is_named()] if given else []
    if method == "join" and receiver[0].kind() == "array":
        parts = [part for part in receiver[0].children() if part.is_named()]
        default = Text("," if call.kind() == "call_expression" else "", complete=True)
        glue = text_of(arguments[0], names, depth + 1) if arguments else default
        result = EMPTY
        for index, part in enumerate(parts):
            result += glue + text_of(part, names, depth + 1) if index else text_of(part, names, depth + 1)
        return result
    if method == "concat":
        result = text_of(receiver[0], names, depth + 1)
        for part in arguments:
            result += text_of(part, names, depth + 1)
        return result
    return UNKNOWN
