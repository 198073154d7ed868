"""The durable queue: a thin layer over DBOS Transact that uses it the way it was measured to hold.

What is done here on purpose: one engine object of our own, JSON instead of pickle, a version that does not
change with the source, a partition for every installation (none can take all places, and a job without one
would never run), a lock of our own for jobs about the same thing, a count of our own of the processes that a
job has killed instead of a hundred attempts, taking up again what broke off because disk or database took
nothing, and, where several processes share the work, taking over what one that is gone had under way.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig
from dbos import Queue as DbosQueue

from bot.server.account import about
from bot.server.engine import crashes, newest
from bot.server.engine.backlog import QUEUE
from bot.server.engine.database import Database
from bot.server.engine.entrance import (
    MOST_AT_ONCE,
    NAME,
    VERSION,
    WORKFLOW,
    Entrance,
    Json,
    most_of_one,
)
from bot.server.engine.tables import DELIVERIES
from bot.server.job import Follow, Job, Kind
from bot.sql import take_turn

MOST_CRASHES = 3
"""Processes that work on one thing may kill before it is given up."""

MOST_ATTEMPTS = 100
"""How often a job is begun at all; what kills processes has ended long before, by `MOST_CRASHES`."""

LOOK_SECONDS = 2.0
"""How often this process looks for jobs that broke off; one that did is begun again after twice that."""

KEPT = timedelta(days=30)
"""How long deliveries and finished jobs are kept; the ledger is the record, not they."""

MOST_FORGOTTEN = 200
"""Deliveries that are forgotten in one transaction."""

LISTEN_SECONDS = 0.1
"""How often DBOS looks for notifications, of which there are none here; a stop waits for one look."""

_BESIDE_THE_VERDICT = frozenset((Kind.ASK, Kind.BACKTEST, Kind.MERGED, Kind.POLICY, Kind.ANCHOR))
"""Jobs without which every verdict stands as it is: they are dropped where a verdict would be given up."""

_log = logging.getLogger(__name__)


class Undone(BaseException):
    """A job broke off because disk or database took nothing; it is done again as if it had not been begun.

    It is no `Exception`, because the engine would record one as what the job came to.
    """


class _Running:
    """The jobs that run in this process, by the engine's name for them."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._lock = threading.Lock()

    @property
    def names(self) -> frozenset[str]:
        """Those that run now."""
        with self._lock:
            return frozenset(self._names)

    @contextmanager
    def doing(self, name: str) -> Iterator[None]:
        """One of them runs."""
        with self._lock:
            self._names.add(name)
        try:
            yield
        finally:
            with self._lock:
                self._names.discard(name)


Handler = Callable[[Job], Iterable[Follow]]
"""Does a job, again if the process died in it, and says which jobs follow."""


