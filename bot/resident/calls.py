"""Calls of the hook, answered one after the other by a process that keeps repositories open."""

from __future__ import annotations

import os
import resource
import select
import signal
import socket
import sys
import tempfile
from contextlib import suppress
from typing import NoReturn, Self

from bot.git.command import git_program
from bot.hook.answering import answered
from bot.hook.answers import Host
from bot.hook.workplaces import Workplaces
from bot.resident.frames import TAKEN, BadFrame, received, send
from bot.resident.fresh import OUTDATED, Freshness
from bot.resident.surroundings import Surroundings, taken_on

MOST_CALLS = 2_000
"""Calls after which the next process takes over."""

MOST_MEGABYTES = 500
"""Memory after which the next process takes over; one that has judged some hundred files has about 100."""

MOST_REPOSITORIES = 4

_WITHIN = 5.0
"""Seconds that a caller may take to say what it wants, and to take the answer."""

_DECISIVE = ("PATH", "HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "DECISIS_CACHE_DIR", "TMPDIR")
"""Variables that what is kept open was opened under."""


def serve(listener: socket.socket, freshness: Freshness, idle: float) -> NoReturn:
    """Answer calls, and end when nobody calls, when there were many, or when the code was replaced.

    Args:
        listener: where callers connect.
        freshness: what the code looked like when it was loaded.
        idle: seconds without a call after which the process ends.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    code = 0
    try:
        with _Office() as office:
            code = office.serve(listener, freshness, idle)
    finally:
        os._exit(code)


class _Office:
    """What is kept between calls."""

    def __init__(self) -> None:
        self._workplaces = Workplaces(MOST_REPOSITORIES)
        self._under: tuple[str | None, ...] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._workplaces.close()

    def serve(self, listener: socket.socket, freshness: Freshness, idle: float) -> int:
        """Answer calls; gives the exit code."""
        listener.setblocking(False)
        for _ in range(MOST_CALLS):
            ready, _, _ = select.select([listener], [], [], idle)
            if not ready or _megabytes() > MOST_MEGABYTES:
                break
            if not freshness.lasts():
                return OUTDATED
            # without an answer the caller has gone, or does the work itself
            with suppress(BadFrame, OSError, ValueError):
                connection, _ = listener.accept()
                with connection:
                    self._answer(connection)
                self._workplaces.learn()
        return 0

    def _answer(self, connection: socket.socket) -> None:
        connection.settimeout(_WITHIN)
        connection.sendall(TAKEN)
        wanted, payload = Surroundings.read(received(connection)), received(connection)
        with taken_on(wanted):
            now = tuple(os.environ.get(name) for name in _DECISIVE)
            if now != self._under:
                self._workplaces.close()
                git_program.cache_clear()
                tempfile.tempdir, self._under = None, now
            answer = answered(Host(wanted.words[1]), payload, self._workplaces)
        send(connection, bytes([answer.code]), answer.out.encode(), answer.err.encode())


def _megabytes() -> int:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most >> (20 if sys.platform == "darwin" else 10)
