"""The App's worker in this process: what a delivery asks for is done, one job at a time, in any order."""

from __future__ import annotations

import itertools
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.engines.semgrep import SemgrepEngine
from bot.github.place import Place
from bot.judge import Judge
from bot.ledger.archive import Archive
from bot.server.engine import Database
from bot.server.engine.newest import claim, is_superseded, remember
from bot.server.events import understood
from bot.server.job import Follow, Job, Kind
from bot.server.service import doer
from bot.settings import Settings, load
from bot.sql import sqlite_url
from tests.world import World
from tests.world.delivery import Delivery
from tests.world.handles.repository import Repository

ROOT = Path(__file__).parents[2]
MOST_JOBS = 1_000
"""Jobs that what was delivered may bring about in the end; more are a loop."""

MOST_TIMES = 20
"""How often what is done may be told of and lead to more."""


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
                claim(connection, [job])
                remember(connection, [job])
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
def desk(world: World, directory: Path, more: Mapping[str, str] | None = None) -> Iterator[Desk]:
    """A desk of its own, with a database of its own.

    Args:
        world: the world around it.
        directory: where its data are kept.
        more: further settings.
    """
    directory.mkdir(parents=True)
    settings = load({**world.environment(), "DECISIS_DATA_DIR": str(directory), **(more or {})})
    with (
        Database(sqlite_url(directory / "decisis.db")) as database,
        SemgrepEngine(cache=directory / "semgrep") as engine,
    ):
        yield Desk(settings, database, Judge(engine))


@dataclass
class Bench:
    """A world that delivers to nobody, and a desk to which its deliveries are brought by hand."""

    world: World
    desk: Desk
    url: str
    _names: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _taken: int = 0

    def shop(self, files: Mapping[str, Any]) -> Repository:
        """A repository in an organisation of its own."""
        return self.world.repository(f"acme-{next(self._names)}/shop", files=files)

    def told(self, act: Callable[[], object]) -> list[Delivery]:
        """The deliveries that something brings about."""
        before = len(self.world.deliveries)
        act()
        return self.world.deliveries[before:]

    def gather(self) -> None:
        """Bring what was delivered since the last time, and do nothing of it yet."""
        made = self.world.deliveries
        for delivery in made[self._taken :]:
            self.desk.deliver(delivery)
        self._taken = len(made)

    def catch_up(self) -> None:
        """Do all that was delivered, and what comes of that."""
        for _ in range(MOST_TIMES):
            before = self._taken
            self.gather()
            self.desk.work(random.Random(self._taken))
            if self._taken == before:
                return
        raise AssertionError("what is done brings deliveries about without end")

    def sweep(self, repository: Repository) -> None:
        """What is done every ten minutes, whatever was delivered."""
        self.desk.accept(Job(Kind.ROUND, f"round-{self.world.core.next_id()}", place_of(repository)))


def place_of(repository: Repository) -> Place:
    """Where the App finds a repository."""
    owner, known = repository.owner.login, repository.core.state.installations.values()
    installation = next(one for one in known if one.account.login == owner and not one.deleted)
    return Place(installation.id, repository.id, repository.full_name)


@contextmanager
def bench_in(
    directory: Path, replays: int = 40, more: Callable[[World], Mapping[str, str]] = lambda _: {}
) -> Iterator[Bench]:
    """A bench whose world, at the end, was asked for nothing that GitHub does not know.

    Args:
        directory: where everything is kept.
        replays: how many of the recorded verdicts are given once more at the end, spread over all of them;
            with `DECISIS_ALL_REPLAYS=1` it is all.
        more: makes what the service finds in the world, and gives the settings that name it.
    """
    with (
        World(directory / "world", contracts=None) as world,
        desk(world, directory / "data", more(world)) as made,
    ):
        yield Bench(world, made, sqlite_url(directory / "data" / "decisis.db"))
        replay_some(world, directory, replays)
        problems = {kind: lines for kind, lines in world.problems().items() if lines and kind != "duplicate"}
        assert problems == {}


def replay_some(world: World, directory: Path, most: int) -> None:
    """Give the recorded verdicts once more, in another process with another order of hashes and elsewhere."""
    archive = Archive(sqlite_url(directory / "data" / "decisis.db"))
    records = [(number, json.loads(record)) for number, record, _ in archive.records()]
    verdicts = [(number, record) for number, record in records if record.get("inputs")]
    assert verdicts
    step = 1 if "DECISIS_ALL_REPLAYS" in os.environ else max(1, len(verdicts) // most)
    wanted = {number: record["repository"] for number, record in verdicts[::step]}
    places = {made.id: str(made.git_dir) for made in world.core.state.repositories.values()}
    told = json.dumps([[number, places[repository]] for number, repository in wanted.items()])
    command = [sys.executable, "-m", "tests.stories.replays", archive.url, told]
    variables = {**os.environ, "PYTHONHASHSEED": str(len(verdicts)), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=directory, env=variables, capture_output=True, text=True, timeout=900, check=False
    )
    assert (done.returncode, done.stdout) == (0, f"{len(wanted)} the same\n"), done.stdout + done.stderr
