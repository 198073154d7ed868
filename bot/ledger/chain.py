"""The hash chain of records in the service's database.

A chain shows an edit, a deletion and another order. It does not show a cut tail or a whole other chain:
for that its head must be kept somewhere else as well.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable

import sqlalchemy as sa

from bot.ledger.record import GENESIS, Entry

_METADATA = sa.MetaData()

_VERDICTS = sa.Table(
    "verdicts",
    _METADATA,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("record", sa.LargeBinary, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("previous", sa.Text, nullable=False, unique=True),
)


class Broken(Exception):
    """The ledger is not what was written.

    Attributes:
        sequence: the first record that does not hold.
    """

    def __init__(self, sequence: int, seen: str) -> None:
        super().__init__(f"record {sequence} of the ledger {seen}; restore it from a copy and compare")
        self.sequence = sequence


class Ledger:
    """The ledger of one service.

    Args:
        engine: the database; writers take turns, one process at a time.
        clock: seconds since 1970.
    """

    def __init__(self, engine: sa.Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine, self._clock = engine, clock
        _METADATA.create_all(engine)

    def record(self, entry: Entry) -> str:
        """Record a verdict, on the disk when this returns; the same verdict is recorded once.

        Args:
            entry: the verdict about to be published.

        Returns:
            SHA-256 of the record, in hexadecimal digits.
        """
        with self._engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            known = connection.execute(
                sa.select(_VERDICTS.c.digest).where(_VERDICTS.c.key == entry.key)
            ).scalar()
            if known is not None:
                return str(known)
            last = connection.execute(
                sa.select(_VERDICTS.c.sequence, _VERDICTS.c.digest)
                .order_by(_VERDICTS.c.sequence.desc())
                .limit(1)
            ).first()
            sequence, previous = (last.sequence + 1, last.digest) if last else (1, GENESIS)
            record = entry.record(sequence, previous, int(self._clock() * 1000))
            digest = hashlib.sha256(record).hexdigest()
            connection.execute(
                sa.insert(_VERDICTS).values(
                    sequence=sequence, key=entry.key, record=record, digest=digest, previous=previous
                )
            )
        return digest

    def records(self) -> list[bytes]:
        """All records in order."""
        with self._engine.connect() as connection:
            query = sa.select(_VERDICTS.c.record).order_by(_VERDICTS.c.sequence)
            return [bytes(record) for record in connection.execute(query).scalars()]

    def verify(self) -> str:
        """Check every record against its digest, its place and its predecessor.

        Returns:
            The digest of the last record, `GENESIS` if there is none.

        Raises:
            Broken: naming the first that does not hold.
        """
        previous = GENESIS
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(_VERDICTS).order_by(_VERDICTS.c.sequence)).all()
        for place, row in enumerate(rows, start=1):
            if hashlib.sha256(row.record).hexdigest() != row.digest:
                raise Broken(place, "has other bytes than its digest says")
            values = json.loads(row.record)
            if (row.sequence, values["sequence"]) != (place, place):
                raise Broken(place, "is missing")
            if {values["previous"], row.previous} != {previous}:
                raise Broken(place, "does not follow the one before it")
            previous = row.digest
        return previous
