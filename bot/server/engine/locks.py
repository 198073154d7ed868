"""One lock per thing, against everybody who works on the same database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from bot.server.engine.presence import Presence
from bot.turns import Turns


class Locks:
    """Locks by name, against everybody who works on the same database.

    Args:
        presence: that this process is there, `None` where it is alone.
    """

    def __init__(self, presence: Presence | None = None) -> None:
        self._presence = presence
        self._turns = Turns()

    @contextmanager
    def hold(self, name: str) -> Iterator[None]:
        """Hold the lock of a name; others who ask for the same name wait."""
        with self._turns.take(name), self._presence.hold(name) if self._presence else nullcontext():
            yield

    def still(self, name: str) -> bool:
        """Whether the lock that is held still keeps others out; not if others believe this process dead."""
        return self._presence is None or self._presence.holds(name)
