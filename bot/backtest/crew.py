"""Workers that judge a history side by side, each a process of its own, until all is done or time is up.

What comes out is the same whatever the number of workers, and in the order that was asked for.
"""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

import bot
from bot.backtest.merged import Merged, bring
from bot.backtest.messages import Order, heard, say, tried_of
from bot.backtest.trial import Tried
from bot.git.errors import GitError
from bot.git.store import Store
from checks import compiled
from checks.diff import DiffFault
from checks.policy import Policy

_LIFETIME = 50
"""Changes that a worker judges before a fresh one takes its place: what Python keeps is then given back."""

_FETCHED_TOGETHER = 20
"""Changes whose contents are fetched at once."""

_WORTH_A_WORKER = 5
"""Changes for which another worker pays: it takes as long to start as a few take to judge."""

_GRACE_SECONDS = 2.0
_KNOWN = ("PATH", "HOME", "TMPDIR", "LANG", "PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED")
"""Variables that a worker sees; none holds a secret."""


@dataclass(frozen=True)
class Task:
    """What is to be judged by, and how.

    Attributes:
        policies: the policies, each change under every one.
        as_agents: whether every change is judged as an agent's, whoever wrote it.
        cache: folder for answers of semgrep that may be used again, `None` for none.
        lowers_itself: whether everything else on the machine goes first.
    """

    policies: Sequence[Policy]
    as_agents: bool = False
    cache: Path | None = None
    lowers_itself: bool = False


class Crew:
    """Judges changes of one history. Use as a context manager.

    Args:
        store: an open store of the repository; what is missing is fetched through it.
        task: what is judged by.
        processes: how many work at once; `None` for one per processor.
    """

    def __init__(self, store: Store, task: Task, processes: int | None = None) -> None:
        self._order = Order(
            store=str(store.path),
            object_format=store.object_format,
            policies=tuple(map(compiled.dump, task.policies)),
            cache=str(task.cache) if task.cache else "",
            as_agents=task.as_agents,
            lowers_itself=task.lowers_itself,
        )
        self._count = processes or len(os.sched_getaffinity(0))
        self._store = store
        self._fetching = threading.Lock()
        self._brought: set[int] = set()
        self._free: queue.SimpleQueue[_Worker | None] = queue.SimpleQueue()
        self._all: set[_Worker] = set()
        self._lock = threading.Lock()
        self._over = threading.Event()

    def judged(self, changes: Sequence[Merged], seconds: float | None = None) -> Iterator[Tried]:
        """Judge changes.

        Args:
            changes: the changes.
            seconds: how long that may take, `None` for as long as it takes.

        Yields:
            What each came to, in the order of `changes`; those that were not reached in time are left out.
        """
        count = min(self._count, max(1, len(changes) // _WORTH_A_WORKER))
        for _ in range(count):
            self._free.put(None)
        timer = threading.Timer(seconds or 0.0, self.stop)
        timer.daemon = True
        if seconds is not None:
            timer.start()
        with ThreadPoolExecutor(count, "backtest") as pool:
            try:
                found = pool.map(lambda place: self._judge(changes, place), range(len(changes)))
                yield from filter(None, found)
            finally:
                timer.cancel()
                pool.shutdown(wait=False, cancel_futures=True)
                self.stop()

    def stop(self) -> None:
        """End every worker at once, whatever it does."""
        with self._lock:
            self._over.set()
            working = list(self._all)
        for worker in working:
            worker.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _judge(self, changes: Sequence[Merged], place: int) -> Tried | None:
        worker, one = self._free.get(), changes[place]
        try:
            worker = worker or self._started()
            if worker is None:
                return None
            self._foresee(changes, place)
            found = self._answer(worker, one)
        except (EOFError, OSError, ValueError):  # it has ended, perhaps by us
            self._dismiss(worker)
            worker = None
            return None if self._over.is_set() else Tried(one, fault="judging it ended the process")
        else:
            if worker.count >= _LIFETIME:
                self._dismiss(worker)
                worker = None
            return found
        finally:
            self._free.put(worker)

    def _started(self) -> _Worker | None:
        with self._lock:
            if self._over.is_set():
                return None
            worker = _Worker()
            self._all.add(worker)
        worker.tell(asdict(self._order))
        return worker

    def _dismiss(self, worker: _Worker | None) -> None:
        """End a worker; nobody takes its place until somebody is needed."""
        if worker is not None:
            worker.end()
            with self._lock:
                self._all.discard(worker)

    def _answer(self, worker: _Worker, one: Merged) -> Tried:
        worker.tell(asdict(one))
        while True:
            value = worker.hear()
            if "tried" in value:
                worker.count += 1
                return tried_of(value["tried"])
            worker.tell({"fault": self._bring(value["lacks"])})

    def _foresee(self, changes: Sequence[Merged], place: int) -> None:
        """Fetch the contents of a few changes at once where each would otherwise be fetched by itself."""
        if not self._store.objects.fetches:
            return
        start = place - place % _FETCHED_TOGETHER
        with self._fetching:
            if start in self._brought or self._over.is_set():
                return
            self._brought.add(start)
            with contextlib.suppress(GitError, DiffFault):  # told when the change itself is read
                bring(self._store, changes[start : start + _FETCHED_TOGETHER])

    def _bring(self, oids: Sequence[str]) -> str:
        """Have objects fetched; gives why they could not be."""
        try:
            with self._fetching:
                self._store.objects.info(oids)
        except GitError as fault:
            return str(fault)
        return ""


class _Worker:
    """A worker's process.

    Attributes:
        count: how many changes it has judged.
    """

    def __init__(self) -> None:
        self.count = 0
        known = {name: os.environ[name] for name in _KNOWN if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "bot.backtest.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd="/",
            env={**known, "PYTHONPATH": str(Path(bot.__file__).parents[1])},
        )
        self._lock = threading.Lock()

    def tell(self, value: object) -> None:
        """Say one thing to it."""
        say(cast("IO[bytes]", self._process.stdin), value)

    def hear(self) -> dict[str, Any]:
        """The next thing that it says."""
        return cast("dict[str, Any]", heard(cast("IO[bytes]", self._process.stdout)))

    def end(self) -> None:
        """End it, with all it has started."""
        with self._lock:
            if self._process.returncode is not None:
                return
            self._process.terminate()
            try:
                self._process.wait(_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(BrokenPipeError):
                cast("IO[bytes]", stream).close()
