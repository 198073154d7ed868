"""One lock per thing, made when first asked for and gone when nobody holds it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from threading import Lock

from bot.server.engine.presence import Presence


class Locks:
    """Locks by name, against everybody who works on the same database.

    Args:
        presence: that this process is there, `None` where it is alone.
    """

    def __init__(self, presence: Presence | None = None) -> None:
        self._presence = presence
        self._guard = Lock()
        self._held: dict[str, tuple[Lock, int]] = {}

    @contextmanager
    def hold(self, name: str) -> Iterator[None]:
        """Hold the lock of a name; others who ask for the same name wait."""
        with self._guard:
            lock, waiting = self._held.get(name, (Lock(), 0))
            self._held[name] = (lock, waiting + 1)
        try:
            with lock, self._presence.hold(name) if self._presence else nullcontext():
                yield
        finally:
            with self._guard:
                lock, waiting = self._held.pop(name)
                if waiting > 1:
                    self._held[name] = (lock, waiting - 1)

    def still(self, name: str) -> bool:
        """Whether the lock that is held still keeps others out; not if others believe this process dead."""
        return self._presence is None or self._presence.holds(name)
