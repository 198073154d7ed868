"""Which job about a thing is the newest: the one that counts, while older ones step back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import cache

import sqlalchemy as sa

from bot.github.place import Place
from bot.server.engine.tables import NEWEST, PLACES
from bot.server.job import Job
from bot.sql import insert

_DELIVERIES = sa.select(NEWEST.c.key, NEWEST.c.delivery).where(
    NEWEST.c.key.in_(sa.bindparam("keys", expanding=True))
)


def claim(connection: sa.Connection, jobs: Iterable[Job]) -> None:
    """Record jobs as the newest about their keys, and where their repositories are found.

    Args:
        connection: the transaction.
        jobs: the jobs that were accepted, the last of a key being the newest.
    """
    claimed = {job.key: {"key": job.key, "delivery": job.delivery} for job in jobs}
    if not claimed:
        return
    connection.execute(_claim(connection.dialect.name), list(claimed.values()))


def remember(connection: sa.Connection, jobs: Iterable[Job]) -> None:
    """Record where the repositories of jobs are found; nothing is written that is known already.

    Args:
        connection: the transaction.
        jobs: the jobs that were asked for, the last one knowing best.
    """
    found = {job.place.repository: asdict(job.place) for job in jobs if job.place is not None}
    if not found:
        return
    connection.execute(_remember(connection.dialect.name), list(found.values()))


def deliveries(connection: sa.Connection, keys: Iterable[str]) -> dict[str, str]:
    """By key, the name of what asked for the newest job about it; keys that no job was about are left out.

    Args:
        connection: the transaction.
        keys: what the jobs are about.
    """
    rows = connection.execute(_DELIVERIES, {"keys": sorted(set(keys))})
    return {key: delivery for key, delivery in rows}  # noqa: C416 - mypy takes no row for a pair


def is_superseded(engine: sa.Engine, job: Job) -> bool:
    """Whether a newer job about the same thing was accepted."""
    with engine.connect() as connection:
        query = sa.select(NEWEST.c.delivery).where(NEWEST.c.key == job.key)
        return connection.execute(query).scalar() not in (None, job.delivery)


def places(engine: sa.Engine) -> list[Place]:
    """Every repository that any job was about, by id."""
    with engine.connect() as connection:
        rows = connection.execute(sa.select(PLACES).order_by(PLACES.c.repository))
        return [Place(row.installation, row.repository, row.full_name) for row in rows]


@cache
def _claim(dialect: str) -> sa.Insert:
    row = insert(dialect, NEWEST)
    return row.on_conflict_do_update(index_elements=["key"], set_={"delivery": row.excluded.delivery})


@cache
def _remember(dialect: str) -> sa.Insert:
    row = insert(dialect, PLACES)
    known = {name: row.excluded[name] for name in ("installation", "full_name")}
    is_news = sa.or_(*(PLACES.c[name] != value for name, value in known.items()))
    return row.on_conflict_do_update(index_elements=["repository"], set_=known, where=is_news)
