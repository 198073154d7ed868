"""Path patterns against paths, remembered: many rules of one policy speak about the same places."""

from __future__ import annotations

from functools import lru_cache

from checks.paths import PathPatterns


@lru_cache(65_536)
def matches(patterns: tuple[str, ...], path: str) -> bool:
    """See `PathPatterns.matches`: for what is permitted."""
    return patterns_of(patterns).matches(path)


@lru_cache(65_536)
def matches_any_form(patterns: tuple[str, ...], path: str) -> bool:
    """See `PathPatterns.matches_any_form`: for what is protected."""
    return patterns_of(patterns).matches_any_form(path)


@lru_cache(2_048)
def patterns_of(patterns: tuple[str, ...]) -> PathPatterns:
    """The patterns, compiled once."""
    return PathPatterns(patterns)
