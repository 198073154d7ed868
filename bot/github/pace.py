"""Writes of one installation, one after the other and not too quickly."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock


class Pace:
    """A bucket of writes that refills at one per second.

    GitHub asks for writes one at a time, a second apart, and counts 180 of them per minute at most
    (900 points, five for a write), 80 of those that make content. A short burst is let through, a long one is
    spread: 20 at once and one per second are 80 in the worst minute.

    Args:
        burst: writes that may follow one another at once.
        per_second: writes by which the bucket refills.
        clock: seconds from any origin, never going back.
        sleep: waits that many seconds.
    """

    def __init__(
        self,
        burst: int = 20,
        per_second: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._burst, self._rate, self._clock, self._sleep = burst, per_second, clock, sleep
        self._level, self._seen = float(burst), clock()
        self._lock = Lock()

    @contextmanager
    def write(self) -> Iterator[None]:
        """Hold the installation's only place for a write, after waiting for its turn."""
        with self._lock:
            now = self._clock()
            self._level = min(self._burst, self._level + (now - self._seen) * self._rate)
            self._seen = now
            if self._level < 1:
                self._sleep((1 - self._level) / self._rate)
            self._level -= 1
            yield
