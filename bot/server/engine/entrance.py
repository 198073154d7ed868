"""Where jobs enter the queue, for processes that do jobs and for those that only take deliveries."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, EnqueueOptions, Serializer

from bot.errors import UserError
from bot.server.engine import newest
from bot.server.engine.backlog import QUEUE, entered
from bot.server.engine.joining import Known, joined, predecessors
from bot.server.job import Job

VERSION = "1"
"""Raised only when the steps of a job change in a way that a job under way cannot follow."""

NAME = "decisis"
WORKFLOW = "job"
POLL_SECONDS = 0.1
"""Each look costs about 4 ms of processor time, and a verdict waits for half an interval."""

MOST_AT_ONCE = 4
"""Jobs that a process does at a time, unless it is told otherwise."""

_OPEN = ["ENQUEUED", "PENDING", "DELAYED"]


def most_of_one(concurrency: int) -> int:
    """How many of the jobs that a process does at a time may be one installation's: one place stays free.

    Args:
        concurrency: jobs that the process does at a time.
    """
    return max(1, concurrency - 1)


class OtherVersion(UserError):
    """Jobs of another version of Decisis are still open; this one would never touch them."""


class RecordedError(Exception):
    """An error that a job ended with, as far as the database remembers it."""


class Json(Serializer):
    """Values as JSON; pickle would run what it reads."""

    def serialize(self, data: Any) -> str:
        """The text of a value; of an error its name and what it says."""
        if isinstance(data, BaseException):
            data = {"error": [type(data).__name__, str(data)[:500]]}
        return json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)

    def deserialize(self, serialized_data: str) -> Any:
        """The value of a text."""
        data = json.loads(serialized_data)
        if isinstance(data, dict) and set(data) == {"error"}:
            return RecordedError(": ".join(data["error"]))
        return data

    def name(self) -> str:
        """What the database calls this form."""
        return "decisis_json"


class Entrance:
    """The entrance to the queue.

    Args:
        engine: the database.
        concurrency: jobs that a process does at a time which is not told otherwise.

    Raises:
        OtherVersion: open jobs of another version are in the database.
    """

    def __init__(self, engine: sa.Engine, concurrency: int = MOST_AT_ONCE) -> None:
        # the queue must be there before the launch: its workers look for new ones once a second only
        DBOS.migrate(engine.url.render_as_string(hide_password=False))
        self._client = DBOSClient(system_database_engine=engine, serializer=Json(), application_name=NAME)
        self._client.register_queue(
            QUEUE,
            worker_concurrency=concurrency,
            partition_worker_concurrency=most_of_one(concurrency),
            polling_interval_sec=POLL_SECONDS,
            application_name=NAME,
        )
        foreign = [
            status.workflow_id
            for status in self._client.list_workflows(status=_OPEN, load_input=False, load_output=False)
            if status.app_version != VERSION
        ]
        if foreign:
            self._client.destroy()
            raise OtherVersion(
                f"{len(foreign)} jobs of another version of Decisis are still open",
                "start that version once more until they are done",
            )

    def accept(self, connection: sa.Connection, jobs: Sequence[Job], delay: float = 0.0) -> None:
        """Put jobs into the queue within a transaction; a job of the same id is not made twice.

        From now on each is the one of its key that counts, unless it is another attempt, or joins one that
        waits, see `bot.server.engine.joining`.

        Args:
            connection: the transaction; whoever accepts jobs takes turns.
            jobs: the jobs in the order in which they were asked for.
            delay: seconds before they may start.
        """
        if not jobs:
            return
        accepted = joined(jobs, self._known(connection, jobs))
        newest.claim(connection, accepted.claims)
        newest.remember(connection, (job for job in jobs if job.attempt == 0))
        for job in accepted.entering:
            self._enter(connection, job, delay)

    def _known(self, connection: sa.Connection, jobs: Sequence[Job]) -> Known:
        """What the database knows of jobs and of those that they may join."""
        standing = newest.deliveries(connection, (job.key for job in jobs))
        found = entered(connection, predecessors(jobs, standing) | {job.id for job in jobs})
        waiting = {job: _handed_over(text) for job, text in found.items() if text is not None}
        return Known(standing, frozenset(found), waiting)

    def _enter(self, connection: sa.Connection, job: Job, delay: float) -> None:
        options = EnqueueOptions(
            workflow_name=WORKFLOW,
            queue_name=QUEUE,
            workflow_id=job.id,
            queue_partition_key=job.party,
            app_version=VERSION,
        )
        if delay > 0:
            options["delay_seconds"] = delay
        self._client.enqueue_in_transaction(connection, options, job.to_json())

    def close(self) -> None:
        """Close it."""
        self._client.destroy()


def _handed_over(text: str) -> Job:
    """The job that was handed over, from what the queue engine keeps."""
    return Job.from_json(Json().deserialize(text)["args"][0])
