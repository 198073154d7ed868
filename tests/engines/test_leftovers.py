"""Folders that a killed service leaves behind are removed by the next one, and nothing else is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bot.engines.semgrep.leftovers import OLD, sweep


def folder(parent: Path, pid: int, name: str, age: float) -> Path:
    made = parent / f"decisis-{pid}-{name}"
    made.mkdir()
    (made / "rules.json").write_text("{}", encoding="utf-8")
    then = made.stat().st_mtime - age
    os.utime(made, (then, then))
    return made


def test_only_old_folders_of_processes_that_are_gone_are_removed(tmp_path: Path) -> None:
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    dead = int(gone.stdout)
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
