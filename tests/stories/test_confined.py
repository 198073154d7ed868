"""Judging that crashes, hangs or eats memory: the verdict is incomplete and the service goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from bot.sql import sqlite_url
from tests.server.conftest import until
from tests.stories.conftest import Stage
from tests.world import World

INSIDE = Path(__file__).with_name("inside")

SAID = {
    "ABORT": ("INTERNAL", "the process that judged was ended by SIGABRT"),
    "SEGV": ("INTERNAL", "the process that judged was ended by SIGSEGV"),
    "STOP": ("NOT_ANALYSED", "the judging had not ended"),
    "FOREVER": ("NOT_ANALYSED", "the judging had not ended"),
    "MEMORY": ("INTERNAL", "MemoryError in the check `poison`"),
}
"""What a file holds → code and words of the gap."""


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
    children = psutil.Process(stage.service.process.pid).children()
    (found,) = [each for each in children if "bot.confined.server" in each.cmdline()]
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
        code, words = SAID[poison]
        assert run.conclusion == "failure"
        told = f"{run.title}\n{run.summary}\n{run.text}"
        assert words in told, told
        (record,) = ward.records(pull)
        assert code in record["document"]
        assert words in record["document"]
        pull.push({"a.txt": b"fine\n"})
    for pull in pulls.values():
        ward.world.until(lambda pull=pull: (run := pull.check()) and run.conclusion == "success", 30)
    assert (ward.service.is_alive, ward.service.process.pid) == (True, process)
    assert "Traceback" not in ward.service.log.read_text()


def test_the_processes_that_judge_know_no_secret_and_go_with_the_service(ward: Stage) -> None:
    ward.settled(ward.shop().open_pull(ward.world.agent(), files={"a.txt": b"a\n"}))
    server = forking(ward)
    assert server.num_threads() == 1
    family = [server, *server.children()]
    for each in family:
        environment = Path(f"/proc/{each.pid}/environ").read_bytes()
        assert b"DECISIS" not in environment
        assert b"PRIVATE KEY" not in environment
    assert len(family) == 3
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
