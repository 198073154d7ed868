"""Judging that crashes, hangs or eats memory: the verdict is incomplete and the service goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from bot.server.service import MOST_READY
from bot.sql import sqlite_url
from tests.ledger.reports import described
from tests.processes import children_that_run
from tests.server.conftest import ROOT, until
from tests.stories.conftest import Stage
from tests.world import World

INSIDE = Path(__file__).with_name("inside")

SAID = {
    "ABORT": ("INTERNAL", "the process that judged was ended by SIGABRT", "crashed"),
    "SEGV": ("INTERNAL", "the process that judged was ended by SIGSEGV", "crashed"),
    "STOP": ("NOT_ANALYSED", "the judging had not ended", "out-of-time"),
    "FOREVER": ("NOT_ANALYSED", "the judging had not ended", "out-of-time"),
    "MEMORY": ("INTERNAL", "MemoryError in the check `poison`", "out-of-memory"),
}
"""What a file holds → code and words of the gap, and what the record calls it."""


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A service with a check that crashes on demand, and little patience."""
    directory = tmp_path_factory.mktemp("ward")
    variables = {
        "PYTHONPATH": str(INSIDE),
        "DECISIS_JUDGING_SECONDS": "4",
        "DECISIS_JUDGING_MEGABYTES": "1024",
    }
    with World(directory / "world", contracts=None) as world:
        stage = Stage(world, directory, sqlite_url(directory / "data" / "decisis.db"), variables)
        stage.begin()
        yield stage
        stage.end()


def forking(stage: Stage) -> psutil.Process:
    """The process that forks those that judge."""
    (found,) = children_that_run("bot.confined.server", stage.service.process.pid)
    return found


@pytest.mark.threat("E4")
def test_a_judging_that_dies_is_an_incomplete_verdict_and_no_other_waits_for_it(ward: Stage) -> None:
    process = ward.service.process.pid
    pulls = {
        poison: ward.shop().open_pull(ward.world.agent(), files={"a.txt": f"{poison}\n".encode()})
        for poison in SAID
    }
    healthy = ward.shop().open_pull(ward.world.agent(), files={"a.txt": b"a\n"})
    assert ward.settled(healthy).conclusion == "success"
    for poison, pull in pulls.items():
        run = ward.settled(pull)
        code, words, how = SAID[poison]
        assert run.conclusion == "failure"
        told = f"{run.title}\n{run.summary}\n{run.text}"
        assert words in told, told
        (record,) = ward.records(pull)
        assert code in record["document"]
        assert words in record["document"]
        assert json.loads(record["document"])["interrupted"] == how
        pull.push({"a.txt": b"fine\n"})
    for pull in pulls.values():
        ward.world.until(lambda pull=pull: (run := pull.check()) and run.conclusion == "success", 30)
    assert (ward.service.is_alive, ward.service.process.pid) == (True, process)
    assert "Traceback" not in ward.service.log.read_text()


@dataclass(frozen=True)
class Replaying:
    """Replays one record, with the check that crashes on demand or without it."""

    url: str
    number: int
    repository: Path

    def run(self, *words: str, poisoned: bool = False) -> tuple[int, str]:
        """The exit code and what was printed."""
        path = os.pathsep.join([*([str(INSIDE)] if poisoned else []), str(ROOT)])
        command = ["replay", str(self.number), "--database", self.url, "--repo", str(self.repository)]
        done = subprocess.run(
            [sys.executable, "-m", "bot.cli.main", *command, *words],
            env={"PATH": os.environ["PATH"], "HOME": str(self.repository), "PYTHONPATH": path},
            stdout=subprocess.PIPE,
            text=True,
            timeout=60,
        )
        return done.returncode, done.stdout


@pytest.mark.parametrize("poison", ["ABORT", "FOREVER", "MEMORY"])
def test_a_replay_says_that_the_judging_was_interrupted_and_what_it_says_now(
    ward: Stage, poison: str
) -> None:
    """Never that it differs, never that it is the same; and what ends a judging does not end the command."""
    pull = ward.shop().open_pull(ward.world.agent(), files={"a.txt": f"{poison}\n".encode()})
    ward.settled(pull)
    (record,) = ward.records(pull)
    _, words, how = SAID[poison]
    replaying = Replaying(ward.url, record["sequence"], pull.repository.git_dir)
    code, said = replaying.run()
    then, now = said.splitlines()
    assert code == 3
    assert then.startswith(f"record {record['sequence']}: the judging was interrupted then ({words}")
    assert then.endswith("), so there is nothing to compare")
    assert now == "judged now: pass"
    limits = ("--seconds", "2", "--megabytes", "1024")
    code, said = replaying.run("--format", "json", *limits, poisoned=True)
    shown = described("replay", said)
    assert (code, shown["same"], shown["compared"], shown["changed"]) == (3, None, "nothing", {})
    assert shown["interrupted"] == {"then": how, "now": how}
    assert shown["verdict"] == {"then": "incomplete", "now": "incomplete"}


def test_the_processes_that_judge_know_no_secret_and_go_with_the_service(ward: Stage) -> None:
    ward.settled(ward.shop().open_pull(ward.world.agent(), files={"a.txt": b"a\n"}))
    server = forking(ward)
    assert server.num_threads() == 1
    family = [server, *server.children()]
    for each in family:
        environment = Path(f"/proc/{each.pid}/environ").read_bytes()
        assert b"DECISIS" not in environment
        assert b"PRIVATE KEY" not in environment
    assert 3 <= len(family) <= 3 + MOST_READY
    ward.service.process.kill()
    until(
        lambda: not [each for each in family if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]
    )
    ward.end()
    ward.begin()
    ward.settled(ward.shop().open_pull(ward.world.agent(), files={"a.txt": b"a\n"}))


def test_a_process_that_forks_and_was_killed_is_started_again(ward: Stage) -> None:
    ward.settled(ward.shop().open_pull(ward.world.agent(), files={"b.txt": b"b\n"}))
    first = forking(ward)
    first.kill()
    assert ward.settled(ward.shop().open_pull(ward.world.agent(), files={"a.txt": b"a\n"}))
    assert forking(ward).pid != first.pid
