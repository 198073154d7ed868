"""The process that stays: it has loaded everything, waits, and forks one that does what a caller wants.

It does nothing itself, has one thread and holds nothing of any call. Two kinds of forks work: one answers
calls of the hook one after the other, and for each command there is one that ends with it.
"""

from __future__ import annotations

import ctypes
import gc
import os
import pkgutil
import select
import signal
import socket
import sys
import sysconfig
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import bot.cli.check
import bot.cli.judging
import bot.cli.policy_option
import bot.engines.semgrep
import bot.engines.zizmor
import bot.git
import bot.hook
import checks
from bot.policies import engine_stamp, read
from bot.rehearsal import rehearse
from bot.resident import calls, commands
from bot.resident.address import socket_path
from bot.resident.fresh import OUTDATED, Freshness
from bot.resident.starting import locked
from checks import compiled
from checks.change import Blob, MemoryTree, Mode
from checks.report import json_report, text

IDLE_SECONDS = 900.0
"""Without a caller for as long, the process ends."""

READY_SECONDS = 120.0
"""After a check one is kept ready for another for as long, with semgrep loaded, which takes 100 MB."""

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG

_PACKAGES = (checks, bot.git, bot.hook, bot.engines.semgrep, bot.engines.zizmor)


_DECIDED = {
    ".github/decisis.yml": "version: 1\nmode: enforce\nchecks:\n  leaked-secret: warn\n",
    "docs/decisions/0001-example.md": """\
---
status: accepted
enforce:
  instead: the other one
  rules:
    - forbid-import: [one]
    - forbid-path: ["one/**"]
    - forbid-pattern: {languages: [python], pattern: one(...)}
---
# An example
""",
}
"""What is read while nobody waits, so that everything is loaded that reading decisions loads."""


class Resident:
    """Waits for callers.

    Args:
        paths: of the sockets, by use.
        freshness: what the code looked like before it was loaded.
        lock: the lock of the address, which no fork may hold.
        idle: seconds without a caller after which it ends.
    """

    def __init__(self, paths: dict[str, str], freshness: Freshness, lock: int, idle: float) -> None:
        self._paths, self._freshness, self._lock, self._idle = paths, freshness, lock, idle
        self._libc = ctypes.CDLL(None)
        self._listeners = {use: _listening(path) for use, path in paths.items()}
        self._working: dict[int, str] = {}
        self._likely: Path | None = None
        self._told, self._tell = os.pipe()
        self._woken, wake = os.pipe()
        for end in (self._woken, wake, self._told, self._tell):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(wake)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())

    def run(self) -> None:
        """Wait until nobody calls any more or the code is another."""
        try:
            self._wait()
        finally:
            for path in self._paths.values():
                Path(path).unlink(missing_ok=True)

    def _wait(self) -> None:
        last, is_outdated = time.monotonic(), False
        while not is_outdated:
            uses = [use for use in self._paths if use not in self._working.values()]
            waited = [self._listeners[use].fileno() for use in uses]
            ready, _, _ = select.select([*waited, self._woken], [], [], self._idle)
            with suppress(BlockingIOError):
                os.read(self._woken, 4_096)
            is_outdated = self._reap() or (bool(ready) and not self._freshness.lasts())
            if is_outdated or (not self._working and time.monotonic() - last >= self._idle):
                break
            for use in uses:
                if self._listeners[use].fileno() in ready:
                    last = time.monotonic()
                    self._fork(use)

    def _fork(self, use: str) -> None:
        if use == "hook":
            self._spawn(use, lambda: calls.serve(self._listeners["hook"], self._freshness, self._idle))
            return
        try:
            connection, _ = self._listeners[use].accept()
        except OSError:  # the caller has gone
            return
        with connection:
            self._spawn("command", lambda: commands.serve(connection, self._tell))

    def _spawn(self, use: str, work: Callable[[], NoReturn]) -> None:
        parent, number = os.getpid(), os.fork()
        if number:
            self._working[number] = use
            return
        try:
            os.close(self._lock)
            if sys.platform == "linux":
                self._libc.prctl(_DIE_WITH_PARENT, signal.SIGTERM)
            if os.getppid() != parent:
                os._exit(70)
            signal.set_wakeup_fd(-1)
            for kind in (signal.SIGCHLD, signal.SIGTERM):
                signal.signal(kind, signal.SIG_DFL)
            work()
        finally:
            os._exit(70)

    def _reap(self) -> bool:
        """Note who has ended; whether the code was found to be another."""
        is_outdated = False
        while self._working:
            number, status = os.waitpid(-1, os.WNOHANG)
            if number == 0:
                break
            use, code = self._working.pop(number, ""), os.waitstatus_to_exitcode(status)
            is_outdated |= code == OUTDATED
            if use in ("command", "check") and code not in (commands.UNUSED, OUTDATED):
                self._get_one_ready()
        return is_outdated

    def _get_one_ready(self) -> None:
        """Whoever checks once will do so again, by the same policy: after a mend, or for the next file."""
        with suppress(BlockingIOError):
            *_, last, _ = os.read(self._told, 65_536).split(b"\0")
            self._likely = Path(os.fsdecode(last))
        if "check" not in self._working.values():
            listener, likely = self._listeners["check"], self._likely
            self._spawn(
                "check",
                lambda: commands.wait(listener, self._freshness, READY_SECONDS, likely, self._tell),
            )


def _listening(path: str) -> socket.socket:
    """A socket at a path that nobody else listens at, for the lock is ours."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    beside = f"{path}.new"
    Path(beside).unlink(missing_ok=True)
    listener.bind(beside)
    listener.listen(16)
    listener.setblocking(False)
    Path(beside).replace(path)
    return listener


def _get_ready() -> None:
    """Load whatever a call or a command loads, and judge something small."""
    for package in _PACKAGES:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    engine_stamp()
    policy = read(MemoryTree({path: _blob(written) for path, written in _DECIDED.items()}))
    policy = compiled.load(compiled.dump(policy))
    verdict = rehearse(policy)
    text.render(verdict, colour=False)
    json_report.render(verdict)


def _blob(written: str) -> Blob:
    return Blob("0" * 40, Mode.FILE, len(written), written.encode())


def main() -> None:
    """Stay until nobody calls any more; end at once if another process stays already.

    The argument is the number of seconds to wait for a caller, in place of `IDLE_SECONDS`.
    """
    roots = [Path(package.__file__).parent for package in (bot, checks) if package.__file__]
    freshness = Freshness(roots, {sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")})
    idle = float(sys.argv[1]) if sys.argv[1:] else IDLE_SECONDS
    paths = {use: path for use in ("hook", "check") if (path := socket_path(use)) is not None}
    if len(paths) != 2 or (lock := locked(paths["hook"])) is None:
        sys.exit(1)
    _get_ready()
    gc.collect()
    gc.freeze()
    Resident(paths, freshness, lock, idle).run()


if __name__ == "__main__":
    main()
