"""The App's worker in this process: what a delivery asks for is done, one job at a time, in any order."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.engines.semgrep import SemgrepEngine
from bot.judge import Judge
from bot.server.engine import Database
from bot.server.engine.newest import claim, is_superseded
from bot.server.events import understood
from bot.server.job import Follow, Job
from bot.server.service import doer
from bot.settings import Settings, load
from tests.world import World
from tests.world.delivery import Delivery

MOST_JOBS = 200
"""Jobs that one delivery may bring about in the end; more are a loop."""


class Desk:
    """Takes deliveries, and does the jobs that wait, as the queue does: one per key counts, the newest.

    Args:
        settings: the settings of a service in the world.
        database: what is remembered.
        judge: judges changes.
    """

    def __init__(self, settings: Settings, database: Database, judge: Judge) -> None:
        self._app, self._database = settings.app_id, database
        self._do = doer(settings, {}, database, judge)
        self._known: set[str] = set()
        self.waiting: list[Job] = []

    def deliver(self, delivery: Delivery) -> None:
        """Take a delivery; one that comes again asks for nothing more."""
        for job in understood(delivery.event, delivery.guid, delivery.body, self._app).jobs:
            self.accept(job)

    def accept(self, job: Job) -> None:
        """Put a job among those that wait; a job of the same id is not made twice."""
        if job.id in self._known:
            return
        self._known.add(job.id)
        if job.attempt == 0:
            with self._database.engine.begin() as connection:
                claim(connection, job)
        self.waiting.append(job)

    def work(self, choice: random.Random, most: int = MOST_JOBS) -> None:
        """Do up to so many of the jobs that wait and of those that follow, in any order."""
        for _ in range(most):
            if not self.waiting:
                return
            self.do(self.waiting.pop(choice.randrange(len(self.waiting))))
        assert most < MOST_JOBS, "the jobs bring one another about without end"

    def do(self, job: Job) -> list[Follow]:
        """Do one job; what follows waits."""
        if is_superseded(self._database.engine, job):
            return []
        follows = self._do(job)
        for follow in follows:
            self.accept(follow.job)
        return follows


@contextmanager
def desk(world: World, directory: Path) -> Iterator[Desk]:
    """A desk of its own, with a database of its own."""
    directory.mkdir(parents=True)
    settings = load({**world.environment(), "DECISIS_DATA_DIR": str(directory)})
    with Database(directory / "decisis.db") as database, SemgrepEngine(cache=directory / "semgrep") as engine:
        yield Desk(settings, database, Judge(engine))
