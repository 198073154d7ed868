"""The database: an SQLite file held by one process, or PostgreSQL shared by several."""

from __future__ import annotations

import secrets
import socket
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from bot.errors import UserError
from bot.migrations import upgrade
from bot.server.engine import embedded
from bot.server.engine.door import Door
from bot.server.engine.locks import Locks
from bot.server.engine.looks import Looks
from bot.server.engine.presence import SILENCE_SECONDS, Presence
from bot.sql import is_sqlite, postgresql_engine, shown, sqlite_file

ALONE = "decisis"
"""Name of the one process on an SQLite file; the next one takes up what the last one left."""

CONNECTIONS = 16
"""Connections of a process to PostgreSQL at most, besides the one that shows that it is there."""

_SESSION = {
    "synchronous_commit": "on",
    "idle_in_transaction_session_timeout": "10s",
    "lock_timeout": "30s",
}
"""A commit counts when it is on the disk; a process that freezes in a transaction does not hold up others."""


class Database:
    """The open database.

    Args:
        url: `sqlite:///PATH` on a local disk, or `postgresql://…`.
        works: whether this process does jobs; one that only takes deliveries needs no name.
        silence: after how many seconds of silence a process among others counts as gone.
        door: what keeps jobs from being begun while deliveries wait; one of its own unless it is given.

    Attributes:
        engine: the SQLAlchemy engine that everything in this process shares.
        executor: name of this process among those that do jobs.
        presence: that this process is there, `None` where it is alone or does no jobs.
        locks: locks against everybody who works on this database.
        door: knows which deliveries of this process wait to be stored, and when its jobs stand back.
        looks: knows when a look for jobs is in vain.

    Raises:
        AlreadyRunning: another process holds the SQLite file.
        UserError: PostgreSQL does not answer, or a newer version has changed the tables.
    """

    def __init__(
        self, url: str, *, works: bool = True, silence: int = SILENCE_SECONDS, door: Door | None = None
    ) -> None:
        self.door = door or Door()
        self.looks = Looks(sqlite_file(url) if is_sqlite(url) else None)
        self._lock_file = embedded.held(sqlite_file(url)) if is_sqlite(url) else None
        self.presence: Presence | None = None
        self.executor = ALONE
        if is_sqlite(url):
            self.engine = embedded.opened(sqlite_file(url))
        else:
            self.engine = postgresql_engine(
                url, _SESSION, pool_size=CONNECTIONS, max_overflow=0, pool_pre_ping=True
            )
        self._closed = False
        sa.event.listen(self.engine, "checkin", self._taken_back)
        try:
            upgrade(self.engine)
            if works and not is_sqlite(url):
                self.executor = f"{socket.gethostname()}-{secrets.token_hex(8)}"
                self.presence = Presence(url, self.executor, silence=silence)
        except sa.exc.DBAPIError as fault:
            self.close()
            raise UserError(
                f"the database {shown(url)} cannot be used: {str(fault.orig).strip()}",
                "see that it is there and that `DECISIS_DATABASE_URL` names it",
            ) from None
        except BaseException:
            self.close()
            raise
        self.locks = Locks(self.presence)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection, one that is in use when it is given back, and let go of the file."""
        if self.presence is not None:
            self.presence.close()
        self.looks.close()
        self._closed = True
        self.engine.dispose()
        if self._lock_file is not None:
            self._lock_file.close()

    def _taken_back(self, _connection: object, record: sa.pool.ConnectionPoolEntry) -> None:
        if self._closed:  # the pool it goes to is no longer anybody's
            record.invalidate()
