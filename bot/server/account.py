"""What is known of the job under way: named in every line of the log, measured, and told to who watches."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import get_ident

from structlog.contextvars import bind_contextvars, bound_contextvars, unbind_contextvars

from bot.phases import Phase
from bot.server.job import Job


class Account:
    """The ids that a job came to know and the seconds that it spent, phase by phase.

    No second counts twice: while an inner phase runs, the outer one stands still.

    Args:
        clock: seconds from any origin, never going back.

    Attributes:
        ids: what `note` was told.
        seconds: seconds by phase.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.ids: dict[str, str] = {}
        self.seconds: dict[Phase, float] = {}
        self._clock = clock
        self._phases: list[Phase] = []
        self._since = clock()
        self._thread = get_ident()

    @contextmanager
    def phase(self, phase: Phase) -> Iterator[None]:
        """Spend time in a phase; the log names the innermost, after an error the one that failed."""
        if get_ident() != self._thread:  # what runs aside is part of what waits for it
            yield
            return
        self._turn()
        self._phases.append(phase)
        bind_contextvars(phase=phase.value)
        is_over = False
        try:
            yield
            is_over = True
        finally:
            self._turn()
            self._phases.pop()
            if is_over and self._phases:
                bind_contextvars(phase=self._phases[-1].value)

    def _turn(self) -> None:
        now = self._clock()
        if self._phases:
            within = self._phases[-1]
            self.seconds[within] = self.seconds.get(within, 0.0) + now - self._since
        self._since = now


NOTED = ("head", "verdict", "conclusion")
"""What `note` is told: the commit, SHA-256 of the record of its verdict, and the conclusion."""

_CURRENT: ContextVar[Account | None] = ContextVar("account", default=None)


@contextmanager
def kept() -> Iterator[Account]:
    """Keep account of what this thread does inside."""
    account = Account()
    token = _CURRENT.set(account)
    try:
        yield account
    finally:
        _CURRENT.reset(token)


def note(**ids: str) -> None:
    """Note what has become known of the job under way.

    Args:
        ids: values by name, of those in `NOTED`; from here on every line of the job carries them.
    """
    bind_contextvars(**ids)
    account = _CURRENT.get()
    if account is not None:
        account.ids.update(ids)


@contextmanager
def about(job: Job) -> Iterator[None]:
    """Have every line of the log inside say which job it is about, and forget it afterwards."""
    with bound_contextvars(**names(job)):
        try:
            yield
        finally:
            unbind_contextvars("phase", *NOTED)


def names(job: Job) -> dict[str, str]:
    """What a job is known by: its id, what kind it is, GitHub's id of the delivery, `owner/repo#N`."""
    found = {"job": job.id, "kind": job.kind.value, "delivery": job.origin}
    if job.place is not None:
        found["repository"] = job.place.full_name
        if job.number:
            found["pull"] = f"{job.place.full_name}#{job.number}"
    return found
