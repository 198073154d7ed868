"""The caller's side. Loads next to nothing: what it loads is what a call of the hook costs."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # `signal` itself loads `enum`
import _socket
import os
import sys

from bot.resident.address import folder, is_private, socket_path
from bot.resident.frames import TAKEN, received, send

TYPE_CHECKING = False
if TYPE_CHECKING:  # not even `typing` is loaded
    from collections.abc import Sequence

TAKEN_WITHIN = 0.1
"""Seconds to wait until there is time for this call; doing the work oneself takes less than twice that."""

ANSWERED_WITHIN = 18.0
"""Seconds that a call of the hook may take, with what is done here for want of an answer; hosts give 20."""


class Unanswered(Exception):
    """Nobody else did the work.

    Args:
        payload: what was read from the standard input on the way.
    """

    def __init__(self, payload: bytes | None = None) -> None:
        super().__init__("the process that stays did not answer")
        self.payload = payload


class Late(BaseException):
    """The time of a call of the hook is over; what catches every `Exception` may not take it for a defect."""


def hook(words: Sequence[str]) -> int:
    """Have a call of the hook answered.

    Args:
        words: of the command line.

    Returns:
        The exit code; what was answered is printed.

    Raises:
        Unanswered: it was not, and what is left of the time runs on.
        Late: there is none left.
    """
    _signal.signal(_signal.SIGALRM, _late)
    _signal.setitimer(_signal.ITIMER_REAL, ANSWERED_WITHIN)
    connection = _connected("hook")
    payload = None
    try:
        payload = sys.stdin.buffer.read()
        connection.settimeout(None)
        send(connection, _surroundings(words), payload)
        code, out, err = (received(connection) for _ in range(3))
        _signal.setitimer(_signal.ITIMER_REAL, 0)
    except OSError as fault:  # also what is no frame
        raise Unanswered(payload) from fault
    sys.stdout.buffer.write(out)
    sys.stdout.buffer.flush()
    sys.stderr.buffer.write(err)
    sys.stderr.buffer.flush()
    return code[0]


def command(words: Sequence[str]) -> int:
    """Have a command run with our own input and output.

    Args:
        words: of the command line.

    Returns:
        The exit code. An interrupt ends this process at once, and the one that runs the command hears of it.

    Raises:
        Unanswered: it was not run.
        OSError: it was, and ended without saying how.
    """
    connection = _connected("check")
    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        # Python's handler runs after a wait; one that begins at the moment of the signal would not end
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    streams = b"".join(number.to_bytes(4, sys.byteorder) for number in (0, 1, 2))
    try:
        connection.sendmsg([b"-"], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, streams)])
        send(connection, _surroundings(words))
    except OSError as fault:
        if _signal.getsignal(_signal.SIGINT) == _signal.SIG_DFL:
            _signal.signal(_signal.SIGINT, _signal.default_int_handler)
        raise Unanswered from fault
    connection.settimeout(None)
    return received(connection)[0]


def refuse(words: Sequence[str]) -> int:
    """Refuse what was not judged in time, in the host's form.

    Args:
        words: of the command line.

    Returns:
        The exit code; the refusal is printed.
    """
    from bot.hook.answers import Host, denied

    answer = denied(
        Host(words[1]), f"Decisis could not judge this within {ANSWERED_WITHIN:g} seconds; write less at once"
    )
    sys.stdout.write(answer.out)
    sys.stdout.flush()
    sys.stderr.write(answer.err)
    return answer.code


def _late(*_: object) -> None:
    raise Late


def _connected(use: str) -> _socket.socket:
    path = socket_path(use)
    place = folder()
    if path is None or place is None or not is_private(place):
        raise Unanswered
    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    try:
        connection.settimeout(TAKEN_WITHIN)
        connection.connect(path)
        if connection.recv(1) == TAKEN:
            return connection
    except OSError:  # none is there, or it has no time
        connection.close()
    raise Unanswered


def _surroundings(words: Sequence[str]) -> bytes:
    """What a process has from its parent. None of it can hold the separator."""
    variables = [name + b"=" + value for name, value in os.environb.items()]
    told = [os.getcwdb(), b"%d" % len(words), *map(os.fsencode, words), *variables]  # noqa: PTH109
    return b"\0".join(told)
