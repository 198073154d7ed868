"""A process that judges merged pull requests, one after the other, as it is told on its standard input.

It has no secret and no network: objects that are missing are brought by whoever started it. That it is a
process of its own keeps it from the verdicts of a service, lets it be ended at any moment, and gives back
its memory.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import IO, NoReturn

from bot.backtest.merged import Merged
from bot.backtest.messages import Order, as_value, heard, order_of, say
from bot.backtest.trial import Tried, tried
from bot.engines.semgrep import SemgrepEngine
from bot.git.errors import GitError, MissingObject
from bot.git.store import scratch
from bot.judge import Judge
from checks import compiled

_BETWEEN_COLLECTIONS = 10
"""Changes between two collections; memory then stays flat, for a few milliseconds a change."""

_LOWEST = 19


def main() -> None:
    """Judge until nothing more is asked."""
    signal.signal(signal.SIGTERM, _end)
    answers, questions = os.fdopen(os.dup(1), "wb"), sys.stdin.buffer
    os.dup2(2, 1)  # whatever a library may print is no answer
    order = order_of(heard(questions))
    if order.lowers_itself:
        os.nice(_LOWEST)
    with contextlib.suppress(EOFError):
        _work(order, questions, answers)


def _work(order: Order, questions: IO[bytes], answers: IO[bytes]) -> None:
    policies = [compiled.load(text) for text in order.policies]
    place = Path(order.store)
    with (
        scratch(
            [place / "objects"],
            object_format=order.object_format,
            shallow=place / "shallow",
            fetch=_fetching(questions, answers),
        ) as store,
        SemgrepEngine(cache=order.folder, warm=1) as engine,
    ):
        judge, give_back = Judge(engine), _giving_back()
        count = 0
        while True:
            one = Merged(**heard(questions))
            try:
                found = tried(store, one, policies, judge, as_agents=order.as_agents)
            except MissingObject:
                found = Tried(one, fault="git lacks its objects")
            except GitError as fault:
                found = Tried(one, fault=str(fault))
            say(answers, {"tried": as_value(found)})
            count += 1
            if count % _BETWEEN_COLLECTIONS == 0:
                gc.collect()  # syntax trees are cycles, and Python looks for them the less the more there is
                give_back()


def _giving_back() -> Callable[[], None]:
    """What gives free memory back to the system: glibc keeps most of it, scattered between what is used.

    After 100 changes that was half of what a worker held. Other libraries have no such call and need none.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return partial(trim, 0) if trim is not None else lambda: None


def _fetching(questions: IO[bytes], answers: IO[bytes]) -> Callable[[Sequence[str]], None]:
    """What has objects brought into the store; one asks at a time, since a check may read in a thread."""
    lock = threading.Lock()

    def fetch(oids: Sequence[str]) -> None:
        with lock:
            say(answers, {"lacks": list(oids)})
            fault = heard(questions)["fault"]
        if fault:
            raise MissingObject(fault, "try again later")

    return fetch


def _end(*_: object) -> NoReturn:
    """End at once, with every process that was started; each leads a group of its own."""
    with contextlib.suppress(OSError):
        for thread in Path("/proc/self/task").iterdir():
            for child in (thread / "children").read_text().split():
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(int(child), signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    main()
