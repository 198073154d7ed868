"""Both stores, side by side: an SQLite file and a database on a PostgreSQL server of the tests' own."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from bot.sql import is_sqlite, sqlite_file, sqlite_url
from tests import postgres

STORES = ("sqlite", "postgresql")


def query(url: str, statement: str) -> list[tuple[Any, ...]]:
    """Look into a database from beside its service.

    Args:
        url: its address.
        statement: what to ask; tables of the queue engine go by their bare names on both.
    """
    if is_sqlite(url):
        file = f"file:{sqlite_file(url)}?mode=ro"
        with closing(sqlite3.connect(file, uri=True, timeout=10)) as connection:
            return connection.execute(statement).fetchall()
    with psycopg.connect(url, options="-c search_path=public,dbos") as session:
        return session.execute(statement.encode()).fetchall()


def content(url: str) -> bytes:
    """Every value that stands in a PostgreSQL database, one a line."""
    tables = "SELECT table_schema, table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'"
    own = f"{tables} AND table_schema IN ('public', 'dbos') ORDER BY 1, 2"
    found = [row for schema, table in query(url, own) for row in query(url, f"TABLE {schema}.{table}")]
    return b"\n".join(
        value if isinstance(value, bytes) else str(value).encode() for row in found for value in row
    )


@pytest.fixture(scope="session")
def postgresql() -> Iterator[postgres.Server]:
    """The server, one for each process of the tests."""
    with postgres.running() as server:
        yield server


@pytest.fixture(params=STORES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a database without tables, of each kind in turn."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "decisis.db")
    server: postgres.Server = request.getfixturevalue("postgresql")
    return server.database()


@pytest.fixture(params=STORES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a database whose tables were made beforehand and are empty, of each kind in turn."""
    if request.param == "sqlite":
        return sqlite_url(
            shutil.copyfile(request.getfixturevalue("_file_with_tables"), tmp_path / "decisis.db")
        )
    server: postgres.Server = request.getfixturevalue("postgresql")
    return server.database(request.getfixturevalue("_name_with_tables"))


@pytest.fixture(scope="session")
def _file_with_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("tables") / "decisis.db"
    _make_tables(sqlite_url(file))
    return file


@pytest.fixture(scope="session")
def _name_with_tables(postgresql: postgres.Server) -> str:
    url = postgresql.database()
    _make_tables(url)
    return sa.make_url(url).database or ""


def _make_tables(url: str) -> None:
    from bot.server.engine import Database, Entrance  # most tests need not load the queue's engine

    with Database(url, works=False) as database:
        Entrance(database.engine).close()
