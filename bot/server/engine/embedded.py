"""The embedded database: one SQLite file, one process, every commit on the disk before it counts."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from pathlib import Path
from typing import Any, TextIO

import sqlalchemy as sa

from bot.errors import UserError
from bot.sql import sqlite_url

BUSY_MS = 30_000
"""How long a writer waits for another one, in milliseconds."""

CONNECTIONS = 4
"""Size of the pool. More writers only form a convoy: twenty had nine times the tail of four."""

_FIRST_WITH_SUBSECONDS = (3, 42)


class AlreadyRunning(UserError):
    """Another process works on the database."""


def held(file: Path) -> TextIO:
    """Hold the file for this process alone, until what is returned is closed.

    Raises:
        AlreadyRunning: another process holds it.
    """
    lock = file.with_name(file.name + ".lock").open("w", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise AlreadyRunning(
            f"another process works on the database `{file}`",
            "stop it, or give this one its own `DECISIS_DATA_DIR`",
        ) from None
    return lock


def opened(file: Path) -> sa.Engine:
    """The engine for a file.

    SQLite opens for reading alone what the disk does not let it write, and stays with that for as long as the
    connection lives; so one that was opened while the disk took nothing is never kept.
    """
    engine = sa.create_engine(
        sqlite_url(file),
        poolclass=sa.QueuePool,
        pool_size=CONNECTIONS,
        max_overflow=0,
        connect_args={"check_same_thread": False},
    )
    sa.event.listen(engine, "connect", lambda _connection, _record: _writable(file))
    sa.event.listen(engine, "connect", _prepare)
    sa.event.listen(engine, "handle_error", _discard)
    return engine


def _writable(file: Path) -> None:
    """Refuse a connection to a file that cannot be written.

    The file is asked about and never opened: closing it would give up the locks that SQLite has on it.
    """
    if not os.access(file, os.W_OK):
        raise sqlite3.OperationalError(f"the database `{file}` cannot be written; mend its disk")


def _discard(context: sa.engine.ExceptionContext) -> None:
    if "readonly database" in str(context.original_exception):
        context.is_disconnect = True


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