class Queue:
    """The queue and its workers, one per process.

    Args:
        database: the database.
        handler: does a job and says which jobs follow. It must not raise for anything that can happen.
        concurrency: jobs that this process does at a time, whatever others do.
        refusal: tells why the disk takes nothing, empty if it does.
    """

    def __init__(
        self,
        database: Database,
        handler: Handler,
        concurrency: int = MOST_AT_ONCE,
        refusal: Callable[[], str] = str,
    ) -> None:
        self._database, self._engine, self._concurrency = database, database.engine, concurrency
        self._refusal = refusal
        self._running = _Running()
        self._may_begin = True
        self._survived: dict[str, str] = {}
        self._stopping = threading.Event()
        self._entrance: Entrance | None = None
        self._heir = threading.Thread(target=self._inherit, name="heir", daemon=True)
        self._finder = threading.Thread(target=self._find, name="finder", daemon=True)
        logging.getLogger("dbos").addHandler(logging.NullHandler())
        config = DBOSConfig(
            name=NAME,
            system_database_engine=self._engine,
            serializer=Json(),
            application_version=VERSION,
            executor_id=database.executor,
            log_level="WARNING",
            enable_otlp=False,
            scheduler_polling_interval_sec=3600.0,
            notification_listener_polling_interval_sec=LISTEN_SECONDS,
        )
        self._dbos = DBOS(config=config)

        @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=MOST_ATTEMPTS)
        def run(value: dict[str, Any]) -> str:
            job, name = Job.from_json(value), str(DBOS.workflow_id)
            with self._running.doing(name), about(job):
                try:
                    return self._run(job, handler)
                except (Exception, Undone) as fault:
                    if not self._is_undone(fault):
                        raise
                    self._survived[name] = job.key
                    _log.exception("a job broke off and is done again", extra={"job": job.id})
                    raise Undone from fault

    def start(self) -> None:
        """Start the workers; jobs that were under way when the last process ended are taken up again.

        Raises:
            OtherVersion: open jobs of another version are in the database.
        """
        self._entrance = Entrance(self._engine, self._concurrency)
        DBOS.launch()
        self._limit()
        self._spare_looks()
        self._finder.start()
        if self._database.presence is not None:
            self._heir.start()

    def _limit(self) -> None:
        """Let this process's own numbers count, and none while deliveries wait.

        The queue engine asks before each look for jobs. The numbers in the database are of whoever started
        last, and nobody else changes them: they are read once.
        """
        system = self._dbos._sys_db  # noqa: SLF001 - DBOS has no number of a process's own
        read = system.get_queue
        found: list[DbosQueue] = []

        def own(name: str, **options: Any) -> DbosQueue | None:
            if name != QUEUE:
                return read(name, **options)
            if not found and (queue := read(name, **options)) is not None:
                found.append(queue)
            for queue in found:
                self._may_begin = self._database.door.lets_begin()
                queue._worker_concurrency = self._concurrency if self._may_begin else 0  # noqa: SLF001
                queue._partition_worker_concurrency = most_of_one(self._concurrency)  # noqa: SLF001
                return queue
            return None

        vars(system)["get_queue"] = own

    def _spare_looks(self) -> None:
        """Have the queue engine look for jobs nowhere while there can be none."""
        system, active = self._dbos._sys_db, self._dbos._active_workflows_set  # noqa: SLF001 - likewise
        places = system.dequeue_scopes

        def some(name: str) -> list[str | None]:
            running = active.count_for_queue(QUEUE)
            if name == QUEUE and not self._database.looks.worth_it(
                running=running, may_begin=self._may_begin
            ):
                return []
            return places(name)

        vars(system)["dequeue_scopes"] = some

    def _run(self, job: Job, handler: Handler) -> str:
        locks = self._database.locks
        with locks.hold(f"job {job.key}"):
            if newest.is_superseded(self._engine, job):
                return "superseded"
            # one suspect at a time, so that the next death is not laid at the door of all of them
            alone = locks.hold("suspect") if crashes.suspected(self._engine, job.key) else nullcontext()
            with alone:
                return self._do(job, handler)

    def _do(self, job: Job, handler: Handler) -> str:
        if newest.is_superseded(self._engine, job):
            return "superseded"
        key = job.key
        if crashes.begin(self._engine, key) >= MOST_CRASHES:
            _log.error("work on this has killed the process too often", extra={"job": job.id})
            if job.kind in _BESIDE_THE_VERDICT:
                crashes.end(self._engine, key)
                return "dropped"
            job = replace(job, kind=Kind.GIVE_UP)
        try:
            follows: list[dict[str, Any]] = DBOS.run_step({"name": job.kind}, self._handled, job, handler)
        finally:
            crashes.end(self._engine, key)
        for value in follows:
            DBOS.run_step({"name": "follow"}, self._follow, Follow.from_json(value))
        return "done"

    def _handled(self, job: Job, handler: Handler) -> list[dict[str, Any]]:
        """Do it as a step; what is raised is recorded as what it came to, unless it is `Undone`."""
        try:
            return [follow.to_json() for follow in handler(job)]
        except Exception as fault:
            if self._is_undone(fault):
                raise Undone from fault
            raise

    def _is_undone(self, fault: BaseException) -> bool:
        """Whether what was raised is no answer of the job's, but disk or database that take nothing."""
        return isinstance(fault, (Undone, sa.exc.OperationalError)) or bool(self._refusal())

    @property
    def is_alive(self) -> bool:
        """Whether the thread that starts jobs runs."""
        return any(thread.name == f"queue-worker-{QUEUE}" for thread in threading.enumerate())

    @property
    def entrance(self) -> Entrance:
        """Where jobs enter, once the queue has started."""
        if self._entrance is None:
            raise RuntimeError("the queue has not started")
        return self._entrance

    def accept(self, connection: sa.Connection, jobs: Sequence[Job], delay: float = 0.0) -> None:
        """Put jobs into the queue within a transaction, see `Entrance.accept`."""
        self.entrance.accept(connection, jobs, delay)

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
        self._forget_deliveries(before.timestamp())

    def _forget_deliveries(self, before: float) -> None:
        """A few at a time: whoever acknowledges one meanwhile waits for no more than that."""
        old = sa.select(DELIVERIES.c.guid, DELIVERIES.c.digest).where(DELIVERIES.c.received < before)
        while not self._stopping.is_set():
            with self._engine.connect() as connection:
                keys = [tuple(row) for row in connection.execute(old.limit(MOST_FORGOTTEN))]
            if not keys:
                return
            with self._engine.begin() as connection:
                connection.execute(
                    sa.delete(DELIVERIES).where(sa.tuple_(DELIVERIES.c.guid, DELIVERIES.c.digest).in_(keys))
                )

    def stop(self, seconds: int) -> bool:
        """Start nothing more and wait for what runs.

        Args:
            seconds: how long to wait; what is left is taken up by the next start, or by another process.

        Returns:
            Whether everything had ended.
        """
        self._stopping.set()
        for thread in (self._heir, self._finder):
            if thread.is_alive():
                thread.join()
        if self._entrance is not None:
            self._entrance.close()
        wait = seconds if self._running.names else 0
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=wait)
        return not self._running.names

    def _follow(self, follow: Follow) -> None:
        with self._engine.begin() as connection:
            take_turn(connection, "jobs")
            self.accept(connection, [follow.job], follow.delay)

    def _find(self) -> None:
        """Take up again what this process has under way by the database and does not do."""
        before: set[str] = set()
        while not self._stopping.wait(LOOK_SECONDS):
            try:
                if not self._refusal():
                    lost = self._lost()
                    for name in sorted(lost & before):  # what was seen once may be about to begin, or to end
                        self._hand_back(name)
                    before = lost
            except Exception:  # noqa: BLE001 - whatever the database raised, the next look may go better
                _log.exception("could not look for jobs that broke off")

    def _lost(self) -> set[str]:
        system, executor = self._dbos._sys_db, self._database.executor  # noqa: SLF001
        return {
            one.workflow_id for one in system.get_pending_workflows(executor, VERSION)
        } - self._running.names

    def _hand_back(self, name: str) -> None:
        """Put a job that broke off back into the queue; this process has outlived it."""
        if (key := self._survived.pop(name, None)) is not None:
            crashes.end(self._engine, key)
        executors = [self._database.executor]
        if self._dbos._sys_db.reenqueue_for_recovery(name, executors, QUEUE):  # noqa: SLF001
            _log.warning("a job that broke off is done again", extra={"job": name})

    def _inherit(self) -> None:
        """Take over what processes that are gone had under way."""
        presence = self._database.presence
        while presence is not None:
            try:
                for name in presence.gone():
                    taken = DBOS._recover_pending_workflows([name])  # noqa: SLF001 - the public one forgets attempts
                    _log.warning(
                        "took over from a process that is gone", extra={"executor": name, "jobs": len(taken)}
                    )
                    presence.bury(name)
            except Exception:  # noqa: BLE001 - whatever the database raised, the next look may go better
                _log.exception("could not look for processes that are gone")
            if self._stopping.wait(presence.pause):
                return
