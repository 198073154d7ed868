"""Versions in one order for all ecosystems, and ranges of them.

The order is that of PEP 440 and of Semantic Versioning where they agree, which they do but for odd
suffixes: releases by number, what is before a release (`dev`, `a`, `beta`, `rc`, `-0`) below it, what is
after (`post`, `sp`) above it, build metadata without weight.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_VERSION = re.compile(
    r"[v=\s]*(?:(?P<epoch>[0-9]{1,9})!)?(?P<release>[0-9]{1,19}(?:\.[0-9]{1,19})*)(?P<rest>[^+]*)(?:\+.*)?"
)
_REST = re.compile(r"([a-z]+)|([0-9]+)")
_RANKS = {
    "dev": -5,
    "a": -4,
    "alpha": -4,
    "b": -3,
    "beta": -3,
    "m": -3,
    "milestone": -3,
    "c": -2,
    "rc": -2,
    "cr": -2,
    "pre": -2,
    "preview": -2,
    "snapshot": -1,
    "final": 0,
    "ga": 0,
    "release": 0,
    "jre": 0,
    "android": 0,
    "post": 1,
    "rev": 1,
    "r": 1,
    "sp": 1,
}
_LONGEST = 120

Key = tuple[int, tuple[int, ...], tuple[tuple[int, str, int], ...]]
_FINAL = (0, "", 0)


@lru_cache(16_384)
def key_of(version: str) -> Key | None:
    """Where a version stands in the order; `None` if the text is no version."""
    if len(version) > _LONGEST:
        return None
    found = _VERSION.fullmatch(version.strip().lower())
    if found is None:
        return None
    release = [int(number) for number in found["release"].split(".")]
    return (int(found["epoch"] or 0), stripped(release), _suffix(found["rest"]))


def release_of(version: str) -> list[int] | None:
    """The numbers of a version without what follows them."""
    found = _VERSION.fullmatch(version.strip().lower()) if len(version) <= _LONGEST else None
    return [int(number) for number in found["release"].split(".")] if found else None


def stripped(release: list[int]) -> tuple[int, ...]:
    """Release numbers without zeros at the end: `1.0` and `1` are one version."""
    while release and release[-1] == 0:
        release = release[:-1]
    return tuple(release)


def key_of_release(release: list[int]) -> Key:
    """The place of a plain release."""
    return (0, stripped(release), (_FINAL,))


def _suffix(rest: str) -> tuple[tuple[int, str, int], ...]:
    parts: list[tuple[int, str, int]] = []
    is_neutral = False
    for word, digits in _REST.findall(rest):
        if word and _RANKS.get(word) == 0:
            is_neutral = True  # `1.0.Final` is `1.0`, as is `1.0-jre8`
        elif is_neutral and digits:
            is_neutral = False
        elif word:
            parts.append((_RANKS.get(word, -4), "" if word in _RANKS else word, 0))
        elif parts and parts[-1][2] == 0 and parts[-1][0] != -6:
            parts[-1] = (*parts[-1][:2], int(digits))
        else:
            parts.append((-6, "", int(digits)))  # `1.0.0-0` stands below every named pre-release
    return (*parts, _FINAL) if parts else (_FINAL,)


@dataclass(frozen=True, slots=True)
class Interval:
    """A run of versions; an end that is `None` is open for ever."""

    low: Key | None = None
    has_low: bool = True
    high: Key | None = None
    has_high: bool = False

    def holds(self, key: Key) -> bool:
        """Whether a version lies in it."""
        if self.low is not None and (key < self.low or (key == self.low and not self.has_low)):
            return False
        return self.high is None or key < self.high or (key == self.high and self.has_high)

    def meets_top(self, other: Interval) -> bool:
        """Whether the newest versions of `other` lie in it."""
        if other.high is None:
            return self.high is None
        if other.has_high:
            return self.holds(other.high)
        is_above = self.low is None or self.low < other.high
        return is_above and (self.high is None or self.high >= other.high)

    def meets_bottom(self, other: Interval) -> bool:
        """Whether the oldest versions of `other` lie in it."""
        if other.low is None:
            return self.low is None
        if other.has_low:
            return self.holds(other.low)
        is_below = self.high is None or self.high > other.low
        return is_below and (self.low is None or self.low <= other.low)

    def crossed(self, other: Interval) -> Interval | None:
        """What lies in both, `None` if nothing does."""
        low, has_low = max((self._floor, other._floor), key=_low_order)
        high, has_high = min((self._ceiling, other._ceiling), key=_high_order)
        both = Interval(low, has_low, high, has_high)
        if (
            low is not None
            and high is not None
            and (low > high or (low == high and not (has_low and has_high)))
        ):
            return None
        return both

    @property
    def _floor(self) -> tuple[Key | None, bool]:
        return self.low, self.has_low

    @property
    def _ceiling(self) -> tuple[Key | None, bool]:
        return self.high, self.has_high


_LOWEST: Key = (-1, (), ())
_HIGHEST: Key = (1 << 62, (), ())


def _low_order(end: tuple[Key | None, bool]) -> tuple[Key, bool]:
    return (end[0] if end[0] is not None else _LOWEST, not end[1])


def _high_order(end: tuple[Key | None, bool]) -> tuple[Key, bool]:
    return (end[0] if end[0] is not None else _HIGHEST, end[1])


Range = tuple[Interval, ...]
"""A union of runs; empty holds nothing."""

ANY: Range = (Interval(),)


def crossed(left: Range, right: Range) -> Range:
    """What lies in both."""
    pairs = (one.crossed(other) for one in left for other in right)
    return tuple(pair for pair in pairs if pair is not None)
