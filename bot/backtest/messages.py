"""What a worker and the process that started it say to one another: one JSON value a line."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from bot.backtest.merged import Merged
from bot.backtest.trial import Blocked, Ruling, Tried
from checks.verdict import Outcome


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker needs before it can judge.

    Attributes:
        store: git directory of the store in which the history is read.
        object_format: `sha1` or `sha256`.
        policies: the policies, as `checks.compiled` writes them.
        cache: folder for answers of semgrep, empty for none.
        as_agents: whether every change is judged as an agent's.
        lowers_itself: whether everything else on the machine goes first.
    """

    store: str
    object_format: str
    policies: tuple[str, ...]
    cache: str
    as_agents: bool
    lowers_itself: bool

    @property
    def folder(self) -> Path | None:
        """The folder for answers."""
        return Path(self.cache) if self.cache else None


def say(stream: IO[bytes], value: object) -> None:
    """Write one value.

    Raises:
        OSError: nobody listens any more.
    """
    stream.write(json.dumps(value, separators=(",", ":")).encode() + b"\n")
    stream.flush()


def heard(stream: IO[bytes]) -> Any:
    """The next value.

    Raises:
        EOFError: the other side has ended.
    """
    line = stream.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    return json.loads(line)


def as_value(tried: Tried) -> dict[str, Any]:
    """What a change came to, as JSON values."""
    return asdict(tried)


def tried_of(value: dict[str, Any]) -> Tried:
    """What a change came to, from what `as_value` gave."""
    rulings = tuple(
        Ruling(Outcome(one["outcome"]), tuple(Blocked(**blocked) for blocked in one["blocked"]), one["gap"])
        for one in value["rulings"]
    )
    return Tried(Merged(**value["merged"]), value["agent"], rulings, value["fault"])


def order_of(value: dict[str, Any]) -> Order:
    """An order from its JSON values."""
    return Order(**{**value, "policies": tuple(value["policies"])})
