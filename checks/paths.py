"""Path patterns as in `.gitignore`: the last pattern that matches decides, `!` takes back.

A file system may treat two spellings as one file, and a person may read two names as one. What is
protected must not be reachable by another spelling: `matches_any_form` also tries the path folded to
lower case, to its composed normal form and with letters that look alike made equal.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

from checks.blank_characters import without_invisible
from checks.globs import NOT, Glob, glob

_LOOKALIKES = str.maketrans(
    "АВЕКМНОРСТХаеорсухіјѕԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανıɡ",
    "ABEKMHOPCTXaeopcyxijsdqwABEZHIKMNOPTYXoavig",
)
"""Cyrillic, Greek and other letters whose usual glyph is that of an ASCII letter (Unicode TR 39)."""

_BREAKS = dict.fromkeys(map(ord, "\t\n\v\f\r\x85"))


@lru_cache(8192)
def folded(path: str) -> str:
    """The path as a careless reader or a case-insensitive file system takes it, segment by segment."""
    plain = path
    if not (path.isascii() and path.isprintable()):
        plain = unicodedata.normalize("NFKC", path).translate(_LOOKALIKES)
        plain = without_invisible(plain, controls=True).translate(_BREAKS)
    return "/".join(segment.rstrip(". ") or segment for segment in plain.casefold().split("/"))


@dataclass(frozen=True)
class PathPatterns:
    """A list of patterns; an empty list matches every path.

    Attributes:
        patterns: gitignore patterns, relative to the root of the repository, in order.
    """

    patterns: tuple[str, ...] = ()

    @cached_property
    def _exact(self) -> tuple[Glob, ...]:
        return tuple(map(glob, self.patterns))

    @cached_property
    def _folded(self) -> tuple[Glob, ...]:
        return tuple(glob(folded(pattern)) for pattern in self.patterns)

    def matches(self, path: str) -> bool:
        """Whether the path as it is spelled is matched."""
        return not self.patterns or _is_in(self._exact, path)

    def matches_any_form(self, path: str) -> bool:
        """Whether the path or any form it could be taken for is matched: for what is protected."""
        if self.matches(path):
            return True
        form = folded(path)
        return (form != path or self._folded != self._exact) and _is_in(self._folded, form)

    def deciding_pattern(self, path: str) -> str | None:
        """The pattern that decides about the path as it is spelled, for explanations."""
        at = _deciding(self._exact, path)
        return None if at is None else self.patterns[at]


@lru_cache(8192)
def _parts(path: str) -> tuple[tuple[str, ...], frozenset[str]]:
    parts = tuple(path.removeprefix("/").split("/"))
    return parts, frozenset(parts)


def _is_in(globs: tuple[Glob, ...], path: str) -> bool:
    at = _deciding(globs, path)
    return at is not None and globs[at].includes


def _deciding(globs: tuple[Glob, ...], path: str) -> int | None:
    """Which pattern decides: the last, except that a directory taken back leaves files that are named."""
    parts, names = _parts(path)
    found, most = None, NOT
    for at, one in enumerate(globs):
        if one.names <= names and (reach := one.reach(parts)) is not NOT and (one.includes or reach >= most):
            found, most = at, reach
    return found
