"""`make chaos`: a thousand deliveries, while processes of the service are killed at any moment.

It is done on both stores. In the end every acknowledged delivery is in the database, the present head of
every pull request has one completed check run with the right conclusion, no comment is there twice, and the
ledger is complete. A change whose work happened to be under way at three kills in a row is given up, as one
that kills its process would be: that is counted, and must be rare.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bot.ledger.archive import Archive, verified
from bot.sql import is_sqlite, sqlite_url
from tests import postgres
from tests.databases import query
from tests.server.conftest import Service, start
from tests.stories.conftest import BAD, FILES, GOOD
from tests.world import Pull, World
from tests.world.seen import SeenRun

ALONE = (("serve",),)
SEVERAL = (("serve", "--web-only"),) * 2 + (("worker", "--concurrency", "2"),) * 3
PULLS_OF_A_SHOP = 6
GIVEN_UP = "Decisis failed, the change was not judged"
CALM_SECONDS = 180.0
"""How long the service may take for what is left."""

_OPEN = "SELECT count(*) FROM workflow_status WHERE status IN ('ENQUEUED', 'PENDING', 'DELAYED')"


@dataclass
class Fleet:
    """The processes of a service, each started again when it was killed.

    Attributes:
        world: where they live.
        directory: their data and logs.
        url: their database.
        words: the command of each.
        kills: how often a process was killed, by its command.
    """

    world: World
    directory: Path
    url: str
    words: Sequence[Sequence[str]]
    kills: Counter[str] = field(default_factory=Counter)
    _running: list[Service] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._running = [self._start(at) for at in range(len(self.words))]
        self.listen()

    def _start(self, at: int) -> Service:
        variables = {
            **self.world.environment(),
            "DECISIS_DATA_DIR": str(self.directory / f"data-{at}"),
            "DECISIS_DATABASE_URL": self.url,
            "DECISIS_PORT": "0",
        }
        return start(variables, self.directory / f"log-{at}", *self.words[at])

    def kill(self, at: int) -> None:
        """Kill a process and start it again; deliveries that it would have got meanwhile are lost."""
        with self._lock:
            self.kills[" ".join(self.words[at])] += 1
            self._running[at].kill()
            self._running[at] = self._start(at)
        self.listen()

    def listen(self, among: random.Random | None = None) -> None:
        """Have deliveries sent to one of those that take them, as a balancer would."""
        webs = [service for service, words in zip(self._running, self.words, strict=True) if "serve" in words]
        self.world.listen((among.choice(webs) if among else webs[0]).url + "/webhook")

    def close(self) -> None:
        """End all."""
        for service in self._running:
            service.kill()


@dataclass
class Chaos:
    """One run.

    Attributes:
        world: GitHub.
        fleet: the service.
        random: where every choice comes from.
    """

    world: World
    fleet: Fleet
    random: random.Random
    _is_bad: dict[tuple[str, int], bool] = field(default_factory=dict)
    _pulls: list[Pull] = field(default_factory=list)

    def run(self, deliveries: int, seconds_between_kills: tuple[float, float]) -> None:
        """Work and kill until so many deliveries were made, then wait for calm.

        Args:
            deliveries: how many.
            seconds_between_kills: the shortest and the longest time.
        """
        ending = threading.Event()
        killer = threading.Thread(target=self._kill, args=(ending, seconds_between_kills), name="killer")
        killer.start()
        try:
            while len(self.world.deliveries) < deliveries:
                self._step()
                self.fleet.listen(self.random)
        finally:
            ending.set()
            killer.join()
        self._calm()

    def _kill(self, ending: threading.Event, between: tuple[float, float]) -> None:
        own = random.Random(self.random.random())
        while not ending.wait(own.uniform(*between)):
            self.fleet.kill(own.randrange(len(self.fleet.words)))

    def _step(self) -> None:
        """One thing that an agent does; a dozen things wait for the service at any time."""
        self.world.until(lambda: self._waiting() < 12, CALM_SECONDS, "room for more deliveries")
        is_bad = self.random.random() < 0.5
        many = 4 + len(self.world.deliveries) // 20
        if len(self._pulls) < many and self.random.random() < 0.5:
            number = len(self._pulls) // PULLS_OF_A_SHOP
            shop = self.world.repository(f"acme-{number}/shop", files=FILES)
            pull = shop.open_pull(
                self.world.agent(), head=f"copilot/{len(self._pulls)}", files=BAD if is_bad else GOOD
            )
            self._pulls.append(pull)
        elif self._pulls:
            pull = self.random.choice(self._pulls)
            pull.push({**(BAD if is_bad else GOOD), "count.txt": str(len(self.world.deliveries)).encode()})
        else:
            return
        self._is_bad[pull.repository.full_name, pull.number] = is_bad

    def _waiting(self) -> int:
        under_way = sum(1 for one in self.world.deliveries[-40:] if one.status_code == 0)
        return under_way + int(query(self.fleet.url, _OPEN)[0][0])

    def _calm(self) -> None:
        """Nobody is killed any more: what was not acknowledged is asked for again by whoever starts next."""
        self.world.delivered(60)
        self.fleet.kill(len(self.fleet.words) - 1)
        deadline = time.monotonic() + CALM_SECONDS
        while self._unfinished():
            if time.monotonic() > deadline:
                raise AssertionError("not done in time: " + "; ".join(self._unfinished()[:5]))
            time.sleep(0.2)

    def _unfinished(self) -> list[str]:
        open_jobs = int(query(self.fleet.url, _OPEN)[0][0])
        left = [f"{open_jobs} open jobs"] if open_jobs else []
        for pull in self._pulls:
            run = pull.check()
            if run is None or run.status != "completed":
                left.append(f"{pull.repository.full_name}#{pull.number} has no verdict")
        return left

    def faults(self) -> list[str]:
        """What is not as it must be."""
        return [*self._lost(), *self._runs(), *self._twice(), *self._ledger()]

    def _lost(self) -> list[str]:
        stored = {guid for (guid,) in query(self.fleet.url, "SELECT guid FROM deliveries")}
        return [
            f"the acknowledged delivery {one.guid} was lost"
            for one in self.world.deliveries
            if one.status_code == 202 and one.guid not in stored
        ]

    def _runs(self) -> list[str]:
        found = []
        for pull in self._pulls:
            name = f"{pull.repository.full_name}#{pull.number}"
            runs = [run for run in pull.check_runs if run.app_slug == "decisis"]
            if [run.status for run in runs] != ["completed"]:
                found.append(f"{name} has the runs {[run.status for run in runs]}")
            elif not self._is_right(pull, runs[0]):
                found.append(f"{name} is concluded {runs[0].conclusion}: {runs[0].title}")
        for repository in self.world.core.state.repositories.values():
            found += [
                f"a run of {repository.name} is {run.status}"
                for run in repository.runs
                if run.status != "completed"
            ]
        return found

    @property
    def given_up(self) -> int:
        """How many pull requests were taken for what kills the process."""
        return sum(1 for pull in self._pulls for run in pull.check_runs if run.title == GIVEN_UP)

    def _is_right(self, pull: Pull, run: SeenRun) -> bool:
        """Whether it is concluded as the last push asks; an agent that goes in circles is stopped too."""
        if run.title == GIVEN_UP and self.given_up <= 1 + len(self._pulls) // 10:
            return True
        if not self._is_bad[pull.repository.full_name, pull.number]:
            return run.conclusion == "success"
        is_stopped = run.conclusion == "action_required" and (run.title or "").startswith("stopped in round")
        return run.conclusion == "failure" or is_stopped

    def _twice(self) -> list[str]:
        return [f"{kind}: {line}" for kind, lines in self.world.problems().items() for line in lines]

    def _ledger(self) -> list[str]:
        archive = Archive(self.fleet.url)
        verified(archive.records())
        records = [json.loads(record) for _, record, _ in archive.records()]
        recorded = {(one["head"], one["conclusion"]) for one in records if "conclusion" in one}
        return [
            f"the ledger knows nothing of {run.conclusion} on {run.head_sha}"
            for pull in self._pulls
            for run in pull.check_runs
            if (run.head_sha, run.conclusion) not in recorded
        ]

    @property
    def tally(self) -> str:
        """What happened, in a line."""
        answers = Counter(one.status_code for one in self.world.deliveries)
        kills = ", ".join(f"{name} {count}" for name, count in sorted(self.fleet.kills.items()))
        return (
            f"{len(self.world.deliveries)} deliveries ({answers[202]} acknowledged), "
            f"{len(self._pulls)} pull requests, {self.given_up} given up, killed: {kills}"
        )


def chaos(
    directory: Path,
    url: str,
    deliveries: int,
    *,
    seed: int,
    between: tuple[float, float],
    told: Callable[[str], object] = lambda _: None,
) -> list[str]:
    """Run it on one store.

    Args:
        directory: for everything that is written.
        url: an empty database.
        deliveries: how many there are to be.
        seed: of every choice but the speed of this machine.
        between: seconds between two kills, at least and at most.
        told: is given a line about what happened.

    Returns:
        What is not as it must be.
    """
    with ExitStack() as parts:
        world = parts.enter_context(World(directory / "world", seed=seed))
        fleet = Fleet(world, directory, url, ALONE if is_sqlite(url) else SEVERAL)
        parts.callback(fleet.close)
        made = Chaos(world, fleet, random.Random(seed))
        made.run(deliveries, between)
        told(made.tally)
        return made.faults()


def main() -> int:
    """Run it on both stores and print what happened."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deliveries", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    options = parser.parse_args()
    worst = 0
    with postgres.running() as server, tempfile.TemporaryDirectory(prefix="decisis-chaos-") as name:
        for store in ("sqlite", "postgresql"):
            directory = Path(name, store)
            directory.mkdir()
            url = server.database() if store == "postgresql" else sqlite_url(directory / "decisis.db")
            begun = time.monotonic()
            print(f"{store}, seed {options.seed}", flush=True)
            faults = chaos(
                directory, url, options.deliveries, seed=options.seed, between=(0.5, 5.0), told=print
            )
            print(f"{time.monotonic() - begun:.0f} s, {len(faults)} faults", flush=True)
            for fault in faults[:20]:
                print(f"  {fault}")
            worst = max(worst, len(faults))
    return 1 if worst else 0


if __name__ == "__main__":
    sys.exit(main())
