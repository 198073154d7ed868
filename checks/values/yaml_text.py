"""YAML as nodes: every document, aliases and merge keys resolved without ever being copied out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from checks.values.node import (
    MAX_DEPTH,
    MAX_VISITED,
    Entry,
    Items,
    Leaf,
    Node,
    Scalar,
    Table,
    TooDeep,
    TooMany,
    Unreadable,
    identity,
    scalar_text,
    whole,
)
from checks.values.yaml_older import older_reading

MAX_CHARACTERS = 1_000_000
_CORE = "tag:yaml.org,2002:"
_INTEGER = re.compile(r"[-+]?[0-9]{1,30}|0o[0-7]{1,30}|0x[0-9a-fA-F]{1,30}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?")
_CONSTANTS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_ODD_BREAKS = re.compile("[\x85\u2028\u2029]")
_MERGE = "<<"


def documents(text: str) -> tuple[Node, ...]:
    """The documents of a YAML text; one that is empty is left out.

    Raises:
        Unreadable: the text is no YAML, is too deep, or ends lines where only some readers do.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    if _ODD_BREAKS.search(text):
        raise Unreadable("a line break that only some readers of YAML take for one")
    builder = _Builder()
    try:
        for event in YAML(typ="safe").parse(text):
            builder.take(event)
    except (YAMLError, ValueError, RecursionError):
        raise Unreadable("it does not parse as YAML") from None
    found = tuple(builder.roots)
    return tuple(one for one in found if not (isinstance(one, Leaf) and one.value is None)) or found[:1]


@dataclass
class _Open:
    """A mapping or list whose end was not seen yet; a mapping holds keys and values in turn."""

    is_table: bool
    line: int
    anchor: str | None
    nodes: list[Node] = field(default_factory=list)
    merges: set[int] = field(default_factory=set)


@dataclass
class _Builder:
    """Builds nodes from the parser's events."""

    roots: list[Node] = field(default_factory=list)
    anchors: dict[str, Node] = field(default_factory=dict)
    stack: list[_Open] = field(default_factory=list)
    merged: int = 0

    def take(self, event: object) -> None:
        from ruamel.yaml import events

        match event:
            case events.DocumentStartEvent():
                self.anchors = {}
            case events.ScalarEvent():
                top = self.stack[-1] if self.stack else None
                is_plain = bool(event.implicit and event.implicit[0])
                if top and top.is_table and is_plain and event.value == _MERGE and len(top.nodes) % 2 == 0:
                    top.merges.add(len(top.nodes))
                value = _scalar(whole(event.value), event.tag, is_plain=is_plain)
                older = older_reading(event.value) if is_plain and not event.tag else None
                line, written = event.start_mark.line + 1, "" if older is None else event.value
                self._place(Leaf(line, value, older=older, written=written), event.anchor)
            case events.MappingStartEvent() | events.SequenceStartEvent():
                if len(self.stack) >= MAX_DEPTH:
                    raise TooDeep
                is_table = isinstance(event, events.MappingStartEvent)
                self.stack.append(_Open(is_table, event.start_mark.line + 1, event.anchor))
            case events.MappingEndEvent() | events.SequenceEndEvent():
                done = self.stack.pop()
                node = self._table(done) if done.is_table else Items(done.line, tuple(done.nodes))
                self._place(node, done.anchor)
            case events.AliasEvent():
                if event.anchor not in self.anchors:
                    raise Unreadable("an alias that names nothing before it")
                self._place(self.anchors[event.anchor], None)

    def _place(self, node: Node, anchor: str | None) -> None:
        if anchor:
            self.anchors[anchor] = node
        (self.stack[-1].nodes if self.stack else self.roots).append(node)

    def _table(self, done: _Open) -> Table:
        """Own keys first; merged ones where none of that name stands, earlier before later."""
        own: list[Entry] = []
        merged: list[Node] = []
        for index in range(0, len(done.nodes), 2):
            key, value = done.nodes[index : index + 2]
            if index in done.merges:
                merged += value.nodes if isinstance(value, Items) else [value]
            else:
                own.append(_entry(key, value))
        return Table(done.line, (*own, *self._inherited({entry.key for entry in own}, merged)))

    def _inherited(self, taken: set[str], merged: Iterable[Node]) -> Iterator[Entry]:
        for node in merged:
            if not isinstance(node, Table):
                raise Unreadable("a merge key whose value is no mapping")
            self.merged += len(node.entries)
            if self.merged > MAX_VISITED:
                raise TooMany
            yield from (entry for entry in node.entries if entry.key not in taken)
            taken |= {entry.key for entry in node.entries}


def _entry(key: Node, value: Node) -> Entry:
    name = scalar_text(key.value) if isinstance(key, Leaf) else identity(key)
    if isinstance(value, Leaf) and value.value is None:
        value = Leaf(key.line, None)  # the parser puts an empty value behind the line end
    return Entry(name, key.line, value)


def _scalar(text: str, tag: str | None, *, is_plain: bool) -> Scalar:
    if tag and tag.startswith(_CORE):
        return text if tag == f"{_CORE}str" else _plain(text)
    if tag and tag != "!":
        return f"{tag} {text}"
    return _plain(text) if is_plain and not tag else text


def _plain(text: str) -> Scalar:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
    return float(text) if _FLOAT.fullmatch(text) and not text.lstrip("+-").isdecimal() else text
