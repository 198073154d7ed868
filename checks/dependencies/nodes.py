"""Values of a parsed JSON, TOML or YAML file, each with the lines it stands on.

A key that is there twice keeps both values: one tool reads the first, another the last, and what either
of them would install is read.
"""

from __future__ import annotations

from collections.abc import Iterator

MAX_DEPTH = 64
"""Deepest nesting of mappings and lists that is read."""


class Node:
    """One value.

    Attributes:
        line: the line on which it begins; for a value of a mapping, the line of its key.
        end_line: its last line.
        scalar: the text, number, truth value or `None`; `None` for a mapping or a list.
        entries: the keys and values of a mapping, in order.
        items: the values of a list, in order.
        is_mapping: whether it is a mapping.
        is_list: whether it is a list.
    """

    __slots__ = ("end_line", "entries", "is_list", "is_mapping", "items", "line", "scalar")

    def __init__(self, line: int, scalar: object = None) -> None:
        self.line = line
        self.end_line = line
        self.scalar = scalar
        self.entries: list[tuple[str, Node]] = []
        self.items: list[Node] = []
        self.is_mapping = False
        self.is_list = False

    @property
    def text(self) -> str:
        """The value if it is a text or a number, else empty."""
        if isinstance(self.scalar, bool) or self.scalar is None:
            return ""
        return str(self.scalar)

    @property
    def is_true(self) -> bool:
        """Whether it is the truth value true."""
        return self.scalar is True

    def all(self, *keys: str) -> Iterator[Node]:
        """Every value that a path of keys leads to."""
        if not keys:
            yield self
            return
        for key, value in self.entries:
            if key == keys[0]:
                yield from value.all(*keys[1:])

    def get(self, *keys: str) -> Node | None:
        """The last value that a path of keys leads to, as most tools take it."""
        found = None
        for found in self.all(*keys):  # noqa: B007 - the last one is wanted
            pass
        return found

    def text_at(self, *keys: str) -> str:
        """The text that a path of keys leads to, empty if there is none."""
        found = self.get(*keys)
        return found.text if found is not None else ""

    def pairs(self, *keys: str) -> Iterator[tuple[str, Node]]:
        """Keys and values of every mapping that a path of keys leads to."""
        for node in self.all(*keys):
            yield from node.entries

    def each(self, *keys: str) -> Iterator[Node]:
        """Items of every list that a path of keys leads to."""
        for node in self.all(*keys):
            yield from node.items

    def texts(self, *keys: str) -> list[Node]:
        """The texts among the items of a list, each with its place."""
        return [item for item in self.each(*keys) if isinstance(item.scalar, str)]
