"""The process that forks those that judge, as the worker has it: started, asked for forks, ended."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import NamedTuple

from bot.confined.order import Brief

START_SECONDS = 60.0
"""How long the process that forks may take to start; it takes one."""

TRIES = 5
"""Processes that are asked before it is given up; who kills one that waits may kill all that do."""

TELL_SECONDS = 5.0
"""How long to wait until it tells how one that judged has ended."""

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR", "TZ")


class NotWeighed(Exception):
    """The judging failed in itself, as it would have in this process."""


class Judging(NamedTuple):
    """A process that judges.

    Attributes:
        number: its process id.
        connection: to it.
        is_briefed: whether it has been told the policy.
    """

    number: int
    connection: Connection
    is_briefed: bool


class Forks:
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

    def begun(self, brief: Brief | None = None) -> Judging:
        """A fork, told the policy where that is given.

        Raises:
            NotWeighed: each that took the connection ended at once.
            OSError: the one that forks is gone.
        """
        for _ in range(TRIES):
            connection = Client(self._socket, "AF_UNIX")
            try:
                judging = Judging(int(connection.recv_bytes(20)), connection, brief is not None)
                if brief is not None:
                    brief.send(connection, is_early=True)
            except (EOFError, ConnectionError):  # it was killed while it waited
                connection.close()
            else:
                return judging
        raise NotWeighed("the processes that judge end before they are asked")

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
