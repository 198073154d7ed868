"""Bringing a database forward: one process at a time, in one transaction, at every start that needs it."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from bot.errors import UserError
from bot.sql import take_turn

NEWEST = "0002"
"""The last migration that this version knows."""

_VERSION = sa.table("alembic_version", sa.column("version_num", sa.Text))


def upgrade(engine: sa.Engine) -> None:
    """Bring the tables to what this version needs; a database of today costs one question.

    Tables that were made before there were migrations are taken over as they are.

    Args:
        engine: the database.

    Raises:
        UserError: a newer version of Decisis has changed the tables; nothing was touched.
    """
    with engine.begin() as connection:
        take_turn(connection, "tables")
        found = _version(connection)
        if found == NEWEST:
            return
        if found is not None and found > NEWEST:
            raise UserError(
                f"the database was changed by a newer version of Decisis: `{found}` is not `{NEWEST}`",
                "start that version or a newer one, or restore a copy of the database from before",
            )
        _run(connection)


def _version(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table(_VERSION.name):
        return None
    return connection.execute(sa.select(_VERSION.c.version_num)).scalar()


def _run(connection: sa.Connection) -> None:
    from alembic import command  # most starts find nothing to do and need not load it
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
