"""TOML as nodes: the values are the standard library's, the lines are found beside them."""

from __future__ import annotations

import tomllib

from checks.values.node import MAX_DEPTH, Entry, Items, Leaf, Node, Table, TooDeep, Unreadable
from checks.values.toml_lines import Location, lines_of


def document(text: str) -> Node:
    """The table of a TOML text.

    Raises:
        Unreadable: the text is no TOML, which a key that stands twice is enough for, or is too deep.
    """
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable("it does not parse as TOML") from None
    return _node(values, (), 1, lines_of(text))


def _node(value: object, location: Location, line: int, lines: dict[Location, int]) -> Node:
    if len(location) > MAX_DEPTH:
        raise TooDeep
    line = lines.get(location, line)
    if isinstance(value, dict):
        return Table(
            line,
            tuple(
                Entry(key, lines.get((*location, key), line), _node(child, (*location, key), line, lines))
                for key, child in value.items()
            ),
        )
    if isinstance(value, list):
        return Items(line, tuple(_node(child, (*location, i), line, lines) for i, child in enumerate(value)))
    return Leaf(line, value if isinstance(value, (str, int, float, bool)) else str(value))
