"""Which job about a thing is the newest: the one that counts, while older ones step back."""

from __future__ import annotations

import sqlalchemy as sa

from bot.github.place import Place
from bot.server.engine.tables import NEWEST, PLACES
from bot.server.job import Job
from bot.sql import insert


def claim(connection: sa.Connection, job: Job) -> None:
    """Record a job as the newest about its key, and where its repository is found.

    Args:
        connection: the transaction.
        job: the job that was accepted.
    """
    row = insert(connection, NEWEST).values(key=job.key, delivery=job.delivery)
    connection.execute(
        row.on_conflict_do_update(index_elements=["key"], set_={"delivery": row.excluded.delivery})
    )
    if job.place is None:
        return
    place = insert(connection, PLACES).values(
        repository=job.place.repository,
        installation=job.place.installation,
        full_name=job.place.full_name,
    )
    known = {name: place.excluded[name] for name in ("installation", "full_name")}
    connection.execute(place.on_conflict_do_update(index_elements=["repository"], set_=known))


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
