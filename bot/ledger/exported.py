"""What `decisis ledger export` printed, read back from a file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from bot.errors import UserError
from bot.ledger.chain import Broken


def lines_of(file: Path) -> tuple[Iterator[bytes], bool]:
    """The lines of an export without their line feeds, and whether they are signed envelopes.

    Raises:
        UserError: it cannot be read.
    """
    lines = _lines(file)
    first = next(lines, None)
    if first is None:
        return iter(()), False
    return chain([first], lines), b'"payloadType":' in first


def plain_records(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes, str]]:
    """Number, bytes and digest of the records of plain lines; whether they hold is for `verified` to say."""
    for number, line in enumerate(lines, 1):
        yield number, line, hashlib.sha256(line).hexdigest()


def _lines(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as opened:
            for number, line in enumerate(opened, 1):
                if not line.endswith(b"\n"):
                    raise Broken(number, "is cut off")
                yield line[:-1]
    except OSError as fault:
        raise UserError(f"`{file}` cannot be read: {fault.strerror}", "name the file of an export") from fault
