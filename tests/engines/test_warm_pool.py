"""Processes that wait: equal answers, bounded in number, fenced in, and none left behind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from bot.engines.semgrep import Limits, SemgrepEngine, WarmPool, locate
from bot.engines.semgrep.jail import no_network
from bot.engines.semgrep.process import CoreProcess
from bot.engines.semgrep.rulefile import rule_file
from tests.engines.support import EVAL, EVAL_JS, added, change, rule

RULES = (*EVAL.pattern_rules, *EVAL_JS.pattern_rules)
SUBJECT = change({"a.py": "eval(0)\n"}, {"a.py": "eval(0)\neval(1)\n", "b.ts": "eval(2);\n"})


def waiting() -> list[psutil.Process]:
    return [
        child
        for child in psutil.Process().children(recursive=True)
        if child.status() != psutil.STATUS_ZOMBIE and "semgrep-core" in " ".join(child.cmdline())
    ]


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    before = {path.name for path in Path("/dev/shm").glob("decisis-*")}
    yield
    assert waiting() == []
    assert {path.name for path in Path("/dev/shm").glob("decisis-*")} <= before


def test_a_warm_engine_answers_as_a_cold_one_again_and_again() -> None:
    cold = SemgrepEngine().scan(SUBJECT, RULES)
    with SemgrepEngine(warm=1) as engine:
        engine.warm(RULES)
        for number in range(3):
            fresh = change({"a.py": f"x = {number}\n"}, {"a.py": f"x = {number}\neval(1)\n"})
            assert engine.scan(fresh, RULES) == SemgrepEngine().scan(fresh, RULES)
        assert engine.scan(SUBJECT, RULES) == cold
        assert len(waiting()) == 2


def test_a_waiting_process_serves_any_part_of_its_rules() -> None:
    with SemgrepEngine(warm=1) as engine:
        engine.warm(RULES)
        pids = {child.pid for child in waiting()}
        results = engine.scan(SUBJECT, EVAL.pattern_rules)
        assert results == SemgrepEngine().scan(SUBJECT, EVAL.pattern_rules)
        assert not pids <= {child.pid for child in waiting()}


def test_a_process_started_ahead_is_used_once_and_ended_if_it_is_not() -> None:
    with SemgrepEngine() as engine:
        engine.anticipate(RULES, files=2)
        assert len(waiting()) == 1
        assert engine.scan(SUBJECT, RULES).head.matches
        assert waiting() == []
        engine.anticipate(RULES, files=2)
        engine.anticipate(RULES, files=20)


def test_a_waiting_process_that_died_is_replaced() -> None:
    with SemgrepEngine(warm=1) as engine:
        engine.warm(RULES)
        for child in waiting():
            child.kill()
        deadline = time.monotonic() + 10
        while waiting() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert engine.scan(SUBJECT, RULES) == SemgrepEngine().scan(SUBJECT, RULES)


def test_the_number_of_waiting_processes_is_bounded() -> None:
    with WarmPool(locate(), Limits(), per_key=1, keys=2) as pool:
        for number in range(4):
            pool.warm(rule_file((rule(pattern=f"f({number})"),)), 1)
        assert len(waiting()) <= 3


def test_nothing_starts_in_a_closed_pool() -> None:
    pool = WarmPool(locate(), Limits())
    pool.close()
    pool.warm(rule_file(EVAL.pattern_rules), 1)
    assert waiting() == []


@pytest.mark.threat("B2")
def test_the_program_is_fenced_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DECISIS_PRIVATE_KEY", "secret")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    process = CoreProcess(locate(), rule_file(EVAL.pattern_rules), Limits(), 1)
    try:
        deadline = time.monotonic() + 10
        while (
            not psutil.Process(process.pid).cmdline()[0].endswith("semgrep-core")
            and time.monotonic() < deadline
        ):
            time.sleep(0.01)
        seen = psutil.Process(process.pid)
        assert set(seen.environ()) == {
            "PATH",
            "HOME",
            "LC_ALL",
            "SEMGREP_LOG_SRCS",
            "SEMGREP_LOG_LEVEL",
            "SEMGREP_ENABLE_VERSION_CHECK",
            "SEMGREP_SEND_METRICS",
        }
        assert seen.rlimit(psutil.RLIMIT_AS) == (4 << 30, 4 << 30)
        assert seen.rlimit(psutil.RLIMIT_CPU) == (30, 30)
        assert Path(seen.cwd()) == process.folder
        assert process.folder.stat().st_mode & 0o777 == 0o700
        devices = Path(f"/proc/{process.pid}/net/dev").read_text().splitlines()[2:]
        assert not no_network() or [line.split(":")[0].strip() for line in devices] == ["lo"]
    finally:
        process.close()


def test_names_on_disk_have_nothing_of_the_repository() -> None:
    process = CoreProcess(locate(), rule_file(EVAL.pattern_rules), Limits(), 1)
    try:
        subject = added(a_py="eval(1)\n")
        assert subject.files[0].path == "a.py"
        names = {path.name for path in process.folder.iterdir()}
        assert names == {"rules.json", "targets.json", "answer", "log"}
    finally:
        process.close()
