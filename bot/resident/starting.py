"""Having a process stay, by a caller that found none."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path

from bot.resident.address import VARIABLE, folder, is_private, socket_path

AGAIN_AFTER = 60.0
"""Seconds between two attempts: one that fails costs about a second of processor time."""

_KEPT = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "PYTHONPATH",
    "TMPDIR",
    "XDG_CACHE_HOME",
    "DECISIS_CACHE_DIR",
    VARIABLE,
)
"""Of the caller's environment; what each call has is told by the call, and a secret does not stay."""


def start() -> None:
    """Start the process that stays, in the background, unless one runs or was started a moment ago."""
    place, path = folder(), socket_path("hook")
    if place is None or path is None:
        return
    try:
        Path(place).mkdir(mode=0o700, parents=True, exist_ok=True)
        if not is_private(place) or _runs(path) or _was_tried(Path(f"{path}.tried")):
            return
        subprocess.Popen(
            [sys.executable, "-P", "-m", "bot.resident.server"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
            cwd="/",
            start_new_session=True,
        )
    except OSError:  # it would have saved time, and that is all
        return


def locked(path: str) -> int | None:
    """The lock of whoever stays at this address, held until the process ends; `None` if another has it."""
    lock = os.open(f"{path}.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def _runs(path: str) -> bool:
    lock = locked(path)
    if lock is None:
        return True
    os.close(lock)
    return False


def _was_tried(mark: Path) -> bool:
    was = mark.exists() and 0 <= time.time() - mark.stat().st_mtime < AGAIN_AFTER
    if not was:
        mark.write_bytes(b"")
    return was
