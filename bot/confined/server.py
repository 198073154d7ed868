"""The process that forks those that judge: small, with one thread, without a secret, everything imported.

It is started as a program of its own, with the path of a socket. Always some forks wait on the socket; each
takes one order and ends. It says on its output which one ended and how, and ends with its input.
"""

from __future__ import annotations

import ctypes
import gc
import os
import pkgutil
import select
import signal
import sys
from importlib import import_module
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import NoReturn

import checks
from bot.confined.child import serve
from bot.confined.engines import audits, patterns
from bot.confined.order import facts_form, gaps_form
from bot.confined.verdicts import told, understood
from bot.policies import built_in
from bot.rehearsal import rehearse
from checks import compiled

WAITING = 2
"""Forks that wait."""

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


class ForkServer:
    """Forks processes that judge.

    Args:
        listener: where orders come.
    """

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._libc = ctypes.CDLL(None)
        self._taken, self._take = os.pipe()
        self._woken, wake = os.pipe()
        os.set_blocking(wake, False)
        os.set_blocking(self._woken, False)
        signal.set_wakeup_fd(wake)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._waiting: set[int] = set()
        self._working: set[int] = set()

    def run(self) -> None:
        """Fork until the input ends."""
        self._fill()
        print("ready", flush=True)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 2)  # what a crash prints may show what was judged
        while True:
            ready, _, _ = select.select([0, self._taken, self._woken], [], [])
            if self._taken in ready:
                number = int.from_bytes(os.read(self._taken, 4))
                if number in self._waiting:
                    self._waiting.remove(number)
                    self._working.add(number)
            if self._woken in ready:
                os.read(self._woken, 4_096)
            self._reap()
            if 0 in ready:
                break
            self._fill()
        for number in self._waiting | self._working:
            os.kill(number, signal.SIGKILL)

    def _fill(self) -> None:
        while len(self._waiting) < WAITING:
            parent, number = os.getpid(), os.fork()
            if number == 0:
                self._be_one(parent)
            self._waiting.add(number)

    def _reap(self) -> None:
        while self._waiting | self._working:
            number, status = os.waitpid(-1, os.WNOHANG)
            if number == 0:
                return
            self._waiting.discard(number)
            self._working.discard(number)
            print(number, os.waitstatus_to_exitcode(status), flush=True)

    def _be_one(self, parent: int) -> NoReturn:
        code = 70
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._libc.prctl(_DIE_WITH_PARENT, signal.SIGKILL)
            if os.getppid() != parent:
                os._exit(code)  # nobody would hear the answer
            connection = self._listener.accept()
            os.write(self._take, os.getpid().to_bytes(4))
            connection.send_bytes(str(os.getpid()).encode())
            assert isinstance(connection, Connection)  # noqa: S101 - the family of the socket says so
            serve(connection)
            code = 0
        except (EOFError, ConnectionError):
            code = 0  # whoever ordered it has gone
        finally:
            os._exit(code)


def _get_ready() -> None:
    """Judge something small, so that whatever judging imports is there before the first fork."""
    for module in pkgutil.walk_packages(checks.__path__, "checks."):
        import_module(module.name)
    for form in (facts_form, gaps_form, patterns, audits):
        form()
    understood(told(rehearse(compiled.load(compiled.dump(built_in())))))


def main() -> None:
    """Fork until the input ends; the argument is the path of the socket."""
    gc.disable()  # what is loaded stays
    _get_ready()
    socket = Path(sys.argv[1])
    with Listener(str(socket), "AF_UNIX", backlog=64) as listener:
        gc.collect()
        gc.freeze()
        gc.enable()
        ForkServer(listener).run()
    socket.parent.rmdir()


if __name__ == "__main__":
    main()
