"""Processes of semgrep-core that were started before they are needed.

Each one has loaded itself and its rules and waits for targets; it answers once, so nothing of one pull
request is left when the next one comes. What waits costs memory, so the number is bounded.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from types import TracebackType
from typing import Self

from bot.engines.semgrep.binary import Binary
from bot.engines.semgrep.jail import Limits
from bot.engines.semgrep.process import CoreProcess
from bot.engines.semgrep.rulefile import RuleFile

Key = tuple[str, int]


class WarmPool:
    """A bounded store of waiting processes, by rule file and number of jobs; safe to share by threads.

    Args:
        binary: the program.
        limits: limits of each run.
        keys: rule files, by number of jobs, that are served; the one longest unused goes first.
    """

    def __init__(self, binary: Binary, limits: Limits, keys: int = 8) -> None:
        self._binary, self._limits = binary, limits
        self._keys = keys
        self._waiting: OrderedDict[Key, deque[CoreProcess]] = OrderedDict()
        self._lock = threading.Lock()
        self._closed = False

    def warm(self, rules: RuleFile, jobs: int, count: int = 1) -> None:
        """See that so many processes wait for this rule file."""
        while self._lacks((rules.digest, jobs), count):
            self.add(rules, jobs)

    def add(self, rules: RuleFile, jobs: int) -> None:
        """Start one process more for this rule file."""
        self.put(CoreProcess(self._binary, rules, self._limits, jobs), rules)

    def put(self, process: CoreProcess, rules: RuleFile) -> None:
        """Take over a process that knows this rule file."""
        with self._lock:
            surplus = self._surplus() if not self._closed else [process]
            if not self._closed:
                self._waiting.setdefault((rules.digest, process.jobs), deque()).append(process)
        for one in surplus:
            one.close()

    def take(self, rules: RuleFile, jobs: int) -> CoreProcess:
        """A process that knows at least these rules: one that waits, or a fresh one that knows just these."""
        with self._lock:
            for key, waiting in reversed(self._waiting.items()):
                while waiting and key[1] == jobs and waiting[0].knows(rules):
                    process = waiting.popleft()
                    if process.alive:
                        return process
                    process.close()
        return CoreProcess(self._binary, rules, self._limits, jobs)

    def dismiss(self) -> None:
        """Have all that waits end soon; `close` is still due."""
        with self._lock:
            for waiting in self._waiting.values():
                for process in waiting:
                    process.kill()

    def _lacks(self, key: Key, count: int) -> bool:
        with self._lock:
            if key in self._waiting:
                self._waiting.move_to_end(key)
            return not self._closed and len(self._waiting.get(key, ())) < count

    def _surplus(self) -> list[CoreProcess]:
        surplus: list[CoreProcess] = []
        while len(self._waiting) > self._keys:
            surplus += self._waiting.popitem(last=False)[1]
        return surplus

    def close(self) -> None:
        """End all that waits; whatever is asked of the pool afterwards starts cold."""
        with self._lock:
            self._closed = True
            processes = [process for waiting in self._waiting.values() for process in waiting]
            self._waiting.clear()
        for process in processes:
            process.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
