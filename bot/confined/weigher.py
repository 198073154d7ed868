"""The worker's side: each judging is given to a process that was forked for it and does not come back."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import Any, Self

from bot.confined.engines import adapter
from bot.confined.limits import Limits, crashed
from bot.confined.order import Order, send
from bot.confined.trees import TreeOffice
from bot.confined.verdicts import understood
from checks import compiled
from checks.audits import AuditResults
from checks.change import Change, Incomplete
from checks.patterns import PatternResults
from checks.policy import Policy
from checks.review import review
from checks.verdict import Interruption, Verdict

START_SECONDS = 60.0
"""How long the process that forks may take to start; it takes one."""

TELL_SECONDS = 5.0
"""How long to wait until it tells how one that judged has ended."""

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR", "TZ")


class NotWeighed(Exception):
    """The judging failed in itself, as it would have in this process."""


class _Died(Exception):
    """The process that judged ended without an answer.

    Args:
        how: what ended it; a crash is tried once more.
        gap: says so in the verdict.
    """

    def __init__(self, how: Interruption, gap: Incomplete) -> None:
        super().__init__(gap.measured)
        self.how, self.gap = how, gap


class ConfinedWeigher:
    """Weighs changes, each in a process of its own, as `bot.judge.Weigher`.

    Args:
        limits: what each may use.
        cache: folder for semgrep's answers about examples of records, `None` for none.
    """

    def __init__(self, limits: Limits | None = None, cache: Path | None = None) -> None:
        self._limits, self._cache = limits or Limits(), cache
        self._lock = threading.Lock()
        self._forks: _Forks | None = None

    def start(self) -> None:
        """Have the process that forks load itself; who asks first waits for less."""
        with self._lock:
            if self._forks is None:
                self._forks = _Forks()

    def close(self) -> None:
        """End every process."""
        with self._lock:
            forks, self._forks = self._forks, None
        if forks is not None:
            forks.close()

    def __call__(
        self,
        change: Change,
        policy: Policy,
        engine: str,
        patterns: Callable[[], PatternResults],
        audits: Callable[[], AuditResults | None],
    ) -> Verdict:
        """The verdict; where judging crashes twice, hangs or needs too much, it is incomplete and says so.

        Raises:
            NotWeighed: it failed in another way.
            GitError: the objects could not be read, as in this process.
            UserError: the engine is not fit, likewise.
        """
        order = Order(change, compiled.dump(policy), engine, self._limits, self._cache)
        asked = {"patterns": patterns, "audits": audits}
        try:
            return self._weighed(change, order, asked)
        except _Died as first:
            death = first
        if death.how is Interruption.CRASHED:
            try:
                return self._weighed(change, order, asked)
            except _Died as second:
                death = second
        gaps = tuple(sorted({*change.incomplete, death.gap}))
        empty = Change(change.base, change.head, files=(), facts=change.facts, incomplete=gaps)
        return replace(review(empty, policy, engine), interrupted=death.how)

    def _weighed(self, change: Change, order: Order, asked: Mapping[str, Callable[[], object]]) -> Verdict:
        forks = self._running()
        office = TreeOffice({"base": change.base_tree, "head": change.head_tree})
        with forks.connected() as connection:
            number = int(connection.recv_bytes(20))
            with _Deadline(number, self._limits.seconds) as deadline:
                try:
                    order.send(connection)
                    said = _conversation(connection, office, asked)
                except (EOFError, ConnectionError, ValueError) as fault:
                    raise self._death(forks, number, deadline) from fault
        if "verdict" in said:
            return understood(said["verdict"])
        if said["failure"] == MemoryError.__name__:
            raise _Died(Interruption.OUT_OF_MEMORY, self._limits.too_large())
        if isinstance(said["fault"], int) and said["fault"] < len(office.faults):
            raise office.faults[said["fault"]]
        raise NotWeighed(f"{said['failure']} while the change was judged")

    def _death(self, forks: _Forks, number: int, deadline: _Deadline) -> _Died:
        code = forks.end_of(number)
        if deadline.has_passed or code == -signal.SIGXCPU:
            return _Died(Interruption.OUT_OF_TIME, self._limits.too_slow())
        return _Died(Interruption.CRASHED, crashed(code))

    def _running(self) -> _Forks:
        with self._lock:
            if self._forks is not None and not self._forks.is_alive:
                self._forks.close()
                self._forks = None
            if self._forks is None:
                self._forks = _Forks()
            self._forks.await_ready()
            return self._forks


def _conversation(
    connection: Connection, office: TreeOffice, asked: Mapping[str, Callable[[], object]]
) -> Mapping[str, Any]:
    """Answer what is asked until the verdict comes."""
    while True:
        said: Mapping[str, Any] = json.loads(connection.recv_bytes())
        if "engine" in said:
            name = said["engine"]
            send(connection, {"value": adapter(name).dump_python(asked[name](), mode="json")})
        elif "tree" in said or "stream" in said:
            office.answer(connection, said)
        else:
            return said


class _Deadline:
    """Kills a process that takes too long."""

    def __init__(self, number: int, seconds: float) -> None:
        self.has_passed = False
        self._process = os.pidfd_open(number)
        self._timer = threading.Timer(seconds, self._kill)
        self._timer.daemon = True

    def _kill(self) -> None:
        self.has_passed = True
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._process, signal.SIGKILL)

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()
        os.close(self._process)


class _Forks:
    """The running process that forks, and the socket on which its forks wait."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="decisis-judges-"))
        self._socket = str(self._folder / "orders")
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot.confined.server", self._socket],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            cwd="/",
            start_new_session=True,
            text=True,
        )
        self._ends: dict[int, int] = {}
        self._told = threading.Condition()
        self._listener: threading.Thread | None = None

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def await_ready(self) -> None:
        """Wait until it can fork.

        Raises:
            NotWeighed: it did not start.
        """
        if self._listener is not None:
            return
        watch = threading.Timer(START_SECONDS, self._process.kill)
        watch.start()
        first = self._process.stdout.readline() if self._process.stdout else ""
        watch.cancel()
        if first != "ready\n":
            raise NotWeighed("the process that judges did not start; its last words are in the log")
        self._listener = threading.Thread(target=self._listen, name="judges", daemon=True)
        self._listener.start()

    def connected(self) -> Connection:
        """A connection to a fork."""
        return Client(self._socket, "AF_UNIX")

    def end_of(self, number: int) -> int | None:
        """The exit code of a fork that has ended, `None` if nobody tells it."""
        with self._told:
            self._told.wait_for(lambda: number in self._ends, TELL_SECONDS)
            return self._ends.pop(number, None)

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            number, _, code = line.partition(" ")
            with self._told:
                if code.strip() != "0":
                    self._ends[int(number)] = int(code)
                    self._told.notify_all()

    def close(self) -> None:
        """End it with all its forks."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(TELL_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._listener is not None:
            self._listener.join()
        if self._process.stdout is not None:
            self._process.stdout.close()
        shutil.rmtree(self._folder, ignore_errors=True)
