"""Processes of the service, forked from one that has loaded Python, Decisis and its libraries already.

Most of a start is loading, for which every story would pay again. What is forked runs as a program does,
with an environment, a standard output and a log of its own, and it can be killed like any other. The fork
server is that of the standard library: it has one thread and has run nothing yet.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib import import_module
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests.machine import library
from tests.programs import executable

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.forking", "bot.cli.main", "bot.server.serve", "tests.preloaded"])

Main = tuple[str, str, tuple[object, ...]]
"""A module, a function of it that returns an exit code, and what it is called with."""


@cache
def _have_it_run() -> None:
    """Start the fork server, with the library between it and libc by which a machine can be made to fail."""
    preloaded = library()
    if preloaded is not None:
        os.environ["LD_PRELOAD"] = str(preloaded)
    try:
        forkserver.ensure_running()
    finally:
        os.environ.pop("LD_PRELOAD", None)


class Forked:
    """A process that was forked, with what the tests ask of `subprocess.Popen`.

    Args:
        call: what it runs.
        environment: its environment, whole.
        directory: where it runs.
        log: the file to which its standard error is added.

    Attributes:
        stdout: what it says on its standard output.
    """

    def __init__(self, call: Main, environment: Mapping[str, str], directory: Path, log: Path) -> None:
        _have_it_run()
        ours, theirs = _FORKS.Pipe(duplex=False)
        self._process = ForkServerProcess(
            target=_run,
            args=(call, dict(environment), str(directory), str(log), executable(), theirs),
            daemon=True,
        )
        self._process.start()
        theirs.close()
        self.stdout = os.fdopen(os.dup(ours.fileno()), encoding="utf-8")
        ours.close()

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        """Its exit code, negative for the signal that ended it, `None` while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end.

        Raises:
            TimeoutExpired: it did not end within that many seconds.
        """
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("a forked process", timeout or 0.0)
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it still runs."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.send_signal(signal.SIGKILL)


def _run(
    call: Main, environment: Mapping[str, str], directory: str, log: str, python: str, output: Connection
) -> None:
    sys.executable = python
    os.environ.clear()
    os.environ.update(environment)
    if "MACHINE_FAULTS" in environment:
        ctypes.CDLL(None).machine_begins()
    os.chdir(directory)
    with Path(log).open("ab") as errors:
        os.dup2(errors.fileno(), 2)
    os.dup2(output.fileno(), 1)
    output.close()
    module, name, arguments = call
    sys.exit(getattr(import_module(module), name)(*arguments))
