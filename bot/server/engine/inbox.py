"""Deliveries on their way into the database: one writer, many deliveries per commit."""

from __future__ import annotations

import hashlib
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any

import sqlalchemy as sa

from bot.server.engine.database import Database
from bot.server.engine.tables import DELIVERIES
from bot.server.job import Job
from bot.sql import take_turn

MOST_PER_COMMIT = 64
"""Deliveries that share one commit at most."""

ROOM = 130_000_000
"""Bytes of deliveries that may wait to be stored; what comes beyond is refused and can be sent again."""

Accept = Callable[[sa.Connection, Sequence[Job]], None]
"""Put jobs into the queue within the caller's transaction."""

_DIGESTS = sa.select(DELIVERIES.c.guid, DELIVERIES.c.digest).where(
    DELIVERIES.c.guid.in_(sa.bindparam("guids", expanding=True))
)
_STORE = sa.insert(DELIVERIES)

_log = logging.getLogger(__name__)


class Full(Exception):
    """More waits to be stored than this process may hold."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook delivery whose signature held.

    Attributes:
        guid: GitHub's id of the event, `X-GitHub-Delivery`.
        event: its kind, `X-GitHub-Event`.
        received: seconds since 1970.
        body: the bytes as they came.
        flag: why it could not be understood, empty if it was.
        jobs: what is to be done about it.
    """

    guid: str
    event: str
    received: float
    body: bytes
    flag: str = ""
    jobs: tuple[Job, ...] = ()


class Inbox:
    """Stores deliveries and their jobs in one transaction each batch.

    Args:
        database: the database.
        accept: puts jobs into the queue.
        room: bytes of deliveries that may wait; one is taken in any case.
    """

    def __init__(self, database: Database, accept: Accept, room: int = ROOM) -> None:
        self._engine, self._door, self._accept = database.engine, database.door, accept
        self._room, self._held, self._counting = room, 0, Lock()
        self._waiting: SimpleQueue[tuple[Delivery, Future[None]] | None] = SimpleQueue()
        self._writer = Thread(target=self._write, name="inbox", daemon=True)
        self._writer.start()

    @property
    def is_alive(self) -> bool:
        """Whether the writer runs."""
        return self._writer.is_alive()

    def store(self, delivery: Delivery) -> Future[None]:
        """Hand over a delivery.

        Returns:
            A future that is done once the delivery and its jobs are on the disk.

        Raises:
            Full: it was not taken.
        """
        with self._counting:
            if self._held and self._held + len(delivery.body) > self._room:
                raise Full
            self._held += len(delivery.body)
        done: Future[None] = Future()
        done.set_running_or_notify_cancel()  # whoever waits may go away: what was handed over is stored
        self._door.came()
        self._waiting.put((delivery, done))
        return done

    def accept(self, jobs: Iterable[Job]) -> None:
        """Put jobs into the queue that no delivery asked for; each replaces older ones of its key."""
        with self._engine.begin() as connection:
            take_turn(connection, "jobs")
            self._accept(connection, list(jobs))

    def close(self) -> None:
        """Store what is waiting, then stop."""
        self._waiting.put(None)
        self._writer.join()

    def _write(self) -> None:
        while (first := self._waiting.get()) is not None:
            batch, is_last = [first], False
            while len(batch) < MOST_PER_COMMIT and not is_last:
                try:
                    more = self._waiting.get_nowait()
                except Empty:
                    break
                if more is None:
                    is_last = True
                else:
                    batch.append(more)
            try:
                self._commit(batch)
            finally:
                self._door.served(len(batch))
                with self._counting:
                    self._held -= sum(len(delivery.body) for delivery, _ in batch)
            if is_last:
                return

    def _commit(self, batch: Sequence[tuple[Delivery, Future[None]]]) -> None:
        try:
            with self._engine.begin() as connection:
                take_turn(connection, "jobs")
                self._insert(connection, [delivery for delivery, _ in batch])
        except Exception as error:  # noqa: BLE001 - one bad row must not cost the others their place
            if len(batch) > 1:
                for entry in batch:
                    self._commit([entry])
                return
            _log.exception("a delivery could not be stored", extra={"delivery": batch[0][0].guid})
            batch[0][1].set_exception(error)
            return
        for _, done in batch:
            done.set_result(None)

    def _insert(self, connection: sa.Connection, batch: Sequence[Delivery]) -> None:
        """Store what is new of a batch in a handful of statements, however many deliveries there are."""
        known = defaultdict[str, set[str]](set)
        for guid, digest in connection.execute(_DIGESTS, {"guids": [one.guid for one in batch]}):
            known[guid].add(digest)
        rows: list[dict[str, Any]] = []
        jobs: list[Job] = []
        for delivery in batch:
            digest = hashlib.sha256(delivery.body).hexdigest()
            digests = known[delivery.guid]
            if digest in digests:
                continue
            flag, asked = delivery.flag, delivery.jobs
            if digests:
                _log.warning("a delivery came again with another body", extra={"delivery": delivery.guid})
                flag = flag or "another body under a known GUID"
                asked = tuple(replace(job, delivery=f"{job.delivery}-{digest[:12]}") for job in asked)
            digests.add(digest)
            jobs += asked
            rows.append(
                {
                    "guid": delivery.guid,
                    "digest": digest,
                    "event": delivery.event,
                    "received": delivery.received,
                    "flag": flag,
                    "body": delivery.body,
                }
            )
        if rows:
            connection.execute(_STORE, rows)
            self._accept(connection, jobs)
