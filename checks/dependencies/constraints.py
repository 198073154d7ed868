"""What a version constraint admits, and where a resolver lands within it.

A requirement admits many versions and a resolver takes one: the newest that is admitted, with Go and
NuGet the oldest. What a forbidden range is compared with is therefore that end of the constraint;
`requests>=1` lands in `>=2` and not in `<2`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from checks.dependencies.versions import (
    ANY,
    Interval,
    Range,
    crossed,
    key_of,
    key_of_release,
    release_of,
)

_CLAUSE = re.compile(
    r"\s*,?\s*(?P<op>===|~=|==|!=|<=|>=|=>|=<|~>|\^|~|<|>|=)?\s*(?P<version>[^\s,<>=!~^]+)\s*,?\s*"
)
_HYPHEN = re.compile(r"(?P<low>[^\s,]+)\s+-\s+(?P<high>[^\s,]+)")
_BRACKETS = re.compile(
    r"(?P<open>[\[(\]])(?P<low>[^,\[\]()]*)(?P<comma>,?)(?P<high>[^,\[\]()]*)(?P<close>[\])\[])"
)
_WILDCARD = re.compile(r"(?P<prefix>(?:v?[0-9]{1,19}(?:\.[0-9]{1,19}){0,9})?)\.?(?:[*xX+]\.?)+")
_NEWEST = {"", "*", "latest", "latest.release", "latest.integration", "release", "x", "+", "next", "any"}
_OLDEST_WINS = ("golang", "nuget")
_BARE = {"cargo": "^", "nuget": ">="}
_LONGEST = 1_000
_MOST_PARTS = 40


@lru_cache(16_384)
def admitted(type_: str, constraint: str) -> Range | None:
    """The versions that a constraint admits; `None` if it is not understood.

    Args:
        type_: the type of the package URL, whose notation it is; empty for the notation of a pattern.
        constraint: the text.
    """
    text = " ".join(constraint.split()).strip('"').strip()
    if text.lower() in _NEWEST:
        return ANY
    if len(text) > _LONGEST:
        return None
    if text[0] in "[(]" and type_ in ("maven", "nuget"):
        return _bracketed(text)
    found: list[Interval] = []
    alternatives = re.split(r"\|\|?", text)
    if len(alternatives) > _MOST_PARTS:
        return None
    for alternative in alternatives:
        part = _conjunction(_BARE.get(type_, "="), alternative.strip())
        if part is None:
            return None
        found += part
    return tuple(found)


def lands_in(type_: str, constraint: str, forbidden: Range) -> bool | None:
    """Whether what a resolver takes lies in a range; `None` if the constraint is not understood."""
    possible = admitted(type_, constraint)
    if possible is None:
        return None
    if not possible:
        return False
    if type_ in _OLDEST_WINS:
        lowest = min(possible, key=lambda one: (one.low is not None, one.low or (), not one.has_low))
        return any(one.meets_bottom(lowest) for one in forbidden)
    highest = max(possible, key=lambda one: (one.high is None, one.high or (), one.has_high))
    return any(one.meets_top(highest) for one in forbidden)


def _bracketed(text: str) -> Range | None:
    found: list[Interval] = []
    rest = text
    while rest := rest.strip().removeprefix(",").strip():
        run = _BRACKETS.match(rest)
        if run is None or len(found) > _MOST_PARTS:
            return None
        rest = rest[run.end() :]
        low, high = run["low"].strip(), run["high"].strip() if run["comma"] else run["low"].strip()
        low_key, high_key = key_of(low), key_of(high)
        if (low and low_key is None) or (high and high_key is None):
            return None
        found.append(Interval(low_key, run["open"] == "[", high_key, run["close"] == "]"))
    return tuple(found)


def _conjunction(bare: str, text: str) -> Range | None:
    if text.lower() in _NEWEST:
        return ANY
    if span := _HYPHEN.fullmatch(text):
        text = f">={span['low']} <={span['high']}"
    result: Range = ANY
    position, parts = 0, 0
    while position < len(text):
        clause = _CLAUSE.match(text, position)
        parts += 1
        if clause is None or clause.end() == position or parts > _MOST_PARTS:
            return None
        one = _clause(clause["op"] or bare, clause["version"])
        if one is None:
            return None
        result = crossed(result, one)
        position = clause.end()
    return result


def _clause(operator: str, version: str) -> Range | None:
    if wild := _WILDCARD.fullmatch(version):
        return _wild(operator, [int(part) for part in wild["prefix"].lstrip("v").split(".") if part])
    key, release = key_of(version), release_of(version)
    if key is None or release is None:
        return None
    match operator:
        case "=" | "==" | "===":
            return (Interval(key, True, key, True),)
        case "!=":
            return (Interval(None, True, key, False), Interval(key, False, None, False))
        case ">":
            return (Interval(key, False),)
        case ">=" | "=>":
            return (Interval(key, True),)
        case "<":
            return (Interval(None, True, key, False),)
        case "<=" | "=<":
            return (Interval(None, True, key, True),)
        case "^":
            first = next((i for i, number in enumerate(release) if number), len(release) - 1)
            return (Interval(key, True, key_of_release(_raised(release[: first + 1])), False),)
        case "~":
            return (Interval(key, True, key_of_release(_raised(release[:2])), False),)
        case _:  # `~=` and `~>` let the last part that is written rise
            return (Interval(key, True, key_of_release(_raised(release[:-1] or release)), False),)


def _wild(operator: str, prefix: list[int]) -> Range | None:
    if not prefix:
        return ANY
    low, high = key_of_release(prefix), key_of_release(_raised(prefix))
    match operator:
        case "!=":
            return (Interval(None, True, low, False), Interval(high, True, None, False))
        case ">=" | "=>":
            return (Interval(low, True),)
        case ">":
            return (Interval(high, True),)
        case "<":
            return (Interval(None, True, low, False),)
        case "<=" | "=<":
            return (Interval(None, True, high, False),)
        case "^" if prefix[0]:
            return (Interval(low, True, key_of_release(_raised(prefix[:1])), False),)
        case _:
            return (Interval(low, True, high, False),)


def _raised(release: list[int]) -> list[int]:
    return [*release[:-1], release[-1] + 1]
