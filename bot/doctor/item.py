"""What was looked at, how it stands and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How an item stands."""

    OK = "ok"
    WRONG = "wrong"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was looked at.

    Attributes:
        name: what.
        state: how it stands.
        seen: what was seen, a sentence.
        remedy: what to do, an imperative; empty where all is well.
        details: each single thing that was seen, where there are several.
    """

    name: str
    state: State
    seen: str
    remedy: str = ""
    details: tuple[str, ...] = ()


def ok(name: str, seen: str, *details: str) -> Item:
    """An item that is as it should be."""
    return Item(name, State.OK, seen, "", details)


def wrong(name: str, seen: str, remedy: str, *details: str) -> Item:
    """An item that somebody must mend."""
    return Item(name, State.WRONG, seen, remedy, details)


def unknown(name: str, seen: str, remedy: str, *details: str) -> Item:
    """An item of which it is not known how it stands, which is never the same as well."""
    return Item(name, State.UNKNOWN, seen, remedy, details)
