"""The process that stays, for benchmarks: started in a cache of its own, its time counted, and ended."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_LAUNCHER = """\
#!{python}
import sys
from bot.entry import program
if __name__ == '__main__':
    sys.argv[0] = sys.argv[0].removesuffix('.exe')
    sys.exit(program())
"""
"""The program as pip writes it since 2025; older ones, which load `re` in it, cost another half `pass`."""


def children_seconds() -> float:
    """Processor time of the programs that this process has waited for, with what they waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def residents_seconds(cache: Path) -> float:
    """Processor time of the processes that stay, and of all that they have run."""
    ticks = 0
    for place in Path("/proc").glob("[0-9]*"):
        try:
            variables = (place / "environ").read_bytes().split(b"\0")
            fields = (place / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if f"DECISIS_CACHE_DIR={cache}".encode() in variables or _is_below(place.name, cache):
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _is_below(number: str, cache: Path) -> bool:
    """Whether a process, git or semgrep with an environment of its own, was started by one that stays."""
    try:
        parent = Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1]
        variables = Path(f"/proc/{parent}/environ").read_bytes().split(b"\0")
    except OSError:
        return False
    return f"DECISIS_CACHE_DIR={cache}".encode() in variables


def program(variables: Mapping[str, str]) -> Path:
    """The command that `staying` made."""
    return Path(variables["DECISIS_CACHE_DIR"]) / "decisis"


@contextmanager
def staying(cache: Path, call: Callable[[dict[str, str]], None]) -> Iterator[dict[str, str]]:
    """The environment of calls that a process answers which stays, once it is there.

    Args:
        cache: folder for caches; made.
        call: makes a first call, given the environment.
    """
    variables = {**os.environ, "DECISIS_CACHE_DIR": str(cache), "DECISIS_RESIDENT": "on"}
    for name in ("CI", "PYTHONDONTWRITEBYTECODE"):
        variables.pop(name, None)
    cache.mkdir()
    launcher = program(variables)
    launcher.write_text(_LAUNCHER.format(python=sys.executable), encoding="utf-8")
    launcher.chmod(0o755)
    try:
        call(variables)
        deadline = time.monotonic() + 30
        while not list(cache.glob("resident/*.check")) and time.monotonic() < deadline:
            time.sleep(0.05)
        yield variables
    finally:
        for number in _of(cache):
            os.kill(number, signal.SIGTERM)


def _of(cache: Path) -> Iterator[int]:
    for place in Path("/proc").glob("[0-9]*"):
        try:
            variables = (place / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if f"DECISIS_CACHE_DIR={cache}".encode() in variables:
            yield int(place.name)
