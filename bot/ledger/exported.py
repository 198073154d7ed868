"""What `decisis ledger export` printed, read back from a file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from bot.errors import UserError
from bot.ledger.chain import Broken
from bot.ledger.record import canonical


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
    """Number, bytes and digest of the records of plain lines.

    Raises:
        Broken: a line is no record in the one form that a record has.
    """
    for number, line in enumerate(lines, 1):
        try:
            values = json.loads(line)
            is_canonical = canonical(values) == line
        except (ValueError, TypeError):
            is_canonical = False
        if not is_canonical:
            raise Broken(number, "is not in the canonical form")
        sequence = values.get("sequence") if isinstance(values, dict) else None
        place = sequence if isinstance(sequence, int) else 0
        yield place, line, hashlib.sha256(line).hexdigest()


def _lines(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as opened:
            for number, line in enumerate(opened, 1):
                if not line.endswith(b"\n"):
                    raise Broken(number, "is cut off")
                yield line[:-1]
    except OSError as fault:
        raise UserError(f"`{file}` cannot be read: {fault.strerror}", "name the file of an export") from fault
