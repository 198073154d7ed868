"""Taking turns by name: one lock per thing, made when first asked for and gone when nobody wants it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from threading import Lock


class Turns:
    """Locks by name among the threads of this process."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._held: dict[Hashable, tuple[Lock, int]] = {}

    @contextmanager
    def take(self, name: Hashable) -> Iterator[None]:
        """Hold the lock of a name; others who ask for the same name wait."""
        with self._guard:
            lock, waiting = self._held.get(name, (Lock(), 0))
            self._held[name] = (lock, waiting + 1)
        try:
            with lock:
                yield
        finally:
            with self._guard:
                lock, waiting = self._held.pop(name)
                if waiting > 1:
                    self._held[name] = (lock, waiting - 1)
