"""Limits that keep a hostile file from costing more than its size."""

from __future__ import annotations

from checks.dependencies.model import NotRead

MAX_LINE = 10_000
"""Longest line of a format that people write by hand, in characters."""


def refuse_long_lines(text: str) -> None:
    """Refuse a text in which searching within a line could take long.

    Raises:
        NotRead: a line exceeds the limit.
    """
    longest = max(map(len, text.split("\n")))
    if longest > MAX_LINE:
        raise NotRead(f"a line has {longest} characters, the limit is {MAX_LINE}")
