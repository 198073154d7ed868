"""Who goes first: deliveries that wait for their acknowledgement, or jobs that wait to be begun.

GitHub waits ten seconds for an acknowledgement and never asks again; a verdict may come a second later. So
no job is begun while a delivery waits, and yet some are every second, however long deliveries come.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

MOST_PATIENT_SECONDS = 1.0
"""How long jobs stand back at most until some are begun though deliveries wait."""


class Door:
    """The deliveries that this process was given and has not stored yet.

    Args:
        clock: seconds from any origin, never going back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._waiting = 0
        self._begun = clock()

    @property
    def waiting(self) -> int:
        """How many deliveries wait to be stored."""
        return self._waiting

    def came(self) -> None:
        """A delivery waits to be stored."""
        with self._lock:
            self._waiting += 1

    def served(self, count: int) -> None:
        """So many deliveries wait no more, whatever became of them."""
        with self._lock:
            self._waiting -= count

    def lets_begin(self) -> bool:
        """Whether jobs may be begun now; whoever is told so begins those that he has places for."""
        with self._lock:
            now = self._clock()
            if self._waiting and now - self._begun < MOST_PATIENT_SECONDS:
                return False
            self._begun = now
            return True
