"""Path patterns as in `.gitignore`: the last pattern that matches decides, `!` takes back.

A file system may treat two spellings as one file, and a person may read two names as one. What is
protected must not be reachable by another spelling: `matches_any_form` also tries the path folded to
lower case, to its composed normal form and with letters that look alike made equal.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pathspec import GitIgnoreSpec

_LOOKALIKES = str.maketrans(
    "АВЕКМНОРСТХаеорсухіјѕԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανıɡ",
    "ABEKMHOPCTXaeopcyxijsdqwABEZHIKMNOPTYXoavig",
)
"""Cyrillic, Greek and other letters whose usual glyph is that of an ASCII letter (Unicode TR 39)."""

_INVISIBLE = {"Cf", "Cc"}
_FIXED = re.compile(r"[^*?\[\\ ]*")
_NO_TEXT = re.compile("[\ud800-\udfff]")


@lru_cache(8192)
def folded(path: str) -> str:
    """The path as a careless reader or a case-insensitive file system takes it, segment by segment."""
    plain = unicodedata.normalize("NFKC", path).translate(_LOOKALIKES)
    plain = "".join(char for char in plain if unicodedata.category(char) not in _INVISIBLE)
    return "/".join(segment.rstrip(". ") or segment for segment in plain.casefold().split("/"))


@dataclass(frozen=True)
class PathPatterns:
    """A list of patterns; an empty list matches every path.

    Attributes:
        patterns: gitignore patterns, relative to the root of the repository, in order.
    """

    patterns: tuple[str, ...] = ()

    @cached_property
    def _exact(self) -> GitIgnoreSpec:
        return GitIgnoreSpec.from_lines(_anchored(self.patterns))

    @cached_property
    def _folded(self) -> GitIgnoreSpec:
        return GitIgnoreSpec.from_lines(_anchored(self._folded_patterns))

    @cached_property
    def _starts(self) -> tuple[str, ...]:
        return _fixed_starts(self.patterns)

    @cached_property
    def _folded_patterns(self) -> tuple[str, ...]:
        return tuple(map(folded, self.patterns))

    @cached_property
    def _folded_starts(self) -> tuple[str, ...]:
        return _fixed_starts(self._folded_patterns)

    def matches(self, path: str) -> bool:
        """Whether the path as it is spelled is matched."""
        if not self.patterns:
            return True
        return path.startswith(self._starts) and self._exact.match_file(_encodable(path))

    def matches_any_form(self, path: str) -> bool:
        """Whether the path or any form it could be taken for is matched: for what is protected."""
        if self.matches(path):
            return True
        form = folded(path)
        if not form.startswith(self._folded_starts):
            return False
        if form == path and self._folded_patterns == self.patterns:
            return False
        return self._folded.match_file(_encodable(form))

    def deciding_pattern(self, path: str) -> str | None:
        """The pattern that decides about the path as it is spelled, for explanations."""
        found = self._exact.check_file(_encodable(path))
        return self.patterns[found.index] if found.index is not None else None


def _encodable(path: str) -> str:
    """The path with a stand-in for every byte that is no UTF-8, which the matcher would refuse."""
    return _NO_TEXT.sub("\ufffd", path)


def _anchored(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """Patterns are meant from the root, also `Makefile`, which git would look for anywhere."""
    return tuple(
        pattern
        if pattern.removeprefix("!").startswith(("/", "**/"))
        else ("!/" + pattern[1:] if pattern.startswith("!") else "/" + pattern)
        for pattern in patterns
    )


def _fixed_starts(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """What a path must begin with to be matched at all; most paths are told apart by this alone."""
    asked = (pattern.removeprefix("/") for pattern in patterns if not pattern.startswith("!"))
    return tuple(_FIXED.match(pattern)[0] for pattern in asked)  # type: ignore[index]  # it matches nothing, too
