"""YAML of other tools as nodes: no aliases, no tags, one document, and nothing is ever expanded."""

from __future__ import annotations

import re

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError, YAMLStreamError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from checks.dependencies.model import NotRead
from checks.dependencies.nodes import MAX_DEPTH, Node

_BRACKET = re.compile(r"[\[\]{}]")
_CONSTANTS = {"": None, "~": None, "null": None, "true": True, "false": False}
_NOT_PLAIN = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def yaml_nodes(text: str) -> Node:
    """Parse a text.

    Raises:
        NotRead: it is no YAML, uses what is not read, or is nested too deep.
    """
    _refuse_depth(text)
    builder = _Builder()
    try:
        for event in YAML(typ="safe").parse(text):
            builder.take(event)
    except MarkedYAMLError as broken:
        mark = broken.problem_mark or broken.context_mark
        raise NotRead(f"line {mark.line + 1 if mark else 1} is no YAML") from None
    except (YAMLError, YAMLStreamError, ValueError):
        raise NotRead("this is no YAML") from None
    if builder.root is None:
        raise NotRead("the file is empty")
    return builder.root


def _refuse_depth(text: str) -> None:
    """The parser needs quadratic time for brackets in brackets, so they are counted before."""
    if _NOT_PLAIN.search(text):
        raise NotRead("this is no YAML")
    depth = 0
    for bracket in _BRACKET.finditer(text):
        depth = max(depth + (1 if bracket.group() in "[{" else -1), 0)
        if depth > 4 * MAX_DEPTH:
            raise NotRead(f"this is nested more than {MAX_DEPTH} deep")


class _Builder:
    def __init__(self) -> None:
        self.root: Node | None = None
        self._documents = 0
        self._stack: list[Node] = []
        self._keys: list[tuple[str, int] | None] = []

    def take(self, event: object) -> None:
        if isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise NotRead("there is more than one document")
        elif isinstance(event, AliasEvent):
            raise NotRead(f"line {event.start_mark.line + 1} uses an alias")
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self._close()
        elif isinstance(event, NodeEvent):
            self._open(event)

    def _close(self) -> None:
        node = self._stack.pop()
        self._keys.pop()
        last = node.entries[-1][1] if node.entries else (node.items[-1] if node.items else node)
        node.end_line = max(last.end_line, node.line)

    def _open(self, event: NodeEvent) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, ScalarEvent):
            if self._stack and self._stack[-1].is_mapping and self._keys[-1] is None:
                self._keys[-1] = (event.value, line)
                return
            scalar = _CONSTANTS.get(event.value, event.value) if event.style is None else event.value
            node = Node(line, scalar)
            node.end_line = max(event.end_mark.line + (1 if event.end_mark.column else 0), line)
            self._place(node)
            return
        if len(self._stack) >= MAX_DEPTH:
            raise NotRead(f"this is nested more than {MAX_DEPTH} deep")
        node = Node(line)
        node.is_mapping = isinstance(event, MappingStartEvent)
        node.is_list = not node.is_mapping
        self._place(node)
        self._stack.append(node)
        self._keys.append(None)

    def _place(self, node: Node) -> None:
        if not self._stack:
            self.root = node
            return
        top = self._stack[-1]
        if top.is_list:
            top.items.append(node)
            return
        key = self._keys[-1]
        if key is None:
            raise NotRead(f"line {node.line} has a key that is no text")
        node.line = key[1]
        top.entries.append((key[0], node))
        self._keys[-1] = None
