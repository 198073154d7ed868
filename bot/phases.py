"""Which phase a piece of work is in, told to whoever listens around it and to nobody where nobody does.

The App listens, for its log, its metrics and its traces; the command line and the Action do not, and pay
nothing for it. Phases nest: what is fetched while reading is fetching.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from enum import StrEnum


class Phase(StrEnum):
    """What a review spends its time on."""

    WAIT = "wait"
    """Lying in the queue, from the moment at which it was due."""

    READ = "read"
    """Asking GitHub for what the verdict rests on, and whether it still stands."""

    FETCH = "fetch"
    """Waiting for git to bring objects."""

    JUDGE = "judge"
    """Reading the change and running the checks."""

    PUBLISH = "publish"
    """Recording the verdict and writing it to GitHub."""


Listener = Callable[[Phase], AbstractContextManager[None]]
"""Is entered when a phase begins and left when it ends, also by an exception."""

_LISTENER: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def during(phase: Phase) -> Iterator[None]:
    """Say that what is done inside belongs to a phase.

    Args:
        phase: the phase.
    """
    listener = _LISTENER.get()
    if listener is None:
        yield
        return
    with listener(phase):
        yield


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Have a listener told of every phase of what this thread does inside.

    Args:
        listener: who is told.
    """
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)
