"""Folders that a killed service leaves behind are removed by the next one, and nothing else is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

from bot.engines.semgrep.leftovers import OLD, sweep


def folder(parent: Path, pid: int, name: str, age: float) -> Path:
    made = parent / f"decisis-{pid}-{name}"
    made.mkdir()
    (made / "rules.json").write_text("{}", encoding="utf-8")
    then = made.stat().st_mtime - age
    os.utime(made, (then, then))
    return made


def gone() -> int:
    """Number of a process that has ended."""
    told = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    return int(told.stdout)


def removed(folders: list[Path]) -> None:
    for each in folders:
        shutil.rmtree(each, ignore_errors=True)


def test_folders_that_vanish_meanwhile_are_nobodys_trouble(tmp_path: Path) -> None:
    """Workers of a backtest end, and remove their folders, while others begin."""
    dead = gone()
    for _ in range(20):
        made = [folder(tmp_path, dead, f"short{number}", OLD * 2) for number in range(100)]
        other = threading.Thread(target=removed, args=(made[::-1],))
        other.start()
        sweep(tmp_path)
        other.join()
    assert list(tmp_path.iterdir()) == []


def test_only_old_folders_of_processes_that_are_gone_are_removed(tmp_path: Path) -> None:
    dead = gone()
    left = folder(tmp_path, dead, "left", OLD * 2)
    fresh = folder(tmp_path, dead, "fresh", 0)
    living = folder(tmp_path, os.getpid(), "living", OLD * 2)
    foreign = tmp_path / "somebody-else"
    foreign.mkdir()
    sweep(tmp_path)
    assert not left.exists()
    assert fresh.exists()
    assert living.exists()
    assert foreign.exists()
