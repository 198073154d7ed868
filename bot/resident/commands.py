"""A command run for a caller, with its streams, folder and environment, in a process that ends with it."""

from __future__ import annotations

import io
import os
import select
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from bot.cli.main import finished, main
from bot.engines.semgrep.engine import whole_file
from bot.engines.semgrep.headstart import kept_ready
from bot.engines.semgrep.rulefile import RuleFile
from bot.policies import last_restored, restore
from bot.rehearsal import rehearse
from bot.resident.frames import TAKEN, received, send
from bot.resident.fresh import OUTDATED, Freshness
from bot.resident.surroundings import Surroundings

_WITHIN = 5.0
"""Seconds that a caller may take to say what it wants."""


UNUSED = 64
"""Exit code of a process that waited in vain; no command ends with it."""


def wait(
    listener: socket.socket, freshness: Freshness, seconds: float, likely: Path | None, tell: int
) -> NoReturn:
    """Wait for a caller with semgrep loaded, and run what it wants; end if none comes.

    Args:
        listener: where callers connect.
        freshness: what the code looked like when it was loaded.
        seconds: how long to wait.
        likely: file of the policy that will probably be judged by, as `last_restored` gives it.
        tell: descriptor to which the file of the policy is written that was judged by.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    code = UNUSED
    try:
        listener.setblocking(False)
        with kept_ready(_prepared(likely)):
            while code == UNUSED and select.select([listener], [], [], seconds)[0]:
                if not freshness.lasts():
                    code = OUTDATED
                    break
                with suppress(BlockingIOError):  # the caller has gone
                    code = _run(listener.accept()[0])
        _tell(tell)
    finally:
        os._exit(code)


def serve(connection: socket.socket, tell: int) -> NoReturn:
    """Run what a caller wants.

    Args:
        connection: to the caller.
        tell: descriptor to which the file of the policy is written that was judged by.
    """
    code = UNUSED
    try:
        code = _run(connection)
        _tell(tell)
    finally:
        os._exit(code)


def _prepared(likely: Path | None) -> RuleFile | None:
    """Restore the policy and judge something by it; gives its semgrep rules, if it has any."""
    policy = restore(likely) if likely is not None else None
    if policy is None:
        return None
    rehearse(policy)
    return whole_file(policy.pattern_rules) if policy.pattern_rules else None


def _tell(descriptor: int) -> None:
    if (file := last_restored()) is not None:
        os.write(descriptor, os.fsencode(file) + b"\0")


def _run(connection: socket.socket) -> int:
    """Run what the caller wants and tell it the exit code, which is also given."""
    connection.settimeout(_WITHIN)
    connection.sendall(TAKEN)
    _, streams, _, _ = socket.recv_fds(connection, 1, 3)
    wanted = Surroundings.read(received(connection))
    connection.settimeout(None)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    wanted.take_on()
    tempfile.tempdir = None
    sys.stdin, sys.stdout, sys.stderr = (_text(number) for number in range(3))
    threading.Thread(target=_interrupt_at_the_end_of, args=(connection,), daemon=True).start()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    code = finished(_code_of(wanted.words))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the caller ends now
    send(connection, bytes([code]))
    return code


def _code_of(words: Sequence[str]) -> int:
    try:
        return main(words)
    except SystemExit as end:  # what argparse ends with
        return end.code if isinstance(end.code, int) else int(end.code is not None)


def _text(number: int) -> io.TextIOWrapper:
    """A standard stream as Python opens it in a UTF-8 locale."""
    mode = "rb" if number == 0 else "wb"
    binary = open(number, mode, closefd=False)  # noqa: SIM115 - lasts as long as the process
    is_lined = number == 2 or binary.isatty()
    errors = "backslashreplace" if number == 2 else "surrogateescape" if _is_plain_locale() else "strict"
    return io.TextIOWrapper(binary, encoding="utf-8", errors=errors, line_buffering=is_lined)


def _is_plain_locale() -> bool:
    told = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG") or "C"
    return told in ("C", "POSIX", "C.UTF-8", "C.utf8")


def _interrupt_at_the_end_of(connection: socket.socket) -> None:
    """The caller says nothing more: what can be read is that it was interrupted or killed."""
    if not connection.recv(1):
        os.kill(os.getpid(), signal.SIGINT)
