"""Spares the queue engine looks into the database that can find nothing.

A look for jobs asks several questions and costs about 4 ms of processor time, ten times a second, whether
there are jobs or not. SQLite tells in a few microseconds whether anything was committed since it was asked
last (`PRAGMA data_version`, https://www.sqlite.org/pragma.html#pragma_data_version), and in a file that one
process has for itself no job can come to be begun without that.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

MOST_SECONDS = 1.0
"""After how long a look is worth it in any case."""


class Looks:
    """Whether a look for jobs is worth it.

    Args:
        file: the SQLite file, `None` for a database without an answer: every look is worth it.
        clock: seconds from any origin, never going back.
    """

    def __init__(self, file: Path | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._address = "" if file is None else f"{file.absolute().as_uri()}?mode=ro"
        self._clock = clock
        self._connection: sqlite3.Connection | None = None
        self._seen: tuple[int, int] | None = None
        self._looked = clock()

    def worth_it(self, *, running: int, may_begin: bool) -> bool:
        """Whether to look now; whoever is told so does it.

        Args:
            running: how many jobs run: one that ends makes room, before or after the database is told of it.
            may_begin: whether a job that is found would be begun.
        """
        if not self._address:
            return True
        version, now = self._version(), self._clock()
        state = None if version is None else (version, running)
        if state is not None and state == self._seen and now - self._looked < MOST_SECONDS:
            return False
        self._seen, self._looked = state if may_begin else None, now
        return True

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _version(self) -> int | None:
        """A number that is another one after each commit of somebody else, `None` where nobody can tell."""
        try:
            if self._connection is None:
                self._connection = sqlite3.connect(self._address, uri=True, check_same_thread=False)
            with closing(self._connection.execute("PRAGMA data_version")) as answer:
                return int(answer.fetchone()[0])
        except sqlite3.Error:
            with suppress(sqlite3.Error):
                self.close()
            return None
