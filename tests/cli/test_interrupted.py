"""Who interrupts a command is not made to wait, whatever it is about to do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from bot.aside import Aside
from tests.git.repository import Repository
from tests.server.conftest import until

PROGRAM = [sys.executable, "-c", "from bot.entry import program; program()"]


def test_an_interrupt_does_not_wait_for_what_reads_on() -> None:
    reading, writing = os.pipe()
    aside = Aside(lambda: os.read(reading, 1))
    with pytest.raises(KeyboardInterrupt), aside:
        raise KeyboardInterrupt
    os.write(writing, b"x")
    assert aside.result() == b"x"
    os.close(reading)
    os.close(writing)


def test_a_mistake_waits_so_that_nothing_is_closed_under_it() -> None:
    done: list[int] = []
    with pytest.raises(ValueError, match="a mistake"), Aside(lambda: done.append(sum(range(1_000_000)))):
        raise ValueError("a mistake")
    assert len(done) == 1


@pytest.mark.parametrize("started", ["git", "semgrep"])
def test_a_check_that_waits_for_its_patch_can_be_interrupted_at_any_time(
    tmp_path: Path, started: str
) -> None:
    repository = Repository.create(tmp_path / "repository")
    repository.branch("main", repository.commit({"a.py": "1\n"}))
    (tmp_path / "temporary").mkdir()
    process = subprocess.Popen(
        [*PROGRAM, "check", "--repo", str(repository.path), "--base", "main", "--patch", "-"],
        env={
            **os.environ,
            "TMPDIR": str(tmp_path / "temporary"),
            "DECISIS_CACHE_DIR": str(tmp_path / "cache"),
        },
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    until(lambda: _has_started(process.pid, started))
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 130
    assert process.communicate() == (None, b"")
    assert list((tmp_path / "temporary").iterdir()) == []


def _has_started(parent: int, program: str) -> bool:
    try:
        return any(program in " ".join(child.cmdline()) for child in psutil.Process(parent).children())
    except psutil.NoSuchProcess:
        return False
