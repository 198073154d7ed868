"""The hash chain of records in the service's database.

A chain shows an edit, a deletion and another order. It does not show a cut tail or a whole other chain:
for that its head must be kept somewhere else as well.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from typing import NamedTuple

import sqlalchemy as sa

from bot.ledger.record import GENESIS, Entry
from bot.ledger.rounds import rounds_in, told_in
from bot.sql import NUMBER, take_turn
from checks.proceedings import Round

METADATA = sa.MetaData()

_VERDICTS = sa.Table(
    "verdicts",
    METADATA,
    sa.Column("sequence", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("record", sa.LargeBinary, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("previous", sa.Text, nullable=False, unique=True),
)


_SIGHTINGS = sa.Table(
    "sightings",
    METADATA,
    sa.Column("id", NUMBER, primary_key=True),
    sa.Column("repository", NUMBER, nullable=False),
    sa.Column("pull", NUMBER, nullable=False),
    sa.Column("head", sa.Text, nullable=False),
    sa.Column("sequence", NUMBER, nullable=False),
    sa.Column("milliseconds", NUMBER, nullable=False),
    sa.Column("of_group", sa.Boolean, nullable=False),
    sa.Index("sightings_of_a_pull", "repository", "pull"),
)
"""Which verdict people saw on a pull request from when on; one that is given again is seen again."""

_INPUTS = sa.Table(
    "inputs",
    METADATA,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
"""What verdicts rest on besides git and the policy, by SHA-256."""

_COMMENTS = sa.Table(
    "comments",
    METADATA,
    sa.Column("comment", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("repository", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("head", sa.Text, nullable=False),
    sa.Column("is_stopped", sa.Boolean, nullable=False),
)
"""What the writer of a comment had seen, settled when it was read first."""


class Broken(Exception):
    """The ledger is not what was written.

    Attributes:
        sequence: the first record that does not hold.
    """

    def __init__(self, sequence: int, seen: str) -> None:
        super().__init__(f"record {sequence} of the ledger {seen}; restore it from a copy and compare")
        self.sequence = sequence


class Seen(NamedTuple):
    """What people saw on a pull request.

    Attributes:
        head: the head that was judged; empty if they saw no verdict.
        is_stopped: whether the verdict told an agent to stop.
    """

    head: str = ""
    is_stopped: bool = False


class Ledger:
    """The ledger of one service.

    Args:
        engine: the database; writers take turns, in whatever process.
        clock: seconds since 1970.
    """

    def __init__(self, engine: sa.Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine, self._clock = engine, clock

    def record(self, entry: Entry) -> str:
        """Record a verdict, on the disk when this returns; the same verdict is recorded once.

        Args:
            entry: the verdict about to be published.

        Returns:
            SHA-256 of the record, in hexadecimal digits.
        """
        with self._engine.begin() as connection:
            take_turn(connection, "ledger")
            now = int(self._clock() * 1000)
            known = connection.execute(
                sa.select(_VERDICTS.c.digest, _VERDICTS.c.sequence).where(_VERDICTS.c.key == entry.key)
            ).first()
            if known is not None:
                _see(connection, entry, known.sequence, now)
                return str(known.digest)
            last = connection.execute(
                sa.select(_VERDICTS.c.sequence, _VERDICTS.c.digest)
                .order_by(_VERDICTS.c.sequence.desc())
                .limit(1)
            ).first()
            sequence, previous = (last.sequence + 1, last.digest) if last else (1, GENESIS)
            record = entry.record(sequence, previous, now)
            digest = hashlib.sha256(record).hexdigest()
            connection.execute(
                sa.insert(_VERDICTS).values(
                    sequence=sequence, key=entry.key, record=record, digest=digest, previous=previous
                )
            )
            _keep(connection, entry)
            _see(connection, entry, sequence, now)
        return digest

    def seen_by(self, repository: int, pull: int, comment: int, second: int) -> Seen:
        """What the writer of a comment had seen on the head of the pull request.

        GitHub tells moments to the second, and a comment brings verdicts about within it. So the answer of
        the first reading stands: a verdict that follows is none that the writer had seen.

        Args:
            repository: GitHub's number of the repository.
            pull: number of the pull request.
            comment: GitHub's number of the comment.
            second: when it was written, since 1970.
        """
        settled = sa.select(_COMMENTS.c.head, _COMMENTS.c.is_stopped).where(
            _COMMENTS.c.repository == repository, _COMMENTS.c.comment == comment
        )
        shown = (
            sa.select(_SIGHTINGS.c.head, _VERDICTS.c.record)
            .join(_VERDICTS, _SIGHTINGS.c.sequence == _VERDICTS.c.sequence)
            .where(_on_its_head(repository, pull), _SIGHTINGS.c.milliseconds < (second + 1) * 1000)
            .order_by(_SIGHTINGS.c.id.desc())
            .limit(1)
        )
        with self._engine.begin() as connection:
            take_turn(connection, "ledger")
            if (known := connection.execute(settled).first()) is not None:
                return Seen(known.head, known.is_stopped)
            last = connection.execute(shown).first()
            seen = Seen() if last is None else Seen(last.head, bool(told_in(last.record)))
            row = {"comment": comment, "repository": repository, **seen._asdict()}
            connection.execute(sa.insert(_COMMENTS).values(row))
        return seen

    def rounds(self, repository: int, pull: int, head: str) -> tuple[Round, ...]:
        """The rounds of a pull request before a head, oldest first.

        Args:
            repository: GitHub's number of the repository.
            pull: number of the pull request.
            head: object id of its present head.
        """
        return rounds_in(self._on_its_head(repository, pull), head)

    def was_stopped(self, repository: int, pull: int) -> bool:
        """Whether any verdict on a pull request has told an agent to stop."""
        return any(map(told_in, self._on_its_head(repository, pull)))

    def _on_its_head(self, repository: int, pull: int) -> list[bytes]:
        query = (
            sa.select(_VERDICTS.c.record)
            .join(_SIGHTINGS, _SIGHTINGS.c.sequence == _VERDICTS.c.sequence)
            .where(_on_its_head(repository, pull))
            .order_by(_SIGHTINGS.c.id)
        )
        with self._engine.connect() as connection:
            return [bytes(record) for record in connection.execute(query).scalars()]

    def last(self, repository: int, pull: int) -> bytes | None:
        """The record of the verdict that people saw last on a pull request, `None` if there is none."""
        query = (
            sa.select(_VERDICTS.c.record)
            .join(_SIGHTINGS, _SIGHTINGS.c.sequence == _VERDICTS.c.sequence)
            .where(_of_pull(repository, pull))
            .order_by(_SIGHTINGS.c.id.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            found = connection.execute(query).scalar()
        return None if found is None else bytes(found)

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


def _of_pull(repository: int, pull: int) -> sa.ColumnElement[bool]:
    return sa.and_(_SIGHTINGS.c.repository == repository, _SIGHTINGS.c.pull == pull)


def _on_its_head(repository: int, pull: int) -> sa.ColumnElement[bool]:
    """What people saw on the pull request itself; a merge group has a commit of its own."""
    return sa.and_(_of_pull(repository, pull), sa.not_(_SIGHTINGS.c.of_group))


def _keep(connection: sa.Connection, entry: Entry) -> None:
    """Keep the inputs of an entry, once."""
    digest = entry.inputs_digest
    known = sa.select(_INPUTS.c.digest).where(_INPUTS.c.digest == digest)
    if digest and connection.execute(known).scalar() is None:
        connection.execute(sa.insert(_INPUTS).values(digest=digest, content=entry.inputs.encode()))


def _see(connection: sa.Connection, entry: Entry, sequence: int, now: int) -> None:
    """Note that a verdict is the present one of its pull request, unless it is already."""
    of_pull = _of_pull(entry.repository, entry.pull)
    query = sa.select(_SIGHTINGS.c.sequence).where(of_pull).order_by(_SIGHTINGS.c.id.desc()).limit(1)
    if connection.execute(query).scalar() != sequence:
        connection.execute(
            sa.insert(_SIGHTINGS).values(
                repository=entry.repository,
                pull=entry.pull,
                head=entry.head,
                sequence=sequence,
                milliseconds=now,
                of_group=entry.of_group,
            )
        )
