"""TOML as nodes: `tomllib` says what the values are, a walk over the text says where they stand."""

from __future__ import annotations

import re
import tomllib

from checks.dependencies.model import NotRead
from checks.dependencies.nodes import MAX_DEPTH, Node
from checks.dependencies.toml_places import Place, places

_NOT_IN_KEY = re.compile(r"[^\w'\"\-. \t]")


_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*([A-Za-z0-9_-]+)[ \t]*\]\]", re.MULTILINE)
_HASHES = frozenset({"files", "wheels", "hashes", "sdist", "archive"})


def toml_nodes(text: str, *, is_lock: bool = False) -> Node:
    """Parse a text.

    Args:
        text: the text.
        is_lock: whether it is a lock file: the places of its tables are enough, its hashes are left out.

    Raises:
        NotRead: it is no TOML, or nested too deep.
    """
    dotted = (line for line in text.split("\n") if line.count(".") >= MAX_DEPTH)
    if any(part.count(".") >= MAX_DEPTH for line in dotted for part in _NOT_IN_KEY.split(line)):
        raise NotRead("a key has too many parts")
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        where = re.search(r"line ([0-9]+)", str(broken))
        raise NotRead(f"line {where[1]} is no TOML" if where else "this is no TOML") from None
    except (RecursionError, ValueError, OverflowError):
        raise NotRead("this is no TOML that can be read") from None
    if is_lock and (known := _tables(text, value)) is not None:
        return _node(value, (), known, Place(1, 1), 0, _HASHES)
    return _node(value, (), places(text), Place(1, 1), 0)


def _tables(text: str, value: dict[str, object]) -> dict[tuple[str | int, ...], Place] | None:
    """The places of the tables in arrays, `None` if some header is not one."""
    counts: dict[str, int] = {}
    found: dict[tuple[str | int, ...], Place] = {}
    line, at = 1, 0
    for header in _HEADER.finditer(text):
        line += text.count("\n", at, header.start())
        at = header.start()
        found[(header[1], counts.get(header[1], 0))] = Place(line, line)
        counts[header[1]] = counts.get(header[1], 0) + 1
    for name, count in counts.items():
        tables = value.get(name)
        if not isinstance(tables, list) or len(tables) != count:
            return None
    return found


def _node(
    value: object,
    path: tuple[str | int, ...],
    known: dict[tuple[str | int, ...], Place],
    outer: Place,
    depth: int,
    without: frozenset[str] = frozenset(),
) -> Node:
    if depth > MAX_DEPTH:
        raise NotRead(f"this is nested more than {MAX_DEPTH} deep")
    place = known.get(path, outer)
    node = Node(place.line, None if isinstance(value, (dict, list)) else value)
    node.end_line = place.end_line
    if isinstance(value, dict):
        node.is_mapping = True
        node.entries = [
            (key, _node(item, (*path, key), known, place, depth + 1, without))
            for key, item in value.items()
            if key not in without
        ]
    elif isinstance(value, list):
        node.is_list = True
        node.items = [
            _node(item, (*path, i), known, place, depth + 1, without) for i, item in enumerate(value)
        ]
    return node
