"""The calls that a migration in Ruby, JavaScript or C# makes on its way forward, in one form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks.languages.syntax import Lines, of_kinds, parse
from checks.source import Source

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_CALLS = ("call", "call_expression", "invocation_expression")
_BY_GRAMMAR = {"ruby": ("call", "heredoc_body"), "csharp": ("invocation_expression",)}
_FUNCTIONS = {
    "method": "name",
    "function_declaration": "name",
    "method_definition": "name",
    "method_declaration": "name",
    "pair": "key",
    "variable_declarator": "name",
    "assignment_expression": "left",
}
_DOWN = re.compile(r"(?:^|\.)[Dd]own$")
_TEXTS = ("string", "template_string", "string_literal", "verbatim_string_literal", "raw_string_literal")
_SYMBOLS = ("simple_symbol", "hash_key_symbol", "identifier", "constant")
_QUOTES = re.compile(r"^\$?@?\$?(?:\"\"\"|[\"'`])|(?:\"\"\"|[\"'`])$")


@dataclass(frozen=True, slots=True)
class Call:
    """One call.

    Attributes:
        name: the method.
        owner: the code it is called on, empty if there is none.
        given: the arguments in order, without those that have a name; texts without quotes, else code.
        named: the arguments that have a name.
        line: where it begins, from 1.
        within: the calls whose blocks it stands in, the nearest first: name and first argument.
        sql: the text of its first argument, `None` if that is no text that stands there.
        sql_line: where that text begins.
    """

    name: str
    owner: str
    given: tuple[str, ...]
    named: Mapping[str, str]
    line: int
    within: tuple[tuple[str, str], ...]
    sql: str | None
    sql_line: int

    def first(self) -> str:
        """The first argument in lower case, empty if there is none."""
        return self.given[0].lower() if self.given else ""


def forward_calls(source: Source, grammar: str) -> Iterator[Call]:
    """The calls of a text in document order, without those that only the way back makes.

    Args:
        source: the migration.
        grammar: name of its grammar.
    """
    root = parse(source.text, grammar)
    lines = Lines(source)
    nodes = of_kinds(root, _BY_GRAMMAR.get(grammar, ("call_expression",)))
    heredocs = iter([node for node in nodes if node.kind() == "heredoc_body"])
    constants = {} if grammar == "ruby" else _constants(root)
    for node in nodes:
        if node.kind() == "heredoc_body":
            continue
        line = lines.of(node)[0]
        arguments = _arguments(node)
        body = None
        if arguments and _is_heredoc(arguments[0]):
            body = next(heredocs, None)
        above = node.ancestors()
        if any(_is_backward(one) for one in above):
            continue
        text, at = None, line
        if body is not None:
            text, at = body.text(), body.range().start.line + 1
        elif arguments:
            first = arguments[0]
            first = constants.get(first.text(), first) if first.kind() == "identifier" else first
            if first.kind() in _TEXTS:
                text, at = _bare(first.text()), first.range().start.line + 1
        name, owner = _called(node)
        within = tuple(_head(one) for one in above if one.kind() in _CALLS)
        given = tuple(_value(one) for one in arguments if _key(one) is None)
        named = {key: _value(one) for one in arguments if (key := _key(one)) is not None}
        yield Call(name, owner, given, named, line, within, text, at)


def _constants(root: SgNode) -> dict[str, SgNode]:
    found = {}
    for node in of_kinds(root, ("variable_declarator",)):
        parts = [part for part in node.children() if part.is_named()]
        if len(parts) > 1 and parts[-1].kind() in _TEXTS:
            found[parts[0].text()] = parts[-1]
    return found


def _arguments(call: SgNode) -> list[SgNode]:
    for child in call.children():
        if child.kind() in ("arguments", "argument_list"):
            given = [part for part in child.children() if part.is_named() and "comment" not in part.kind()]
            return [_unwrapped(part) for part in given]
    return []


def _unwrapped(argument: SgNode) -> SgNode:
    parts = [part for part in argument.children() if part.is_named()]
    return parts[0] if argument.kind() == "argument" and len(parts) == 1 else argument


def _key(argument: SgNode) -> str | None:
    if argument.kind() not in ("pair", "argument"):
        return None
    key = next((part for part in argument.children() if part.is_named()), None)
    return key.text().lstrip(":") if key is not None else None


def _value(argument: SgNode) -> str:
    node = argument
    if argument.kind() in ("pair", "argument"):
        node = [part for part in argument.children() if part.is_named()][-1]
    if node.kind() in _TEXTS:
        return _bare(node.text())
    return node.text().lstrip(":") if node.kind() in _SYMBOLS else node.text()


def _bare(text: str) -> str:
    return _QUOTES.sub("", text)


def _is_heredoc(node: SgNode) -> bool:
    return "heredoc_beginning" in {node.kind(), *(child.kind() for child in node.children())}


def _called(call: SgNode) -> tuple[str, str]:
    before = []
    for child in call.children():
        if child.kind() in ("arguments", "argument_list", "block", "do_block"):
            break
        before.append(child)
    whole = "".join(child.text() for child in before)
    owner, _, name = whole.rpartition(".")
    return name.partition("<")[0].strip(), owner.strip()


def _head(call: SgNode) -> tuple[str, str]:
    arguments = _arguments(call)
    return _called(call)[0], _value(arguments[0]).lower() if arguments else ""


def _is_backward(node: SgNode) -> bool:
    kind = node.kind()
    if kind == "call":
        return _called(node)[0] == "down"
    field = _FUNCTIONS.get(kind)
    if field is None:
        return False
    name = node.field(field)
    return name is not None and _DOWN.search(name.text().strip("\"'")) is not None
