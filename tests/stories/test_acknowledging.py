"""Deliveries and jobs in one process: an acknowledgement goes first, and no job waits for ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from bot.github.place import Place
from bot.server.app import create_app
from bot.server.engine import Database, Door, Inbox, Queue
from bot.server.engine.door import MOST_PATIENT_SECONDS
from bot.server.engine.tables import DELIVERIES
from bot.server.job import Follow, Job, Kind
from bot.settings import load
from bot.sql import sqlite_url, take_turn
from tests.server.conftest import environment, signed, until
from tests.server.test_webhook import BODY

SEVERAL = 3
"""How often the queue looks for jobs until it counts as waiting for something."""


@dataclass
class Clock:
    """A clock that stands until it is set forward, and knows how often somebody looked at it."""

    now: float = 0.0
    looks: int = 0

    def __call__(self) -> float:
        self.looks += 1
        return self.now


@dataclass
class Counter:
    """A service with a counter for deliveries and a back room for jobs, each with a database of its own.

    So the counter can be held up by whoever writes to its database, as a slow disk would, and the queue not.

    Attributes:
        clock: by which it is patient.
        web: where deliveries come.
        accept: puts a job into the queue.
        database: that of the counter.
        done: names of what asked for the jobs that were done.
    """

    clock: Clock
    web: httpx.AsyncClient
    accept: Callable[[Job], None]
    database: Database
    done: list[str]
    _held: list[sa.Connection] = field(default_factory=list)

    def hold_up(self) -> None:
        """From now on nothing more is stored."""
        connection = self.database.engine.connect()
        take_turn(connection, "jobs")
        self._held.append(connection)

    def let_go(self) -> None:
        """From now on everything is stored again."""
        for connection in self._held:
            connection.rollback()
            connection.close()
        self._held.clear()

    def ask_for(self, name: str, number: int) -> None:
        """Put a job into the queue that no delivery of this process asked for."""
        self.accept(Job(Kind.REVIEW, name, Place(7, 42, "acme/shop"), number))

    async def post(self, guid: str) -> httpx.Response:
        """Send a delivery and wait for what is answered."""
        async with asyncio.timeout(20):
            return await self.web.post("/webhook", content=BODY, headers=signed(BODY, guid))

    async def deliver(self, guid: str) -> asyncio.Task[httpx.Response]:
        """Send a delivery; returns once it waits to be stored, and every look that began before has ended."""
        waiting = self.database.door.waiting
        answer = asyncio.create_task(self.post(guid))
        await asyncio.to_thread(until, lambda: self.database.door.waiting > waiting)
        await self.looked()
        return answer

    def stored(self) -> set[str]:
        """Ids of the deliveries that are on the disk."""
        with self.database.engine.connect() as connection:
            return set(connection.execute(sa.select(DELIVERIES.c.guid)).scalars())

    async def looked(self) -> None:
        """Wait until the queue has looked for jobs several times."""
        last = self.clock.looks + SEVERAL
        await asyncio.to_thread(until, lambda: self.clock.looks >= last)

    async def done_are(self, *names: str) -> None:
        """Wait until these jobs are done, and no others."""
        await asyncio.to_thread(until, lambda: len(self.done) >= len(names))
        await self.looked()
        assert sorted(self.done) == sorted(names)


@pytest.fixture
async def counter(database_url: str, tmp_path: Path) -> AsyncIterator[Counter]:
    clock, done = Clock(), list[str]()
    door = Door(clock)

    def do(job: Job) -> list[Follow]:
        done.append(job.delivery)
        return []

    with ExitStack() as parts:
        front = parts.enter_context(Database(sqlite_url(tmp_path / "front.db"), door=door))
        back = parts.enter_context(Database(database_url, door=door))
        queue = Queue(back, do)
        queue.start()
        parts.callback(queue.stop, 5)
        inbox = Inbox(front, lambda _connection, _jobs: None, room=2 * len(BODY))
        other = Inbox(back, queue.accept)
        parts.callback(other.close)
        parts.callback(inbox.close)
        transport = httpx.ASGITransport(create_app(load(environment(tmp_path)), inbox.store, {}))
        async with httpx.AsyncClient(transport=transport, base_url="http://decisis.test") as web:
            made = Counter(clock, web, lambda job: other.accept([job]), front, done)
            parts.callback(made.let_go)
            yield made


async def test_no_job_is_begun_while_a_delivery_waits_for_its_acknowledgement(counter: Counter) -> None:
    counter.ask_for("before", 1)
    await counter.done_are("before")
    counter.hold_up()
    answer = await counter.deliver("waits")
    counter.ask_for("meanwhile", 2)
    await counter.looked()
    assert counter.done == ["before"]
    assert not answer.done()
    counter.let_go()
    assert (await answer).status_code == 202
    await counter.done_are("before", "meanwhile")


async def test_jobs_stand_back_for_so_long_and_no_longer_however_long_deliveries_come(
    counter: Counter,
) -> None:
    counter.hold_up()
    answer = await counter.deliver("waits")
    counter.ask_for("first", 1)
    await counter.looked()
    assert counter.done == []
    counter.clock.now += MOST_PATIENT_SECONDS
    await counter.done_are("first")
    counter.ask_for("second", 2)
    await counter.looked()
    assert counter.done == ["first"]
    counter.clock.now += MOST_PATIENT_SECONDS
    await counter.done_are("first", "second")
    assert not answer.done()
    counter.let_go()
    assert (await answer).status_code == 202


async def test_what_there_is_no_room_for_is_refused_and_taken_when_it_comes_again(counter: Counter) -> None:
    counter.hold_up()
    answers = [await counter.deliver("first"), await counter.deliver("second")]
    refused = await counter.post("third")
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    counter.let_go()
    assert [(await answer).status_code for answer in answers] == [202, 202]
    assert counter.stored() == {"first", "second"}
    assert (await counter.post("third")).status_code == 202
    assert counter.stored() == {"first", "second", "third"}


async def test_a_sender_that_goes_away_costs_nobody_anything(counter: Counter) -> None:
    counter.hold_up()
    gone = await counter.deliver("gone")
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    counter.let_go()
    assert (await counter.post("next")).status_code == 202
    assert counter.stored() == {"gone", "next"}
