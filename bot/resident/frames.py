"""What the two sides send each other: frames of bytes with their length before them. Loads nothing."""

from __future__ import annotations

import _socket

TAKEN = b"+"
"""What the process that stays says first, once it has time for the caller."""

MOST_BYTES = 64_000_000
"""Bytes of a frame; the largest is what an agent is about to write."""

_LENGTH = 8


class BadFrame(ConnectionError):
    """The other side ended early, or sends what is no frame."""


def send(connection: _socket.socket, *contents: bytes) -> None:
    """Send frames."""
    connection.sendall(b"".join(len(each).to_bytes(_LENGTH) + each for each in contents))


def received(connection: _socket.socket) -> bytes:
    """The next frame.

    Raises:
        BadFrame: there is none.
        TimeoutError: it does not come in time.
    """
    size = int.from_bytes(_exactly(connection, _LENGTH))
    if size > MOST_BYTES:
        raise BadFrame("a frame is too large")
    return _exactly(connection, size)


def _exactly(connection: _socket.socket, size: int) -> bytes:
    parts = []
    while size:
        part = connection.recv(min(size, 1 << 20))
        if not part:
            raise BadFrame("the other side has ended")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
