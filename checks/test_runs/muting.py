"""What keeps tests that nobody touched from running, or their failure from counting."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TypeVar

from checks.finding import Level


@dataclass(frozen=True, slots=True)
class Muting:
    """One place.

    Attributes:
        text: by which it is recognised again.
        said: what it does, as the end of a sentence that begins with the file.
        line: its line in `Source.text`, from 1.
        at_most: what it weighs at most.
    """

    text: str
    said: str
    line: int
    at_most: Level | None = None


_Key = TypeVar("_Key", bound=Hashable)


def taken(counts: dict[_Key, int], text: _Key) -> bool:
    """Whether one of the counted texts is left; it is then used up."""
    left = counts.get(text, 0)
    if left:
        counts[text] = left - 1
    return left > 0
