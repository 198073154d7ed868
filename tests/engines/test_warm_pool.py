"""Processes that wait: equal answers, bounded in number, fenced in, and none left behind."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from bot.engines.jail import no_network
from bot.engines.semgrep import Limits, SemgrepEngine, WarmPool, locate
from bot.engines.semgrep.process import CoreProcess
from bot.engines.semgrep.rulefile import rule_file
from tests.engines.support import EVAL, EVAL_JS, added, change, rule
from tests.processes import children_that_run

RULES = (*EVAL.pattern_rules, *EVAL_JS.pattern_rules)
SUBJECT = change({"a.py": "eval(0)\n"}, {"a.py": "eval(0)\neval(1)\n", "b.ts": "eval(2);\n"})


def waiting() -> list[psutil.Process]:
    """The processes of semgrep-core that wait for this process."""
    return children_that_run("semgrep-core", whose_too=True)


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    yield
    until(lambda: waiting() == [])
    until(lambda: not list(Path("/dev/shm").glob(f"decisis-{os.getpid()}-*")))


def test_a_warm_engine_answers_as_a_cold_one_again_and_again() -> None:
    cold = SemgrepEngine().scan(SUBJECT, RULES)
    with SemgrepEngine(warm=1) as engine:
        engine.warm(RULES)
        for number in range(3):
            fresh = change({"a.py": f"x = {number}\n"}, {"a.py": f"x = {number}\neval(1)\n"})
            assert engine.scan(fresh, RULES) == SemgrepEngine().scan(fresh, RULES)
        assert engine.scan(SUBJECT, RULES) == cold
        until(lambda: len(waiting()) == 3)


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
        until(lambda: len(waiting()) == 1)
        assert engine.scan(SUBJECT, RULES).head.matches
        assert waiting() == []
        engine.anticipate(RULES, files=2)
        engine.anticipate(RULES, files=10)
        engine.anticipate(RULES, files=100)
        until(lambda: len(waiting()) == 4)


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
    with WarmPool(locate(), Limits(), keys=2) as pool:
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
        while psutil.Process(process.pid).cmdline()[:1] != [locate().path] and time.monotonic() < deadline:
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
            "SSL_CERT_FILE",
            "EIO_BACKEND",
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
        assert names == {"rules.json", "targets.json", "authority", "answer", "log"}
    finally:
        process.close()


def test_a_waiting_process_ends_when_the_one_that_started_it_is_killed() -> None:
    program = (
        "import sys, time\n"
        "from bot.engines.semgrep import SemgrepEngine\n"
        "from tests.engines.support import EVAL\n"
        "engine = SemgrepEngine(warm=1)\n"
        "engine.warm(EVAL.pattern_rules)\n"
        "print('ready', flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    try:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ready\n"
        children = psutil.Process(parent.pid).children(recursive=True)
        folders = [Path(child.cwd()) for child in children]
        for child in children:
            until(lambda child=child: reads(child.pid))
    finally:
        parent.kill()
        parent.wait()
        parent.stdout.close()
    assert len(children) == 3
    _, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []
    for folder in folders:
        shutil.rmtree(folder)


def reads(pid: int) -> bool:
    """Whether the process waits: it has opened a pipe a second time that it inherited."""
    held: list[str] = []
    with contextlib.suppress(FileNotFoundError):
        held = [str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()]
    return any(name.startswith("pipe:") and held.count(name) > 1 for name in held)


def until(condition) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_list_longer_than_a_pipe_holds_reaches_waiting_and_starting_programs_alike() -> None:
    files = {f"{'long_name_' * 12}{n:04}.py": "x = 1\n" for n in range(500)} | {"z.py": "eval(1)\n"}
    subject = change({}, files)
    cold = SemgrepEngine().scan(subject, EVAL.pattern_rules)
    assert cold.head.unscanned == {}
    assert [match.path for match in cold.head.matches[EVAL.pattern_rules[0].key]] == ["z.py"]
    with SemgrepEngine(warm=1) as engine:
        engine.warm(EVAL.pattern_rules)
        for child in waiting():
            until(lambda child=child: reads(child.pid))
        assert engine.scan(subject, EVAL.pattern_rules) == cold
