"""A structured file as a tree of values. Each knows its line; a key that stands twice is there twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

Scalar = str | int | float | bool | None

MAX_DEPTH = 64
"""Deepest nesting that is read."""

MAX_VISITED = 100_000
"""Most values that are looked at in one file, each as often as aliases repeat it."""


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """A text, number, truth value or nothing.

    Attributes:
        line: the line of the text, from 1.
        value: what stands there; a date is a text.
        is_typed: whether the format tells numbers and truth values from texts.
        older: what readers of YAML 1.1 take it for, where that is something else.
        written: the text as it stands, where they do; else empty.
    """

    line: int
    value: Scalar
    is_typed: bool = True
    older: Scalar = None
    written: str = ""

    @property
    def readings(self) -> tuple[Leaf, ...]:
        """It as every reader takes it."""
        return (self, Leaf(self.line, self.older)) if self.written else (self,)


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """A list."""

    line: int
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A key and its value.

    Attributes:
        key: the key as a text.
        line: the line of the key.
        node: the value.
    """

    key: str
    line: int
    node: Node


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A mapping, in the order of the text."""

    line: int
    entries: tuple[Entry, ...]


Node = Leaf | Items | Table


class Unreadable(Exception):
    """A file cannot be read as what its name says.

    Args:
        measured: what was found, a few words.
        limit: the limit that was hit, with its unit, empty if none.
        help: what to do, one sentence.
    """

    def __init__(self, measured: str, limit: str = "", help: str = "") -> None:  # noqa: A002 - as in `Incomplete`
        super().__init__(measured)
        self.measured = measured
        self.limit = limit
        self.help = help or "mend the file, so that every reader takes it for the same values"


class TooDeep(Unreadable):
    """A file is nested too deeply."""

    def __init__(self) -> None:
        super().__init__("deeper nesting", f"{MAX_DEPTH} levels", "make the file flatter")


class TooMany(Unreadable):
    """A file holds too many values, or its aliases make as many."""

    def __init__(self) -> None:
        super().__init__(
            "more values", f"{MAX_VISITED} values per file", "split the file or drop its aliases"
        )


def whole(text: str) -> str:
    """A text in which escapes may have left halves of characters: pairs are joined, others replaced."""
    if not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def scalar_text(value: Scalar) -> str:
    """A scalar as people write it: `true`, `null`, `90`, `3.1`."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)


def identity(node: Node) -> str:
    """A text that is equal for equal values.

    Raises:
        TooMany: aliases repeat too much.
    """
    parts: list[str] = []
    stack: list[Node | str] = [node]
    while stack:
        if len(parts) > MAX_VISITED:
            raise TooMany
        match stack.pop():
            case str(text):
                parts.append(text)
            case Leaf(value=value):
                parts.append(repr(value))
            case Items(nodes=nodes):
                stack += ["]", *_spaced(reversed(nodes)), "["]
            case Table(entries=entries):
                ordered = sorted(entries, key=lambda entry: entry.key, reverse=True)
                stack += [
                    "}",
                    *(part for entry in ordered for part in (entry.node, f" {entry.key!r}: ")),
                    "{",
                ]
    return "".join(parts)


def _spaced(nodes: Iterator[Node]) -> Iterator[Node | str]:
    for node in nodes:
        yield node
        yield " "
