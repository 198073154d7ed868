"""What a decision demands of one value, and how the demand reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from operator import ge, le
from typing import TYPE_CHECKING, Any

from checks.linear_regex import compiled
from checks.values.node import Items, Leaf, Node, Table, identity, scalar_text
from checks.values.numbers import Version, highest_version, lowest_version, number_of

if TYPE_CHECKING:
    pass

Plain = bool | int | float | str
"""A value as it is written in a policy."""

_MOST_SHOWN = 80
_WORDS = frozenset({"true", "false", "null"})
"""Texts that look like other values, and are shown in quotes to tell them apart."""


@dataclass(frozen=True)
class Demand:
    """One demand.

    Attributes:
        phrase: it in words, behind "it must".
        is_met: whether a value meets it.
        is_of_a_part: whether it is about one part of the value, so that other parts may change freely.
        line_of: the line of the part that is too much, where there is one.
        is_nearer: whether the second of two values comes nearer to meeting it than the first.
    """

    phrase: str
    is_met: Callable[[Node], bool]
    is_of_a_part: bool = False
    line_of: Callable[[Node], int | None] = lambda _: None
    is_nearer: Callable[[Node, Node], bool] = lambda _, __: False


def quoted(text: str) -> str:
    """A text as a literal of a message: on one line, not too long."""
    line = " ".join(text.split()).replace("`", "'")
    return f"`{line if len(line) <= _MOST_SHOWN else line[:_MOST_SHOWN] + '…'}`"


def any_of(values: tuple[Plain, ...]) -> str:
    """Values as literals: `a` or `b`."""
    return " or ".join(quoted(scalar_text(value)) for value in values)


def shown(node: Node) -> str:
    """A value as it appears in a message."""
    match node:
        case Leaf(written=str(written), older=older) if written:
            return f"{quoted(written)}, which YAML 1.1 takes for {quoted(scalar_text(older))}"
        case Leaf(value=""):
            return "empty"
        case Leaf(value=str(text), is_typed=True) if text in _WORDS or number_of(text) is not None:
            return quoted(f'"{text}"')
        case Leaf(value=value):
            return quoted(scalar_text(value))
        case Items(nodes=nodes):
            return "an empty list" if not nodes else f"a list of {len(nodes)}"
        case Table(entries=entries):
            return "an empty mapping" if not entries else f"a mapping of {len(entries)}"


def is_same(node: Node, wanted: Plain) -> bool:
    """Whether a value is one of a policy; where the format knows texts alone, by their text."""
    if not isinstance(node, Leaf):
        return False
    value = node.value
    if not node.is_typed:
        return isinstance(value, str) and value.strip() == scalar_text(wanted)
    if isinstance(value, (bool, str)) or isinstance(wanted, (bool, str)):
        return type(value) is type(wanted) and value == wanted
    return value == wanted


def readings(node: Node) -> tuple[Node, ...]:
    """A value as every reader takes it."""
    return node.readings if isinstance(node, Leaf) else (node,)


def equal_to(values: tuple[Plain, ...]) -> Demand:
    """The value is one of these."""
    return Demand(f"be {any_of(values)}", lambda node: any(is_same(node, one) for one in values))


def other_than(values: tuple[Plain, ...]) -> Demand:
    """The value is none of these."""
    return Demand(
        f"not be {any_of(values)}",
        lambda node: not any(is_same(reading, one) for reading in readings(node) for one in values),
    )


def at_least(bound: float | str) -> Demand:
    """The value is this number or version, or a higher one."""
    return _bounded(bound, f"be at least {quoted(scalar_text(bound))}", lowest_version, ge)


def at_most(bound: float | str) -> Demand:
    """The value is this number or version, or a lower one."""
    return _bounded(bound, f"be at most {quoted(scalar_text(bound))}", highest_version, le)


def _bounded(
    bound: float | str,
    phrase: str,
    version_of: Callable[[str], Version | None],
    compare: Callable[[Any, Any], bool],
) -> Demand:
    def is_within(node: Node, limit: float | str) -> bool:
        number = _number(node)
        if number is not None and not isinstance(limit, str):
            return compare(number, limit)
        found, last = version_of(_text(node)), version_of(str(limit))
        return found is not None and last is not None and compare(found, last)

    def is_met(node: Node) -> bool:
        return all(is_within(reading, bound) for reading in readings(node))

    def is_nearer(before: Node, now: Node) -> bool:
        was = None if isinstance(bound, str) else _number(before)
        limit = _text(before) if was is None else was
        return all(is_within(reading, limit) for reading in readings(now))

    return Demand(phrase, is_met, is_nearer=is_nearer)


def filled() -> Demand:
    """The value is neither null nor an empty text."""
    return Demand("not be empty", lambda node: not (isinstance(node, Leaf) and node.value in (None, "")))


def matching(pattern: str) -> Demand:
    """The text of the value is matched, anywhere in it unless the pattern is anchored."""
    return Demand(
        f"match {quoted(pattern)}",
        lambda node: isinstance(node, Leaf) and _is_matched(pattern, _text(node)),
    )


def containing(value: Plain) -> Demand:
    """The list, mapping or text with lines or commas has this."""
    return Demand(f"contain {any_of((value,))}", lambda node: _holds(node, value), is_of_a_part=True)


def not_containing(value: Plain) -> Demand:
    """It does not have this."""
    return Demand(
        f"not contain {any_of((value,))}",
        lambda node: not _may_hold(node, value),
        is_of_a_part=True,
        line_of=lambda node: _line_of(node, value),
    )


def members(node: Node) -> list[str]:
    """What a list or mapping is made of, each as a text that tells it from others.

    A single value stands for a list of one; where the format knows texts alone, lines and commas part them.

    Raises:
        TooMany: aliases repeat too much.
    """
    match node:
        case Table(entries=entries):
            return [entry.key for entry in entries]
        case Items(nodes=nodes):
            return [_text(one) if isinstance(one, Leaf) else identity(one) for one in nodes]
        case Leaf(value=None):
            return []
        case Leaf(is_typed=True):
            return [_text(node)]
        case _:
            return [part.strip() for part in _text(node).replace(",", "\n").split("\n") if part.strip()]


@lru_cache(16_384)
def _is_matched(pattern: str, text: str) -> bool:
    return _searched(pattern)(text) is not None


@lru_cache(256)
def _searched(pattern: str) -> Callable[[str], object]:
    search: Callable[[str], object] = compiled(pattern).search
    return search


def _holds(node: Node, wanted: Plain) -> bool:
    match node:
        case Items(nodes=nodes):
            return any(is_same(one, wanted) for one in nodes)
        case Leaf(is_typed=True):
            return is_same(node, wanted)
        case _:
            return scalar_text(wanted) in members(node)


def _may_hold(node: Node, wanted: Plain) -> bool:
    """Whether some reader finds it there."""
    parts = node.nodes if isinstance(node, Items) else (node,)
    return _holds(node, wanted) or any(_holds(other, wanted) for one in parts for other in readings(one)[1:])


def _line_of(node: Node, wanted: Plain) -> int | None:
    match node:
        case Items(nodes=nodes):
            return next((one.line for one in nodes if _may_hold(one, wanted)), None)
        case Table(entries=entries):
            return next((one.line for one in entries if one.key == scalar_text(wanted)), None)
        case _:
            return None


def _text(node: Node) -> str:
    return scalar_text(node.value) if isinstance(node, Leaf) else ""


def _number(node: Node) -> int | float | None:
    return number_of(node.value) if isinstance(node, Leaf) else None
