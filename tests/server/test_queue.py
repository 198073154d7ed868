"""The durable queue: one job per key at a time, the newest counts, a killer is set aside, nothing is lost."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from threading import Event, Lock

import psycopg
import pytest
import sqlalchemy as sa

from bot.github.place import Place
from bot.server.engine import MOST_AT_ONCE, AlreadyRunning, Database, Delivery, Inbox, OtherVersion, Queue
from bot.server.engine.backlog import backlog
from bot.server.engine.crashes import begin
from bot.server.engine.newest import places
from bot.server.engine.queue import MOST_CRASHES
from bot.server.engine.tables import DELIVERIES
from bot.server.job import Follow, Job, Kind
from bot.sql import sqlite_url
from tests.forking import Forked
from tests.server.conftest import ROOT, until

PLACE = Place(7, 42, "acme/shop")


def review(delivery: str, number: int = 5) -> Job:
    return Job(Kind.REVIEW, delivery, PLACE, number)


class Work:
    """A queue with a handler that remembers what it did."""

    def __init__(
        self,
        database: Database,
        handler: Callable[[Job], list[Follow]] | None = None,
        concurrency: int = MOST_AT_ONCE,
    ) -> None:
        self.database = database
        self.done: list[Job] = []
        self._handler, self._lock = handler, Lock()
        self.queue = Queue(database, self._do, concurrency)
        self.queue.start()
        self.inbox = Inbox(database, self.queue.accept)

    def _do(self, job: Job) -> list[Follow]:
        follows = self._handler(job) if self._handler else []
        with self._lock:
            self.done.append(job)
        return follows

    def close(self) -> None:
        self.inbox.close()
        self.queue.stop(5)


@pytest.fixture
def working(database_url: str) -> Iterator[Callable[..., Work]]:
    opened: list[Work] = []
    with Database(database_url) as database:

        def start(
            handler: Callable[[Job], list[Follow]] | None = None, concurrency: int = MOST_AT_ONCE
        ) -> Work:
            opened.append(Work(database, handler, concurrency))
            return opened[-1]

        yield start
        for work in opened:
            work.close()


def test_a_delivery_is_stored_with_its_job_and_the_job_is_done(working: Callable[..., Work]) -> None:
    work = working()
    work.inbox.store(Delivery("g1", "pull_request", 1.0, b"{}", jobs=(review("g1"),))).result(10)
    until(lambda: work.done)
    assert work.done == [review("g1")]
    assert work.queue.is_alive
    assert work.inbox.is_alive


def test_a_job_is_done_once_however_often_it_is_asked_for(working: Callable[..., Work]) -> None:
    work = working()
    for _ in range(5):
        work.inbox.accept([review("g1")])
    work.inbox.accept([review("g2", 6)])
    until(lambda: len(work.done) == 2)
    work.inbox.accept([review("g3", 7)])
    until(lambda: len(work.done) == 3)
    assert sorted(job.delivery for job in work.done) == ["g1", "g2", "g3"]


def test_jobs_of_one_pull_request_never_overlap_and_others_do_not_wait(working: Callable[..., Work]) -> None:
    running: set[str] = set()
    overlaps: list[str] = []
    first, other = Event(), Event()

    def handler(job: Job) -> list[Follow]:
        if job.key in running:
            overlaps.append(job.key)
        running.add(job.key)
        if job.delivery == "g1":
            first.set()
            assert other.wait(10)
        if job.delivery == "other":
            other.set()
        running.discard(job.key)
        return []

    work = working(handler)
    work.inbox.accept([review("g1")])
    assert first.wait(10)
    work.inbox.accept([review("g2"), review("other", 6)])
    until(lambda: len(work.done) == 3)
    assert overlaps == []
    assert [job.delivery for job in work.done if job.number == 5] == ["g1", "g2"]


def rows(database: Database) -> int:
    """How many jobs ever entered the queue."""
    schema = "" if database.engine.dialect.name == "sqlite" else "dbos."
    with database.engine.connect() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {schema}workflow_status").scalar() or 0)


def open_jobs(database: Database) -> int:
    """How many jobs are not done."""
    found = backlog(database.engine)
    return found.waiting + found.running


class Blocked:
    """Work whose first job, about another pull request, waits in the only place of its installation."""

    def __init__(self, working: Callable[..., Work]) -> None:
        self._begun, self._go = Event(), Event()
        self.work = working(self._handler, 2)
        self.work.inbox.accept([review("first", 1)])
        assert self._begun.wait(10)

    def _handler(self, job: Job) -> list[Follow]:
        if job.delivery == "first":
            self._begun.set()
            assert self._go.wait(10)
        return []

    def done(self) -> list[Job]:
        """What was done about the pull request in the end."""
        self._go.set()
        until(lambda: not open_jobs(self.work.database))
        return [job for job in self.work.done if job.number == 5]


def test_what_is_asked_for_while_the_same_waits_enters_no_queue(working: Callable[..., Work]) -> None:
    blocked = Blocked(working)
    for number in range(5):
        blocked.work.inbox.accept([review(f"g{number}"), review(f"h{number}")])
    assert rows(blocked.work.database) == 2
    assert blocked.done() == [review("g0")]
    blocked.work.inbox.accept([review("later")])
    until(lambda: blocked.work.done[-1] == review("later"))


def test_what_asks_for_more_takes_the_place_of_what_waits(working: Callable[..., Work]) -> None:
    blocked = Blocked(working)
    forced = replace(review("g2"), forced=True)
    blocked.work.inbox.accept([review("g1")])
    blocked.work.inbox.accept([forced])
    assert blocked.done() == [forced]


def test_a_job_that_comes_while_the_same_runs_is_done_after_it(working: Callable[..., Work]) -> None:
    begun, go = Event(), Event()

    def handler(job: Job) -> list[Follow]:
        if job.delivery == "first":
            begun.set()
            assert go.wait(10)
        return []

    work = working(handler)
    work.inbox.accept([review("first")])
    assert begun.wait(10)
    work.inbox.accept([review("second")])
    go.set()
    until(lambda: len(work.done) == 2)
    assert work.done == [review("first"), review("second")]


def test_a_job_that_a_dead_process_had_begun_does_not_do_for_what_came_since(
    working: Callable[..., Work],
) -> None:
    blocked = Blocked(working)
    blocked.work.inbox.accept([review("g1")])
    schema = "" if blocked.work.database.engine.dialect.name == "sqlite" else "dbos."
    with blocked.work.database.engine.begin() as connection:
        change = "SET recovery_attempts = 1 WHERE workflow_uuid LIKE 'g1/%%'"
        connection.exec_driver_sql(f"UPDATE {schema}workflow_status {change}")
    blocked.work.inbox.accept([review("g2")])
    assert blocked.done() == [review("g2")]


def test_an_attempt_that_a_newer_job_has_replaced_does_not_enter_the_queue(
    working: Callable[..., Work],
) -> None:
    work = working(lambda job: [Follow(job.failed(1.0))] if job.delivery == "g1" and answered() else [])
    answered = lambda: work.inbox.accept([review("g2")]) is None  # noqa: E731
    work.inbox.accept([review("g1")])
    until(lambda: len(work.done) == 2)
    assert work.done == [review("g1"), review("g2")]
    assert rows(work.database) == 2


def test_a_job_that_is_put_back_is_done_again_after_its_pause(working: Callable[..., Work]) -> None:
    times: list[float] = []

    def handler(job: Job) -> list[Follow]:
        times.append(time.monotonic())
        return [Follow(job.failed(1.0), 1.0)] if job.attempt < 2 else []

    work = working(handler)
    work.inbox.accept([review("g1")])
    until(lambda: len(work.done) == 3)
    assert [job.failures for job in work.done] == [0, 1, 2]
    assert all(after - before >= 0.9 for before, after in pairwise(times))


def test_repositories_are_remembered_under_their_last_name(
    working: Callable[..., Work],
) -> None:
    work = working()
    work.inbox.accept([review("g1")])
    work.inbox.accept([replace(review("g2"), place=Place(8, 42, "acme/store"))])
    until(lambda: work.done)
    assert places(work.database.engine) == [Place(8, 42, "acme/store")]


def test_one_bad_row_does_not_cost_the_others_their_place(database_url: str) -> None:
    with Database(database_url) as database:

        def accept(_connection: sa.Connection, jobs: Sequence[Job]) -> None:
            if any(job.delivery == "bad" for job in jobs):
                raise ValueError("no")

        inbox = Inbox(database, accept)
        names = [f"g{number}" for number in range(40)]
        names.insert(20, "bad")
        stored = [inbox.store(Delivery(name, "x", 1.0, b"{}", jobs=(review(name),))) for name in names]
        failed = [name for name, future in zip(names, stored, strict=True) if future.exception(10)]
        inbox.close()
        with database.engine.connect() as connection:
            found = set(connection.execute(sa.select(DELIVERIES.c.guid)).scalars())
    assert failed == ["bad"]
    assert found == set(names) - {"bad"}


def test_many_senders_at_once_are_all_stored(database_url: str) -> None:
    with Database(database_url) as database:
        inbox = Inbox(database, lambda _connection, _jobs: None)
        with ThreadPoolExecutor(16) as pool:
            futures = list(pool.map(lambda n: inbox.store(Delivery(f"g{n}", "x", 1.0, b"{}")), range(500)))
        for future in futures:
            future.result(20)
        inbox.close()
        with database.engine.connect() as connection:
            count = connection.execute(sa.select(sa.func.count()).select_from(DELIVERIES)).scalar()
    assert count == 500


def test_every_commit_reaches_the_disk_before_it_counts(tmp_path: Path) -> None:
    with Database(sqlite_url(tmp_path / "decisis.db")) as database, database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        now = connection.exec_driver_sql("SELECT unixepoch('subsec')").scalar()
        assert abs(float(now or 0) - time.time()) < 60


@pytest.mark.threat("J4")
def test_a_second_process_on_the_database_is_refused(tmp_path: Path) -> None:
    with (
        Database(sqlite_url(tmp_path / "decisis.db")),
        pytest.raises(AlreadyRunning, match="another process"),
    ):
        Database(sqlite_url(tmp_path / "decisis.db"))
    Database(sqlite_url(tmp_path / "decisis.db")).close()


def test_open_jobs_of_another_version_are_not_left_lying(database_url: str) -> None:
    with Database(database_url) as database:
        work = Work(database)
        work.inbox.accept([review("g1")])
        until(lambda: work.done)
        work.close()
        with database.engine.begin() as connection:
            schema = "" if database.engine.dialect.name == "sqlite" else "dbos."
            change = f"UPDATE {schema}workflow_status SET status = 'ENQUEUED', application_version = '0'"
            connection.exec_driver_sql(change)
        queue = Queue(database, lambda _job: [])
        with pytest.raises(OtherVersion, match="1 jobs of another version"):
            queue.start()
        queue.stop(0)


def test_a_connection_in_use_is_closed_when_it_is_given_back_to_a_closed_database(database_url: str) -> None:
    with Database(database_url, works=False) as database:
        connection = database.engine.connect()
        connection.exec_driver_sql("SELECT 1")
        raw = connection.connection.dbapi_connection
    connection.close()
    assert raw is not None
    with pytest.raises((sqlite3.ProgrammingError, psycopg.OperationalError), match="closed"):
        raw.cursor().execute("SELECT 1")


def test_work_that_kills_its_process_is_given_up_though_the_job_is_a_new_one(
    database_url: str, tmp_path: Path
) -> None:
    runs = tmp_path / "runs"
    for start in range(MOST_CRASHES + 3):
        call = ("tests.server.worker", "be_killed", (database_url, str(runs), f"g{start}"))
        process = Forked(call, os.environ, ROOT, tmp_path / "faults")
        code, said = process.wait(60), process.stdout.read()
        process.stdout.close()
        if code == 0:
            break
    assert "given up 42#5" in said, (tmp_path / "faults").read_text()[-2_000:]
    kinds = runs.read_text().splitlines()
    assert kinds[:MOST_CRASHES] == ["review"] * MOST_CRASHES
    assert "review" not in kinds[MOST_CRASHES:]


def test_what_was_under_way_when_a_process_died_is_done_one_after_the_other(database_url: str) -> None:
    at_work: list[int] = []
    most, nobody_comes = [0], Event()

    def handler(job: Job) -> list[Follow]:
        at_work.append(job.number)
        most[0] = max(most[0], len(at_work))
        if job.delivery.startswith("suspect"):
            nobody_comes.wait(0.05)
        else:
            until(lambda: most[0] > 1)
        at_work.remove(job.number)
        return []

    with Database(database_url) as database:
        for number in range(6):
            begin(database.engine, review("", number).key)
        work = Work(database, handler)
        work.inbox.accept([review(f"suspect-{number}", number) for number in range(6)])
        until(lambda: len(work.done) == 6)
        assert most == [1]
        work.inbox.accept([review(f"cleared-{number}", number) for number in range(6)])
        until(lambda: len(work.done) == 12)
        assert most[0] > 1
        work.close()


def test_what_is_older_than_it_is_kept_is_forgotten(
    working: Callable[..., Work], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.server.engine.queue.MOST_FORGOTTEN", 2)
    work, now = working(), time.time()
    month = 31 * 24 * 3600
    old = [work.inbox.store(Delivery(f"old-{n}", "star", now - month, b"{}")) for n in range(5)]
    for stored in (*old, work.inbox.store(Delivery("new", "star", now, b"{}"))):
        stored.result(10)
    work.queue.prune()
    with work.database.engine.connect() as connection:
        assert connection.execute(sa.select(DELIVERIES.c.guid)).scalars().all() == ["new"]
