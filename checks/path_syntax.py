"""What may be written where a policy names paths."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checks.paths import PathPatterns

_ODD_SET = re.compile(r"\[[^\]]*(?:\[|--|&&|~~|\|\|)")
"""A set with a bracket or a doubled sign in it, which Python's regular expressions will read as more."""


def is_plain_path(path: str) -> bool:
    """Whether a path is written as git writes it: from the root, without empty, `.` or `..` parts."""
    return "\\" not in path and all(part not in ("", ".", "..") for part in path.split("/"))


def pattern_mistake(pattern: str) -> str:
    """What is wrong with one path pattern, one sentence; empty if nothing is."""
    plain = pattern.removeprefix("!").removeprefix("/")
    if not plain.strip("/"):
        return f"the pattern `{pattern}` names no path"
    if "\\" in pattern or any(part in (".", "..") for part in plain.split("/")):
        return f"write the pattern `{pattern}` from the root, with `/` and without `.` and `..`"
    if plain != plain.strip():
        return f"the pattern `{pattern}` starts or ends with white space"
    if _ODD_SET.search(plain):
        return f"the pattern `{pattern}` holds a set that is understood in several ways; write the names out"
    try:
        PathPatterns((pattern,)).matches_any_form("any")
    except ValueError as wrong:
        return f"the pattern `{pattern}` is not understood: {wrong}"
    return ""


def patterns_mistake(patterns: Sequence[str]) -> str:
    """What is wrong with a list of patterns as a whole; empty if nothing is."""
    if patterns and all(pattern.startswith("!") for pattern in patterns):
        return "every pattern takes back with `!`, so nothing is left; put a pattern before them"
    return ""


def checked(patterns: Sequence[str]) -> None:
    """Refuse options that name paths wrongly.

    Raises:
        ValueError: the list is empty or a pattern is wrong, one sentence.
    """
    if not patterns:
        raise ValueError("name at least one path")
    for mistake in (*map(pattern_mistake, patterns), patterns_mistake(patterns)):
        if mistake:
            raise ValueError(mistake)
