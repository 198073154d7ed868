"""Rows of the ledger written within the caller's transaction, who holds the turn of all writers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa

from bot.ledger.note import Note
from bot.ledger.record import GENESIS, Entry
from bot.ledger.tables import INPUTS, NOTES, SIGHTINGS, VERDICTS


class Recorded(NamedTuple):
    """Where a record stands in the chain.

    Attributes:
        sequence: its number.
        digest: SHA-256 of it, in hexadecimal digits.
    """

    sequence: int
    digest: str


def append(connection: sa.Connection, given: Entry | Note, now: int) -> tuple[Recorded, bool]:
    """Put a record at the end of the chain unless it is in it; whether it was put there now."""
    known = connection.execute(
        sa.select(VERDICTS.c.sequence, VERDICTS.c.digest).where(VERDICTS.c.key == given.key)
    ).first()
    if known is not None:
        return Recorded(known.sequence, known.digest), False
    last = connection.execute(
        sa.select(VERDICTS.c.sequence, VERDICTS.c.digest).order_by(VERDICTS.c.sequence.desc()).limit(1)
    ).first()
    sequence, previous = (last.sequence + 1, last.digest) if last else (1, GENESIS)
    record = given.record(sequence, previous, now)
    digest = hashlib.sha256(record).hexdigest()
    row = {"sequence": sequence, "key": given.key, "record": record, "digest": digest, "previous": previous}
    connection.execute(sa.insert(VERDICTS).values(row))
    return Recorded(sequence, digest), True


def note(connection: sa.Connection, notes: Iterable[Note], now: int) -> None:
    """Put what is no verdict into the chain, and where it is found into the list."""
    for each in notes:
        recorded, is_new = append(connection, each, now)
        if is_new:
            row = {"topic": each.topic.value, "repository": each.repository, "pull": each.pull}
            connection.execute(sa.insert(NOTES).values(sequence=recorded.sequence, **row))


def keep(connection: sa.Connection, entry: Entry) -> None:
    """Keep the inputs of an entry, once."""
    digest = entry.inputs_digest
    known = sa.select(INPUTS.c.digest).where(INPUTS.c.digest == digest)
    if digest and connection.execute(known).scalar() is None:
        connection.execute(sa.insert(INPUTS).values(digest=digest, content=entry.inputs.encode()))


def see(connection: sa.Connection, entry: Entry, sequence: int, now: int) -> None:
    """Note that a verdict is the present one of its pull request, unless it is already."""
    of_pull = sa.and_(SIGHTINGS.c.repository == entry.repository, SIGHTINGS.c.pull == entry.pull)
    query = sa.select(SIGHTINGS.c.sequence).where(of_pull).order_by(SIGHTINGS.c.id.desc()).limit(1)
    if connection.execute(query).scalar() != sequence:
        connection.execute(
            sa.insert(SIGHTINGS).values(
                repository=entry.repository,
                pull=entry.pull,
                head=entry.head,
                sequence=sequence,
                milliseconds=now,
                of_group=entry.of_group,
            )
        )
