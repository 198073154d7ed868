"""Tables that are brought forward: what was there stays, what is too new is left alone."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import bot.migrations
from bot.errors import UserError
from bot.ledger import tables as ledger
from bot.migrations import NEWEST
from bot.server import awaited_checks, groups, open_heads
from bot.server.engine import Database, tables
from bot.sql import is_sqlite, sqlite_url
from tests import postgres
from tests.databases import query

FIRST = Path(__file__).with_name("first_tables.sql")
"""What a service made before there were migrations, as SQLite tells it."""


def test_the_migrations_make_the_tables_that_the_code_speaks_of(empty_url: str) -> None:
    whole = sa.MetaData()
    for part in (tables, ledger, awaited_checks, groups, open_heads):
        for table in part.METADATA.sorted_tables:
            table.to_metadata(whole)
    with Database(empty_url) as database, database.engine.connect() as connection:
        found = MigrationContext.configure(connection, opts={"compare_type": not is_sqlite(empty_url)})
        assert compare_metadata(found, whole) == []
        names = sa.inspect(connection).get_table_names()
    assert sorted(names) == sorted([*whole.tables, "alembic_version"])


def test_the_newest_migration_is_the_one_that_the_code_names() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(bot.migrations.__file__).parent))
    revisions = [each.revision for each in ScriptDirectory.from_config(config).walk_revisions()]
    assert revisions[0] == NEWEST
    assert revisions == sorted(revisions, reverse=True)


@pytest.mark.parametrize("is_whole", [True, False])
def test_tables_from_before_there_were_migrations_keep_their_rows(tmp_path: Path, is_whole: bool) -> None:
    file = tmp_path / "decisis.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executescript(FIRST.read_text())
        if not is_whole:
            connection.execute("DROP TABLE comments")
        connection.execute("INSERT INTO deliveries VALUES ('g1', 'd', 'push', 1.5, '', x'00ff')")
        connection.execute("INSERT INTO verdicts VALUES (1, 'k', x'7b7d', 'digest', 'previous')")
    url = sqlite_url(file)
    for _ in range(2):
        Database(url).close()
        assert query(url, "SELECT * FROM deliveries") == [("g1", "d", "push", 1.5, "", b"\0\xff")]
        assert query(url, "SELECT digest FROM verdicts") == [("digest",)]
        assert query(url, "SELECT version_num FROM alembic_version") == [(NEWEST,)]
        assert query(url, "SELECT * FROM comments") == []


def test_tables_of_a_newer_version_are_refused_and_left_alone(empty_url: str) -> None:
    with Database(empty_url) as database, database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for _ in range(2):  # the first refusal must not keep the file from the second
        with pytest.raises(UserError, match="changed by a newer version of Decisis") as told:
            Database(empty_url)
        assert "restore a copy of the database from before" in told.value.remedy
    assert query(empty_url, "SELECT version_num FROM alembic_version") == [("9999",)]


def test_of_processes_that_start_at_once_one_makes_the_tables(postgresql: postgres.Server) -> None:
    url = postgresql.database()
    with ThreadPoolExecutor(6) as pool:
        for database in pool.map(lambda _: Database(url, works=False), range(6)):
            database.close()
    assert query(url, "SELECT version_num FROM alembic_version") == [(NEWEST,)]


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    file = tmp_path / "decisis.db"
    file.write_bytes(b"no database at all, and long enough to be looked at" * 20)
    with pytest.raises(UserError, match="file is not a database") as told:
        Database(sqlite_url(file))
    assert str(file) in told.value.message
