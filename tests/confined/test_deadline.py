"""Who takes too long is killed, and nobody else."""

from __future__ import annotations

import signal
import subprocess

from bot.confined.deadline import Deadline


def test_who_takes_too_long_is_killed() -> None:
    process = subprocess.Popen(["sleep", "60"])
    with Deadline(process.pid, 0.01) as deadline:
        assert process.wait(30) == -signal.SIGKILL
    assert deadline.has_passed


def test_who_is_in_time_is_left_alone() -> None:
    process = subprocess.Popen(["cat"], stdin=subprocess.PIPE)
    with Deadline(process.pid, 60) as deadline:
        pass
    process.communicate()
    assert (process.returncode, deadline.has_passed) == (0, False)


def test_who_has_ended_already_is_not_missed() -> None:
    process = subprocess.Popen(["true"])
    process.wait(30)
    with Deadline(process.pid, 60) as deadline:
        assert not deadline.has_passed
