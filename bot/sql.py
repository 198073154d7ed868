"""Where SQLite and PostgreSQL differ: addresses, numbers, rows that take the place of others, taking turns.

Everything else is said in SQLAlchemy's terms and is the same on both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.errors import UserError

SQLITE = "sqlite:///"
POSTGRESQL = "postgresql://"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A whole number of 64 bits, as GitHub's are; SQLite's `INTEGER` is one, and only it counts up by itself."""

CONNECT_SECONDS = 10
"""How long a connection to PostgreSQL may take to be made."""


def is_sqlite(url: str) -> bool:
    """Whether an address is that of an SQLite file."""
    return url.startswith(SQLITE)


def sqlite_url(file: Path) -> str:
    """The address of an SQLite file."""
    return f"{SQLITE}{file.absolute()}"


def sqlite_file(url: str) -> Path:
    """The file that an address names."""
    return Path(url.removeprefix(SQLITE))


def shown(url: str) -> str:
    """An address as people may see it: without its password."""
    if is_sqlite(url):
        return str(sqlite_file(url))
    return sa.make_url(url).render_as_string(hide_password=True)


def postgresql_engine(url: str, session: Mapping[str, str], **pool: Any) -> sa.Engine:
    """An engine for PostgreSQL.

    Args:
        url: `postgresql://…`.
        session: parameters of every session, by name.
        pool: parameters of the pool.

    Raises:
        UserError: it is no address of a database.
    """
    try:
        address = sa.make_url(url).set(drivername="postgresql+psycopg")
    except (sa.exc.ArgumentError, ValueError):
        address = None
    if address is None or not address.database:
        raise UserError("the database's address cannot be used", "write `postgresql://USER@HOST/NAME`")
    given = address.query.get("options", "")
    own = [f"-c {name}={value}" for name, value in session.items()]
    options = " ".join([*([given] if isinstance(given, str) else given), *own]).strip()
    return sa.create_engine(
        address.difference_update_query(["options"]),
        connect_args={
            "options": options,
            "connect_timeout": CONNECT_SECONDS,
            "application_name": "decisis",
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
        },
        **pool,
    )


def insert(place: sa.Engine | sa.Connection | str, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """An insert that can say what happens where the row is there already.

    Args:
        place: where it will be executed, or its dialect: `sqlite` or `postgresql`.
        table: the table.
    """
    dialect = place if isinstance(place, str) else place.dialect.name
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def take_turn(connection: sa.Connection, name: str) -> None:
    """Wait until nobody else is in a transaction of this name, and hold the others up until this one ends.

    On SQLite all writers take turns whatever they do.

    Args:
        connection: a transaction in which nothing was asked yet.
        name: what is taken turns at.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(lock_number(name))))


def lock_number(name: str) -> int:
    """The number by which PostgreSQL knows a lock: the first 64 bits of a SHA-256, with a sign."""
    return int.from_bytes(hashlib.sha256(f"decisis {name}".encode()).digest()[:8], signed=True)
