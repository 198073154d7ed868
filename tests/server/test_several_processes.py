"""Several processes on one PostgreSQL: who dies is taken over, and no two work on the same."""

from __future__ import annotations

import itertools
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.errors import UserError
from bot.github.place import Place
from bot.ledger import Entry, Ledger
from bot.server.engine import Database, Entrance, Inbox
from bot.server.engine.presence import LOST, Presence
from bot.server.job import Job, Kind
from tests import postgres
from tests.databases import query
from tests.forking import Forked
from tests.server.conftest import ROOT, until

SILENCE = 2
"""Seconds of silence after which a process counts as gone, in place of fifteen."""

PLACE = Place(7, 42, "acme/shop")


class Workers:
    """Processes that do jobs, by name."""

    def __init__(self, url: str, directory: Path) -> None:
        self.url, self.directory = url, directory
        self.running: dict[str, Forked] = {}

    def start(self, name: str) -> Forked:
        call = ("tests.server.worker", "work", (self.url, str(self.directory), name))
        process = Forked(call, os.environ, ROOT, self.directory / "faults")
        self.running[name] = process
        assert process.stdout.readline() == "ready\n", (self.directory / "faults").read_text()
        return process

    def hold(self, number: int, name: str) -> None:
        """A worker stays in a job about this pull request until it is let go."""
        (self.directory / f"hold-{number}-{name}").touch()

    def let_go(self, number: int, name: str) -> None:
        (self.directory / f"hold-{number}-{name}").unlink()

    def lines(self) -> list[str]:
        log = self.directory / "log"
        return log.read_text().splitlines() if log.exists() else []

    def is_idle(self) -> bool:
        return query(self.url, "SELECT 1 FROM workflow_status WHERE status IN ('ENQUEUED', 'PENDING')") == []

    def end(self) -> None:
        for process in self.running.values():
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait(10)
            process.stdout.close()


@pytest.fixture
def url(postgresql: postgres.Server) -> str:
    return postgresql.database()


@pytest.fixture
def workers(url: str, tmp_path: Path) -> Iterator[Workers]:
    made = Workers(url, tmp_path)
    yield made
    made.end()


@pytest.fixture
def accept(url: str) -> Iterator[Callable[..., None]]:
    """Puts jobs about pull requests into the queue, from a process that does none."""
    with ExitStack() as parts:
        database = parts.enter_context(Database(url, works=False))
        entrance = Entrance(database.engine)
        parts.callback(entrance.close)
        inbox = Inbox(database, entrance.accept)
        parts.callback(inbox.close)
        yield lambda *jobs: inbox.accept([Job(Kind.REVIEW, name, PLACE, number) for name, number in jobs])


@pytest.mark.threat("J3")
def test_what_a_killed_process_had_under_way_is_done_by_another(
    workers: Workers, accept: Callable[..., None]
) -> None:
    workers.hold(5, "a")
    first = workers.start("a")
    accept(("g1", 5))
    until(workers.lines)
    workers.start("b")
    first.kill()
    until(lambda: workers.lines()[1:] == ["b 5 g1 clash"])
    until(workers.is_idle)
    assert len(query(workers.url, "SELECT 1 FROM executors")) == 1


@pytest.mark.threat("J3")
def test_a_frozen_process_is_taken_over_and_ends_when_it_wakes(
    workers: Workers, accept: Callable[..., None]
) -> None:
    workers.hold(5, "a")
    first = workers.start("a")
    accept(("g1", 5))
    until(workers.lines)
    workers.start("b")
    first.send_signal(signal.SIGSTOP)
    until(lambda: workers.lines()[1:] == ["b 5 g1 clash"])
    until(workers.is_idle)
    first.send_signal(signal.SIGCONT)
    assert first.wait(20) == LOST


def test_jobs_of_one_pull_request_do_not_overlap_whoever_does_them(
    workers: Workers, accept: Callable[..., None]
) -> None:
    for name in ("a", "b", "c"):
        workers.start(name)
    rounds = itertools.count(1)

    def round_off() -> bool:
        """What is true changes, and everybody hears of it; whether all have worked and it was often."""
        now = next(rounds)
        (workers.directory / "next").write_text(str(now))
        (workers.directory / "next").rename(workers.directory / "truth")
        accept(*((f"g{now}-{number}", number) for number in range(1, 16)))
        return now >= 20 and {line.split()[0] for line in workers.lines()} == {"a", "b", "c"}

    until(round_off, 40)
    until(workers.is_idle, 40)
    assert {line.split()[3] for line in workers.lines()} == {"alone"}
    truth = (workers.directory / "truth").read_text()
    seen = {number: (workers.directory / f"seen-{number}").read_text() for number in range(1, 16)}
    assert seen == dict.fromkeys(range(1, 16), truth)


