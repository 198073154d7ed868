"""Numbers and versions out of values, so that they can be compared."""

from __future__ import annotations

import math
import re

from checks.values.node import Scalar

Number = int | float
Version = tuple[int, ...]

_NUMBER = re.compile(r"\s*([+-]?[0-9]{1,30}(?:\.[0-9]{1,30})?)\s*%?\s*")
_CLAUSE = re.compile(r"(~>|===|[<>=!~]=|[<>=~^])?\s*[vV]?([0-9]{1,30}(?:\.[0-9]{1,30})*)[^\s,|]*")
_FIRST = re.compile(r"(?<![0-9.])[0-9]{1,30}(?:\.[0-9]{1,30})*(?![0-9])")
_SPREAD = re.compile(r"\s*[vV]?([0-9]\S*)\s+-\s+[vV]?([0-9]\S*)\s*")
_MOST_CHARACTERS = 200
_LOWER = frozenset({"", "=", "==", "===", ">", ">=", "~=", "~", "^", "~>"})
_UPPER = frozenset({"", "=", "==", "===", "<", "<=", "~=", "~", "^", "~>"})


def number_of(value: Scalar) -> Number | None:
    """The finite number that a value is: `90`, `"90"` and `90%` are the same; `None` if it is none."""
    match value:
        case bool() | None:
            return None
        case str():
            found = _NUMBER.fullmatch(value)
            if found is None:
                return None
            return float(found[1]) if "." in found[1] else int(found[1])
        case _:
            return value if math.isfinite(value) else None


def lowest_version(text: str) -> Version | None:
    """The lowest version that a text admits: 3.11 for `3.11`, `>=3.11,<4`, `^3.11` and `python:3.11-slim`."""
    found = [max(bounds, default=None) for bounds in _bounds(text, _LOWER)]
    return None if None in found else min(filter(None, found), default=None)


def highest_version(text: str) -> Version | None:
    """The highest version that a text admits, an open end taken by its number: 4 for `>=3.11,<4`."""
    found = [min(bounds, default=None) for bounds in _bounds(text, _UPPER)]
    return None if None in found else max(filter(None, found), default=None)


def _bounds(text: str, operators: frozenset[str]) -> list[list[Version]]:
    """The bounds of each alternative of a range; of any other text its first number."""
    if len(text) > _MOST_CHARACTERS:
        return []
    alternatives = []
    for alternative in text.split("||"):
        if spread := _SPREAD.fullmatch(alternative):
            alternative = f">={spread[1]} <={spread[2]}"
        clauses = list(_CLAUSE.finditer(alternative))
        if clauses and not _CLAUSE.sub("", alternative).strip(" ,"):
            alternatives.append([_version(one[2]) for one in clauses if (one[1] or "") in operators])
        else:
            first = _FIRST.search(alternative)
            alternatives.append([_version(first[0])] if first else [])
    return alternatives


def _version(digits: str) -> Version:
    parts = [int(part) for part in digits.split(".")]
    while len(parts) > 1 and parts[-1] == 0:
        parts.pop()
    return tuple(parts)
