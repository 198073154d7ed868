"""The durable queue: a thin layer over DBOS Transact that uses it the way it was measured to hold.

What is done here on purpose: one engine object of our own, JSON instead of pickle, a version that does not
change with the source, an executor id that stays, a partition key for every job (one without it would never
run), and a count of our own of the processes that a job has killed, instead of a hundred attempts.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, Serializer

from bot.errors import UserError
from bot.server.engine import crashes, newest
from bot.server.engine.database import DELIVERIES
from bot.server.job import Follow, Job, Kind

VERSION = "1"
"""Raised only when the steps of a job change in a way that a job under way cannot follow."""

NAME = "decisis"
MOST_AT_ONCE = 4
POLL_SECONDS = 0.1
"""Each look costs about 4 ms of processor time, and a verdict waits for half an interval."""

MOST_CRASHES = 3
"""Processes that work on one thing may kill before it is given up."""

KEPT = timedelta(days=30)
"""How long deliveries and finished jobs are kept; the ledger is the record, not they."""

_WORKFLOW = "job"
_QUEUE = "jobs"
_OPEN = ["ENQUEUED", "PENDING", "DELAYED"]

_log = logging.getLogger(__name__)


class OtherVersion(UserError):
    """Jobs of another version of Decisis are still open; this one would never touch them."""


class RecordedError(Exception):
    """An error that a job ended with, as far as the database remembers it."""


class _Json(Serializer):
    def serialize(self, data: Any) -> str:
        if isinstance(data, BaseException):
            data = {"error": [type(data).__name__, str(data)[:500]]}
        return json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)

    def deserialize(self, serialized_data: str) -> Any:
        data = json.loads(serialized_data)
        if isinstance(data, dict) and set(data) == {"error"}:
            return RecordedError(": ".join(data["error"]))
        return data

    def name(self) -> str:
        return "decisis_json"


class _Running:
    """Counts the jobs that run in this process."""

    def __init__(self) -> None:
        self.count = 0
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        with self._lock:
            self.count += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self.count -= 1


Handler = Callable[[Job], Iterable[Follow]]
"""Does a job, again if the process died in it, and says which jobs follow."""


class Queue:
    """The queue and its workers, one per process.

    Args:
        engine: the database.
        handler: does a job and says which jobs follow. It must not raise for anything that can happen.
    """

    def __init__(self, engine: sa.Engine, handler: Handler) -> None:
        self._engine = engine
        self._running = _Running()
        logging.getLogger("dbos").addHandler(logging.NullHandler())
        config = DBOSConfig(
            name=NAME,
            system_database_engine=engine,
            serializer=_Json(),
            application_version=VERSION,
            executor_id=NAME,
            log_level="WARNING",
            enable_otlp=False,
            scheduler_polling_interval_sec=3600.0,
        )
        DBOS(config=config)

        @DBOS.workflow(name=_WORKFLOW, max_recovery_attempts=3 * MOST_CRASHES)
        def run(value: dict[str, Any]) -> str:
            with self._running:
                return self._run(Job.from_json(value), handler)

    def start(self) -> None:
        """Start the workers; jobs that were under way when the last process ended are taken up again.

        Raises:
            OtherVersion: open jobs of another version are in the database.
        """
        # the queue must be there before the launch: its workers look for new ones once a second only
        DBOS.migrate(self._engine.url.render_as_string(hide_password=False))
        self._client = DBOSClient(
            system_database_engine=self._engine, serializer=_Json(), application_name=NAME
        )
        self._client.register_queue(
            _QUEUE,
            partition_concurrency=1,
            worker_concurrency=MOST_AT_ONCE,
            polling_interval_sec=POLL_SECONDS,
            application_name=NAME,
        )
        foreign = [
            status.workflow_id
            for status in self._client.list_workflows(status=_OPEN, load_input=False, load_output=False)
            if status.app_version != VERSION
        ]
        if foreign:
            raise OtherVersion(
                f"{len(foreign)} jobs of another version of Decisis are still open",
                "start that version once more until they are done",
            )
        DBOS.launch()

    def _run(self, job: Job, handler: Handler) -> str:
        if newest.is_superseded(self._engine, job):
            return "superseded"
        if crashes.begin(self._engine, job.key) >= MOST_CRASHES:
            _log.error("work on this has killed the process too often", extra={"job": job.id})
            job = replace(job, kind=Kind.GIVE_UP)
        try:
            follows: list[dict[str, Any]] = DBOS.run_step(
                {"name": job.kind}, lambda: [follow.to_json() for follow in handler(job)]
            )
        finally:
            crashes.end(self._engine, job.key)
        for value in follows:
            DBOS.run_step({"name": "follow"}, self._follow, Follow.from_json(value))
        return "done"

    @property
    def is_alive(self) -> bool:
        """Whether the thread that starts jobs runs."""
        return any(thread.name == f"queue-worker-{_QUEUE}" for thread in threading.enumerate())

    def accept(self, connection: sa.Connection, job: Job, delay: float = 0.0) -> None:
        """Put a job into the queue within a transaction; a job of the same id is not made twice.

        Args:
            connection: the transaction.
            job: the job; from now on it is the one of its key that counts, unless it is another attempt.
            delay: seconds before it may start.
        """
        if job.attempt == 0:
            newest.claim(connection, job)
        options = EnqueueOptions(
            workflow_name=_WORKFLOW,
            queue_name=_QUEUE,
            workflow_id=job.id,
            queue_partition_key=job.key,
            app_version=VERSION,
        )
        if delay > 0:
            options["delay_seconds"] = delay
        self._client.enqueue_in_transaction(connection, options, job.to_json())

    def prune(self) -> None:
        """Forget deliveries and finished jobs that are older than `KEPT`."""
        before = datetime.now(UTC) - KEPT
        done = DBOS.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            completed_before=before.isoformat(),
            limit=1_000,
            load_input=False,
            load_output=False,
        )
        if done:
            DBOS.delete_workflows([status.workflow_id for status in done])
        with self._engine.begin() as connection:
            connection.execute(sa.delete(DELIVERIES).where(DELIVERIES.c.received < before.timestamp()))

    def stop(self, seconds: int) -> bool:
        """Start nothing more and wait for what runs.

        Args:
            seconds: how long to wait; what is left is taken up by the next start.

        Returns:
            Whether everything had ended.
        """
        self._client.destroy()
        wait = seconds if self._running.count else 0
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=wait)
        return self._running.count == 0

    def _follow(self, follow: Follow) -> None:
        with self._engine.begin() as connection:
            self.accept(connection, follow.job, follow.delay)
