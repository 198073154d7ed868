"""The embedded database: one SQLite file, one process, every commit on the disk before it counts."""

from __future__ import annotations

import fcntl
import sqlite3
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from bot.errors import UserError

BUSY_MS = 30_000
"""How long a writer waits for another one, in milliseconds."""

CONNECTIONS = 4
"""Size of the pool. More writers only form a convoy: twenty had nine times the tail of four."""

_FIRST_WITH_SUBSECONDS = (3, 42)

METADATA = sa.MetaData()

DELIVERIES = sa.Table(
    "deliveries",
    METADATA,
    sa.Column("guid", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("received", sa.Float, nullable=False),
    sa.Column("flag", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

NEWEST = sa.Table(
    "newest_jobs",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("delivery", sa.Text, nullable=False),
)

PLACES = sa.Table(
    "places",
    METADATA,
    sa.Column("repository", sa.Integer, primary_key=True),
    sa.Column("installation", sa.Integer, nullable=False),
    sa.Column("full_name", sa.Text, nullable=False),
)


BEGUN = sa.Table(
    "begun",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)


class AlreadyRunning(UserError):
    """Another process works on the database."""


class Database:
    """The open database, held by this process alone.

    Args:
        file: the file, on a local disk.

    Attributes:
        engine: the SQLAlchemy engine that everything in this process shares.
    """

    def __init__(self, file: Path) -> None:
        self._lock_file = file.with_name(file.name + ".lock").open("w", encoding="utf-8")
        try:
            fcntl.flock(self._lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock_file.close()
            raise AlreadyRunning(
                f"another process works on the database `{file}`",
                "stop it, or give this one its own `DECISIS_DATA_DIR`",
            ) from None
        self.engine = sa.create_engine(
            f"sqlite:///{file}",
            poolclass=sa.QueuePool,
            pool_size=CONNECTIONS,
            max_overflow=0,
            connect_args={"check_same_thread": False},
        )
        sa.event.listen(self.engine, "connect", _prepare)
        METADATA.create_all(self.engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection and let go of the file."""
        self.engine.dispose()
        self._lock_file.close()


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = "IMMEDIATE"
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    connection.execute("PRAGMA foreign_keys=ON")
    if sqlite3.sqlite_version_info < _FIRST_WITH_SUBSECONDS:
        connection.create_function("unixepoch", -1, _unixepoch)


def _unixepoch(*arguments: Any) -> float:
    """Stand in for `unixepoch('subsec')`, which SQLite before 3.42 answers with NULL."""
    return time.time() if arguments == ("subsec",) else float(int(time.time()))