def test_a_database_that_was_away_costs_time_and_no_process(tmp_path: Path) -> None:
    with postgres.running() as server:
        workers = Workers(server.database(), tmp_path)
        try:
            for name in ("a", "b"):
                workers.hold(5, name)
                workers.start(name)
            with Database(workers.url, works=False) as database:
                entrance = Entrance(database.engine)
                inbox = Inbox(database, entrance.accept)
                inbox.accept([Job(Kind.REVIEW, "g1", PLACE, 5)])
                until(workers.lines)
                server.stop()
                server.start()
                inbox.accept([Job(Kind.REVIEW, "g2", PLACE, 6)])
                for name in ("a", "b"):
                    workers.let_go(5, name)
                until(workers.is_idle, 40)
                inbox.close()
                entrance.close()
            assert sorted(line.split()[2] for line in workers.lines()) == ["g1", "g2"]
            assert [each.poll() for each in workers.running.values()] == [None, None]
        finally:
            workers.end()


def test_a_process_that_starts_after_the_database_came_back_leaves_the_others_time_to_return(
    tmp_path: Path,
) -> None:
    with postgres.running() as server:
        url = server.database()
        with Database(url, works=False):
            first = Presence(url, "one", silence=600)
        first.close()
        newcomer = Presence(url, "two", silence=5)
        assert newcomer.gone() == []
        until(lambda: newcomer.gone() == ["one"])
        newcomer.close()


def test_a_lock_keeps_out_other_processes_until_its_holder_is_gone(url: str) -> None:
    with Database(url) as one, Database(url) as other:
        entered = threading.Event()

        def enter() -> None:
            with other.locks.hold("42@head"):
                entered.set()

        with one.locks.hold("42@head"), other.locks.hold("42@another"):
            waiter = threading.Thread(target=enter)
            waiter.start()
            assert not entered.wait(0.5)
            assert one.locks.still("42@head")
        assert entered.wait(10)
        waiter.join()


def test_a_lock_whose_session_was_ended_does_not_count_any_more(url: str) -> None:
    ended: list[int] = []
    with Database(url, works=False):
        presence = Presence(url, "one", ended.append, silence=600)
        with presence.hold("42@head"):
            assert presence.holds("42@head")
            query(url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
            assert not presence.holds("42@head")
        presence.close()


@pytest.mark.threat("J4")
def test_writers_in_several_processes_make_one_chain(url: str, tmp_path: Path) -> None:
    calls = [("tests.server.worker", "write_records", (url, number)) for number in (1, 2, 3)]
    writers = [Forked(call, os.environ, ROOT, tmp_path / "faults") for call in calls]
    assert [each.wait(60) for each in writers] == [0, 0, 0]
    for each in writers:
        each.stdout.close()
    with Database(url, works=False) as database:
        ledger = Ledger(database.engine)
        assert len(ledger.records()) == 120
        ledger.verify()
        ledger.record(Entry(42, 1, "0" * 40, "b" * 40, "c" * 64, "e", "success", "{}"))
        assert len(ledger.records()) == 120


def test_every_commit_reaches_the_disk_before_it_counts(url: str) -> None:
    with Database(url) as database, database.engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
        assert connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar() == "10s"


def test_a_database_that_cannot_be_reached_is_told_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        Database(f"postgresql://decisis:hunter2@/decisis?host={tmp_path}")
    assert "hunter2" not in str(caught.value)
    assert "postgresql+" not in str(caught.value)
    assert "`DECISIS_DATABASE_URL`" in str(caught.value)
    assert os.fspath(tmp_path) in str(caught.value)


@pytest.mark.threat("J3")
def test_a_job_that_waits_for_another_process_outlives_its_own(
    workers: Workers, accept: Callable[..., None]
) -> None:
    with Database(workers.url) as other:
        with other.locks.hold("job 42#5"):
            worker = workers.start("a")
            accept(("g1", 5))
            until(lambda: query(workers.url, "SELECT 1 FROM workflow_status WHERE status = 'PENDING'"))
            worker.terminate()
            worker.wait(30)
        assert workers.lines() == []
        workers.start("b")
        until(lambda: workers.lines() == ["b 5 g1 alone"])
        until(workers.is_idle)
