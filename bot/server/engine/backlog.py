"""What is still to be done, as the database tells it: right however many processes work."""

from __future__ import annotations

import time
from dataclasses import dataclass

import sqlalchemy as sa

from bot.server.engine.entrance import QUEUE

_OPEN = ("ENQUEUED", "PENDING", "DELAYED")
_SCHEMA = "dbos"
"""Where the queue engine keeps its tables on PostgreSQL; SQLite has no schemas."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """The open jobs.

    Attributes:
        waiting: that are due and that nobody has begun.
        running: that somebody does.
        delayed: that are put back to a later time.
        oldest_seconds: how long ago the oldest one was due that is not done, 0 if all are.
    """

    waiting: int
    running: int
    delayed: int
    oldest_seconds: float


def backlog(engine: sa.Engine) -> Backlog:
    """Count the open jobs.

    Args:
        engine: the database.
    """
    jobs = _jobs(engine)
    query = (
        sa.select(jobs.c.status, sa.func.count(), sa.func.min(_due(jobs)))
        .where(jobs.c.status.in_(_OPEN), jobs.c.queue_name == QUEUE)
        .group_by(jobs.c.status)
    )
    with engine.connect() as connection:
        found = {status: (count, due) for status, count, due in connection.execute(query)}
    now = time.time() * 1000
    overdue = [now - due for status, (_, due) in found.items() if status != "DELAYED"]
    waiting, running, delayed = (found.get(status, (0, 0))[0] for status in _OPEN)
    return Backlog(waiting, running, delayed, max(0.0, *overdue) / 1000 if overdue else 0.0)


def due(engine: sa.Engine, job: str) -> float | None:
    """When a job was due, in seconds since 1970; `None` for one that is not in the queue.

    Args:
        engine: the database.
        job: its id.
    """
    jobs = _jobs(engine)
    with engine.connect() as connection:
        at = connection.execute(sa.select(_due(jobs)).where(jobs.c.workflow_uuid == job)).scalar()
    return None if at is None else float(at) / 1000


def _due(jobs: sa.TableClause) -> sa.ColumnElement[int]:
    return sa.func.coalesce(jobs.c.delay_until_epoch_ms, jobs.c.created_at)


def _jobs(engine: sa.Engine) -> sa.TableClause:
    columns = ("workflow_uuid", "status", "queue_name", "created_at", "delay_until_epoch_ms")
    schema = None if engine.dialect.name == "sqlite" else _SCHEMA
    return sa.table("workflow_status", *(sa.column(name) for name in columns), schema=schema)
