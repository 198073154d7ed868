"""One run of zizmor: texts in, its answer and its log out. It sees nothing but a private folder."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from bot.engines.jail import ends_within, limit, no_network, private_folder


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one run.

    Attributes:
        wall_seconds: longest time.
        cpu_seconds: most processor time.
        memory_bytes: most address space.
    """

    wall_seconds: float = 20.0
    cpu_seconds: int = 20
    memory_bytes: int = 4 << 30


class Output(NamedTuple):
    """What a run printed; `fault` says why there is none.

    Attributes:
        answer: the findings as JSON.
        log: what it says of its own work.
        fault: why the run came to no end, empty if it did.
    """

    answer: bytes
    log: str
    fault: str


def run(program: str, texts: Mapping[str, str], limits: Limits) -> Output:
    """Have zizmor audit texts, and wait for it.

    Args:
        program: absolute path of zizmor.
        texts: name → text; the names are ours, `000001/action.yml`.
        limits: its limits.
    """
    folder = private_folder()
    try:
        for name, text in texts.items():
            (folder / name).parent.mkdir(parents=True)
            (folder / name).write_text(text, encoding="utf-8", errors="replace", newline="")
        return _run(program, folder, list(texts), limits)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: str, folder: Path, names: list[str], limits: Limits) -> Output:
    with (folder / "answer").open("wb") as answer, (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                *no_network(),
                program,
                *("--offline", "--no-config", "--no-ignores", "--no-exit-codes", "--no-progress"),
                *("--persona", "regular", "--format", "json-v1", "--color", "never", "--", *names),
            ],
            stdin=subprocess.DEVNULL,
            stdout=answer,
            stderr=log,
            cwd=folder,
            env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
    try:
        with contextlib.suppress(ProcessLookupError):  # it may have ended by now
            limit(process.pid, limits.cpu_seconds, limits.memory_bytes)
        if not ends_within(process.pid, limits.wall_seconds):
            return Output(b"", "", f"not finished after {limits.wall_seconds:g} seconds")
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        code = process.wait()
    if code:
        why = f"was ended by signal {-code}" if code < 0 else f"failed with exit code {code}"
        return Output(b"", "", f"zizmor {why}")
    return Output((folder / "answer").read_bytes(), (folder / "log").read_text(errors="replace"), "")
