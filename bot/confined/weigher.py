"""The worker's side: each judging is given to a process that was forked for it and does not come back."""

from __future__ import annotations

import contextlib
import json
import signal
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bot.confined.deadline import Deadline
from bot.confined.engines import adapter
from bot.confined.forks import Forks, Judging, NotWeighed
from bot.confined.limits import Limits, crashed
from bot.confined.order import Brief, Order, send
from bot.confined.trees import TreeOffice
from bot.confined.verdicts import understood
from checks import compiled
from checks.audits import AuditResults
from checks.change import Change, Incomplete
from checks.patterns import PatternResults
from checks.policy import Policy
from checks.review import review
from checks.verdict import Interruption, Verdict


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
        ready: policies for which a process waits once a change was judged under them, 20 MB each.
    """

    def __init__(self, limits: Limits | None = None, cache: Path | None = None, ready: int = 0) -> None:
        self._limits, self._cache, self._most_ready = limits or Limits(), cache, ready
        self._lock = threading.Lock()
        self._forks: Forks | None = None
        self._briefs = _Briefs(self._limits, ready)
        self._ready: OrderedDict[Brief, Judging] = OrderedDict()

    def start(self) -> None:
        """Have the process that forks load itself; who asks first waits for less."""
        with self._lock:
            if self._forks is None:
                self._forks = Forks()

    def close(self) -> None:
        """End every process."""
        with self._lock:
            forks, self._forks = self._forks, None
            ready, self._ready = self._ready, OrderedDict()
        for judging in ready.values():
            judging.connection.close()
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
        brief, order = self._briefs.of(policy), Order(change, engine, self._cache)
        asked = {"patterns": patterns, "audits": audits}
        for _ in range(2):
            try:
                verdict = self._weighed(change, brief, order, asked)
            except _Died as died:
                death = died
                if death.how is not Interruption.CRASHED:
                    break
            else:
                self._expect(brief)
                return verdict
        gaps = tuple(sorted({*change.incomplete, death.gap}))
        empty = Change(change.base, change.head, files=(), facts=change.facts, incomplete=gaps)
        return replace(review(empty, policy, engine), interrupted=death.how)

    def _weighed(
        self, change: Change, brief: Brief, order: Order, asked: Mapping[str, Callable[[], object]]
    ) -> Verdict:
        forks = self._running()
        office = TreeOffice({"base": change.base_tree, "head": change.head_tree})
        judging = self._taken(brief) or forks.begun()
        with judging.connection as connection, Deadline(judging.number, self._limits.seconds) as deadline:
            try:
                if not judging.is_briefed:
                    brief.send(connection, is_early=False)
                order.send(connection)
                said = _conversation(connection, office, asked)
            except (EOFError, ConnectionError, ValueError) as fault:
                raise self._death(forks, judging.number, deadline) from fault
        if "verdict" in said:
            return understood(said["verdict"])
        if said["failure"] == MemoryError.__name__:
            raise _Died(Interruption.OUT_OF_MEMORY, self._limits.too_large())
        if isinstance(said["fault"], int) and said["fault"] < len(office.faults):
            raise office.faults[said["fault"]]
        raise NotWeighed(f"{said['failure']} while the change was judged")

    def _taken(self, brief: Brief) -> Judging | None:
        """The process that is ready for this, if it still waits."""
        with self._lock:
            judging = self._ready.pop(brief, None)
        if judging is None or not judging.connection.poll():
            return judging
        judging.connection.close()  # it has nothing to say yet: it has ended
        return None

    def _expect(self, brief: Brief) -> None:
        """Have a process get ready for the next judging; one that cannot be had is told of by that."""
        if self._most_ready:
            begin = partial(self._keep_ready, brief)
            threading.Thread(target=begin, name="judge-ready", daemon=True).start()

    def _keep_ready(self, brief: Brief) -> None:
        with contextlib.suppress(NotWeighed, EOFError, OSError):
            forks = self._running(anew=False)
            judging = forks.begun(brief)
            with self._lock:
                surplus = [self._ready.pop(brief, None)]
                if forks is self._forks:
                    self._ready[brief] = judging
                else:
                    surplus.append(judging)
                while len(self._ready) > self._most_ready:
                    surplus.append(self._ready.popitem(last=False)[1])
            for one in surplus:
                if one is not None:
                    one.connection.close()

    def _death(self, forks: Forks, number: int, deadline: Deadline) -> _Died:
        code = forks.end_of(number)
        if deadline.has_passed or code == -signal.SIGXCPU:
            return _Died(Interruption.OUT_OF_TIME, self._limits.too_slow())
        return _Died(Interruption.CRASHED, crashed(code))

    def _running(self, *, anew: bool = True) -> Forks:
        with self._lock:
            if self._forks is None and not anew:
                raise NotWeighed("no process that judges is to be started any more")
            if self._forks is not None and not self._forks.is_alive:
                self._forks.close()
                self._forks = None
            if self._forks is None:
                self._forks = Forks()
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


class _Briefs:
    """What processes are told of policies, written once for each.

    Args:
        limits: what each judging may use.
        most: how many are kept.
    """

    def __init__(self, limits: Limits, most: int) -> None:
        self._limits, self._most = limits, most
        self._lock = threading.Lock()
        self._kept: OrderedDict[int, tuple[Policy, Brief]] = OrderedDict()

    def of(self, policy: Policy) -> Brief:
        """The brief about a policy."""
        with self._lock:
            if id(policy) in self._kept:
                self._kept.move_to_end(id(policy))
                return self._kept[id(policy)][1]
        brief = Brief(compiled.dump(policy), self._limits)
        with self._lock:
            self._kept[id(policy)] = policy, brief  # as long as it is held nothing else has its `id`
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return brief
