"""How fast a history is judged again, and what memory it takes: one process against all processors.

    python -m benchmarks.backtest CLONE [--last 50 100 200 400] [--processes 2]

Every change is judged under two policies, the built-in one and one with 60 semgrep rules besides. A first
pass begins with an empty cache, a second one with what the first one left. The outputs must be the same.

The rate counts on a machine that does nothing else; processor seconds a change count on any. Memory counts
pages that processes share once, and has to be flat: the most that the longest history takes over the most
that one of 100 changes takes is told at the end.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import os
import resource
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.check_command import prepared
from benchmarks.semgrep_corpus import corpus
from bot.backtest.crew import Crew, Task
from bot.backtest.merged import merged
from bot.backtest.trial import Tried
from bot.git.history import tree_at
from bot.git.local import LocalRepository
from bot.policies import built_in, read
from checks.policy import Policy

_MEGABYTE = 1_000_000
_BETWEEN_LOOKS = 0.1
_FLAT_FROM = 100
_SUBREAPER = 36
"""`PR_SET_CHILD_SUBREAPER` of Linux."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.backtest")
    parser.add_argument("clone", type=Path)
    processors = len(os.sched_getaffinity(0))
    parser.add_argument("--last", type=int, nargs="+", default=[50, 100, 200, 400])
    parser.add_argument("--processes", type=int, nargs="+", default=[1, processors])
    options = parser.parse_args()
    os.environ["SEMGREP_ENABLE_VERSION_CHECK"] = "0"
    _inherit_orphans()
    largest: dict[tuple[int, int], int] = {}
    with tempfile.TemporaryDirectory() as place:
        policies = (built_in(), _sixty_rules(Path(place, "rules")))
        for last in options.last:
            outcomes = []
            for processes in dict.fromkeys(options.processes):
                cache = Path(place, f"cache-{last}-{processes}")
                for name in ("first", "second"):
                    with _watched() as peak:
                        begun, spent = time.perf_counter(), _spent()
                        outcomes.append(_judged(options.clone, last, Task(policies, cache=cache), processes))
                        seconds = time.perf_counter() - begun
                    count, spent = len(outcomes[-1]), _spent() - spent
                    largest[last, processes] = max(peak.total, largest.get((last, processes), 0))
                    print(
                        f"{count:4} changes, {processes} at once, {name:6} pass:",
                        f"{count / seconds:5.1f} a second at a load of {os.getloadavg()[0]:.1f},",
                        f"{spent / count:4.2f} processor seconds a change,",
                        f"largest worker {peak.worker / _MEGABYTE:4.0f} MB,",
                        f"all {peak.total / _MEGABYTE:4.0f} MB",
                        flush=True,
                    )
            assert all(each == outcomes[0] for each in outcomes), "the outcome depends on the processes"
    for processes in dict.fromkeys(options.processes):
        first, last = min((one for one in options.last if one >= _FLAT_FROM), default=0), max(options.last)
        if last > first > 0:
            ratio = largest[last, processes] / largest[first, processes]
            print(f"memory of {last} changes over that of {first}, {processes} at once: {ratio:.2f}")


def _judged(clone: Path, last: int, task: Task, processes: int) -> Sequence[Tried]:
    repository = LocalRepository.open(clone)
    with repository.store() as store, Crew(store, task, processes) as crew:
        return list(crew.judged(merged(store, repository.resolve("HEAD"), last)))


def _sixty_rules(folder: Path) -> Policy:
    base, _, _ = prepared(folder, corpus())
    with LocalRepository.open(folder).store() as store:
        return read(tree_at(store, base), base)


def _inherit_orphans() -> None:
    """Have this process be the parent of what its workers leave behind, so that its time is counted too."""
    ctypes.CDLL(None, use_errno=True).prctl(_SUBREAPER, 1, 0, 0, 0)


def _spent() -> float:
    """Processor seconds of every process below this one that has ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


@dataclass
class _Peak:
    """The most memory that was seen.

    Attributes:
        worker: bytes that one worker held, without what it started.
        total: bytes of all processes below this one, shared pages once.
    """

    worker: int = 0
    total: int = 0

    def look(self) -> None:
        """Look once."""
        total = 0
        for pid in _below(os.getpid()):
            try:
                rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
                is_worker = b"bot.backtest.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
            except OSError:
                continue  # it has ended meanwhile
            values = {line.split()[0]: line.split()[1] for line in rollup.splitlines()[1:]}
            total += int(values["Pss:"]) * 1024
            if is_worker:
                self.worker = max(self.worker, int(values["Rss:"]) * 1024)
        self.total = max(self.total, total)


@contextmanager
def _watched() -> Iterator[_Peak]:
    peak, stopping = _Peak(), threading.Event()

    def watch() -> None:
        while not stopping.wait(_BETWEEN_LOOKS):
            peak.look()

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peak
    finally:
        stopping.set()
        watcher.join()


def _below(pid: int) -> list[int]:
    found = []
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (thread / "children").read_text().split()):
                found += [child, *_below(child)]
    except OSError:
        return found
    return found


if __name__ == "__main__":
    main()
