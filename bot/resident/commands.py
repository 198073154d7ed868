"""A command run for a caller, with its streams, folder and environment, in a process that ends with it."""

from __future__ import annotations

import io
import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Sequence
from typing import NoReturn

from bot.cli.main import finished, main
from bot.resident.frames import TAKEN, received, send
from bot.resident.surroundings import Surroundings

_WITHIN = 5.0
"""Seconds that a caller may take to say what it wants."""


def run(connection: socket.socket) -> NoReturn:
    """Run what the caller wants, tell it the exit code, and end.

    Args:
        connection: to the caller.
    """
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
    code = finished(_code_of(wanted.words))
    send(connection, bytes([code]))
    os._exit(code)


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
