"""A process that is started before its rules are known: equal answers, and none left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from bot.engines.semgrep import Limits, SemgrepEngine, binary
from bot.engines.semgrep.headstart import head_start
from bot.engines.semgrep.rulefile import rule_file
from bot.errors import UserError
from tests.engines.support import EVAL, EVAL_JS, change
from tests.engines.test_warm_pool import reads, until, waiting

RULES = (*EVAL.pattern_rules, *EVAL_JS.pattern_rules)
SUBJECT = change({"a.py": "eval(0)\n"}, {"a.py": "eval(0)\neval(1)\n", "b.ts": "eval(2);\n"})


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    yield
    assert waiting() == []
    assert not list(Path("/dev/shm").glob(f"decisis-{os.getpid()}-*"))


@pytest.fixture(scope="module")
def cold() -> object:
    return SemgrepEngine().scan(SUBJECT, RULES)


@pytest.mark.parametrize("loaded", [True, False])
def test_it_answers_as_a_cold_one_whether_it_waits_already_or_still_loads(
    cold: object, *, loaded: bool
) -> None:
    with head_start() as early, SemgrepEngine(early=early) as engine:
        assert early is not None
        if loaded:
            until(lambda: reads(early.pid))
        engine.anticipate(RULES, files=1)
        until(
            lambda: [child.pid for child in waiting()] == [early.pid]
        )  # it may still be on its way to `exec`
        assert engine.scan(SUBJECT, RULES) == cold
        assert not early.alive
        assert engine.scan(SUBJECT, RULES) == cold


def test_it_serves_one_scan_of_a_part_of_its_rules() -> None:
    with head_start() as early, SemgrepEngine(early=early) as engine:
        engine.anticipate(RULES, files=1)
        assert engine.scan(SUBJECT, EVAL.pattern_rules) == SemgrepEngine().scan(SUBJECT, EVAL.pattern_rules)


def test_one_that_died_is_replaced(cold: object) -> None:
    with head_start() as early, SemgrepEngine(early=early) as engine:
        assert early is not None
        psutil.Process(early.pid).kill()
        until(lambda: not early.alive)
        engine.anticipate(RULES, files=1)
        assert engine.scan(SUBJECT, RULES) == cold


def test_one_that_dies_of_its_rules_is_replaced(cold: object) -> None:
    """As a version of the program would that reads its rules before its certificates."""
    with head_start() as early, SemgrepEngine(early=early) as engine:
        assert early is not None
        engine.anticipate(RULES, files=1)
        (early.folder / "rules.json").unlink()
        assert engine.scan(SUBJECT, RULES) == cold


def test_one_with_other_limits_is_not_used(cold: object) -> None:
    with head_start() as early, SemgrepEngine(limits=Limits(rule_seconds=4), early=early) as engine:
        assert early is not None
        engine.anticipate(RULES, files=1)
        assert engine.scan(SUBJECT, RULES) == cold
        assert early.alive
        assert not early.knows(rule_file(RULES))


@pytest.mark.parametrize("way_out", [UserError("a mistake"), KeyboardInterrupt()])
def test_one_that_is_not_used_is_ended_on_every_way_out(way_out: BaseException) -> None:
    started = []

    def leave() -> None:
        with head_start() as early:
            assert early is not None
            assert early.alive
            started.append(early)
            raise way_out

    with pytest.raises(type(way_out)):
        leave()
    assert not started[0].alive


def test_without_an_engine_there_is_no_head_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(binary, "PLANTED_LIBRARIES", tmp_path)
    binary.locate.cache_clear()
    try:
        with head_start() as early:
            assert early is None
    finally:
        binary.locate.cache_clear()


@pytest.mark.parametrize("moment", ["at once", "when it has opened the pipe"])
def test_one_that_waits_ends_when_the_one_that_started_it_is_killed(moment: str) -> None:
    program = (
        "import time\n"
        "from bot.engines.semgrep.headstart import head_start\n"
        "with head_start() as early:\n"
        "    print(early.pid, early.folder, flush=True)\n"
        "    time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    try:
        assert parent.stdout is not None
        pid, folder = parent.stdout.readline().split()
        child = psutil.Process(int(pid))
        until(lambda: moment == "at once" or reads(int(pid)))
    finally:
        parent.kill()
        parent.wait()
        parent.stdout.close()
    psutil.wait_procs([child], timeout=10)
    assert not child.is_running()
    for left in Path(folder).iterdir():
        left.unlink()
    Path(folder).rmdir()
