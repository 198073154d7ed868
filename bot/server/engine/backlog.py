"""What is still to be done, as the database tells it: right however many processes work."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa

QUEUE = "jobs"
"""Name of the queue in the database."""

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
    jobs = _jobs(engine.dialect.name)
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
    jobs = _jobs(engine.dialect.name)
    with engine.connect() as connection:
        at = connection.execute(sa.select(_due(jobs)).where(jobs.c.workflow_uuid == job)).scalar()
    return None if at is None else float(at) / 1000


def entered(connection: sa.Connection, ids: Iterable[str]) -> dict[str, str | None]:
    """Those jobs of these ids that are or were in the queue.

    Args:
        connection: the transaction.
        ids: ids of jobs.

    Returns:
        By id, what was handed over with the job as the queue engine keeps it, where it waits and nobody has
        ever begun it: not even a process that died, for what that one did is not done again.
    """
    rows = connection.execute(_entered(connection.dialect.name), {"ids": sorted(set(ids))})
    return {job: text for job, text in rows}  # noqa: C416 - mypy takes no row for a pair


@cache
def _entered(dialect: str) -> sa.Select[str, str | None]:
    jobs, inputs = _jobs(dialect), _table(dialect, "workflow_input", ("workflow_uuid", "inputs"))
    is_new = sa.and_(jobs.c.status == "ENQUEUED", jobs.c.recovery_attempts == 0)
    return (
        sa.select(jobs.c.workflow_uuid, sa.case((is_new, inputs.c.inputs)))
        .outerjoin_from(jobs, inputs, inputs.c.workflow_uuid == jobs.c.workflow_uuid)
        .where(jobs.c.workflow_uuid.in_(sa.bindparam("ids", expanding=True)))
    )


def _due(jobs: sa.TableClause) -> sa.ColumnElement[int]:
    return sa.func.coalesce(jobs.c.delay_until_epoch_ms, jobs.c.created_at)


def _jobs(dialect: str) -> sa.TableClause:
    names = (
        "workflow_uuid",
        "status",
        "queue_name",
        "created_at",
        "delay_until_epoch_ms",
        "recovery_attempts",
    )
    return _table(dialect, "workflow_status", names)


def _table(dialect: str, name: str, columns: Iterable[str]) -> sa.TableClause:
    schema = None if dialect == "sqlite" else _SCHEMA
    return sa.table(name, *(sa.column(column) for column in columns), schema=schema)
