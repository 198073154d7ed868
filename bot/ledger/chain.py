"""The hash chain of records in the service's database.

A chain shows an edit, a deletion and another order. It does not show a cut tail or a whole other chain:
for that its head must be kept somewhere else as well.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from bot.ledger.note import Note, PolicyNote, Topic, told_by
from bot.ledger.record import GENESIS, Entry
from bot.ledger.rounds import rounds_in, told_in
from bot.ledger.tables import COMMENTS, NOTES, SIGHTINGS, VERDICTS
from bot.ledger.writing import Recorded, append, keep, note, see
from bot.sql import take_turn
from checks.proceedings import Round


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

    def record(self, entry: Entry, notes: Sequence[Note] = ()) -> Recorded:
        """Record a verdict, on the disk when this returns; the same verdict is recorded once.

        Args:
            entry: the verdict about to be published.
            notes: what it rests on, recorded before it.
        """
        with self._engine.begin() as connection:
            take_turn(connection, "ledger")
            now = int(self._clock() * 1000)
            note(connection, notes, now)
            recorded, is_new = append(connection, entry, now)
            if is_new:
                keep(connection, entry)
            see(connection, entry, recorded.sequence, now)
        return recorded

    def note(self, *notes: Note) -> None:
        """Record what is no verdict, on the disk when this returns; the same is recorded once."""
        with self._engine.begin() as connection:
            take_turn(connection, "ledger")
            note(connection, notes, int(self._clock() * 1000))

    def policy(self, repository: int) -> tuple[int, PolicyNote] | None:
        """What was recorded last about the policy of a repository, with the record's number."""
        query = (
            sa.select(VERDICTS.c.sequence, VERDICTS.c.record)
            .join(NOTES, NOTES.c.sequence == VERDICTS.c.sequence)
            .where(NOTES.c.repository == repository, NOTES.c.pull == 0, NOTES.c.topic == Topic.POLICY.value)
            .order_by(VERDICTS.c.sequence.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            found = connection.execute(query).first()
        if found is None:
            return None
        values = json.loads(found.record)
        told = told_by(values["kind"], values["document"])
        return (found.sequence, told) if isinstance(told, PolicyNote) else None

    def stood(self, repository: int, pull: int, head: str) -> list[tuple[int, bytes]]:
        """What people saw on a head, and on the merge groups of its pull request, oldest first.

        Args:
            repository: GitHub's number of the repository.
            pull: number of the pull request.
            head: object id of the head; a verdict on it counts for whatever ends in it.

        Returns:
            When, in milliseconds since 1970, and the record.
        """
        of_head = sa.and_(SIGHTINGS.c.head == head, sa.not_(SIGHTINGS.c.of_group))
        of_groups = sa.and_(SIGHTINGS.c.pull == pull, SIGHTINGS.c.of_group)
        query = (
            sa.select(SIGHTINGS.c.milliseconds, VERDICTS.c.record)
            .join(VERDICTS, SIGHTINGS.c.sequence == VERDICTS.c.sequence)
            .where(SIGHTINGS.c.repository == repository, sa.or_(of_head, of_groups))
            .order_by(SIGHTINGS.c.id)
        )
        with self._engine.connect() as connection:
            return [(row.milliseconds, bytes(row.record)) for row in connection.execute(query)]

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
        settled = sa.select(COMMENTS.c.head, COMMENTS.c.is_stopped).where(
            COMMENTS.c.repository == repository, COMMENTS.c.comment == comment
        )
        shown = (
            sa.select(SIGHTINGS.c.head, VERDICTS.c.record)
            .join(VERDICTS, SIGHTINGS.c.sequence == VERDICTS.c.sequence)
            .where(_on_its_head(repository, pull), SIGHTINGS.c.milliseconds < (second + 1) * 1000)
            .order_by(SIGHTINGS.c.id.desc())
            .limit(1)
        )
        with self._engine.begin() as connection:
            take_turn(connection, "ledger")
            if (known := connection.execute(settled).first()) is not None:
                return Seen(known.head, known.is_stopped)
            last = connection.execute(shown).first()
            seen = Seen() if last is None else Seen(last.head, bool(told_in(last.record)))
            row = {"comment": comment, "repository": repository, **seen._asdict()}
            connection.execute(sa.insert(COMMENTS).values(row))
        return seen

    def head(self) -> Recorded | None:
        """The last record, `None` if there is none."""
        last = sa.select(VERDICTS.c.sequence, VERDICTS.c.digest).order_by(VERDICTS.c.sequence.desc()).limit(1)
        with self._engine.connect() as connection:
            found = connection.execute(last).first()
        return None if found is None else Recorded(found.sequence, found.digest)

    def digest(self, sequence: int) -> str:
        """SHA-256 of the bytes of a record, empty if there is none of that number."""
        query = sa.select(VERDICTS.c.record).where(VERDICTS.c.sequence == sequence)
        with self._engine.connect() as connection:
            found = connection.execute(query).scalar()
        return "" if found is None else hashlib.sha256(found).hexdigest()

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
            sa.select(VERDICTS.c.record)
            .join(SIGHTINGS, SIGHTINGS.c.sequence == VERDICTS.c.sequence)
            .where(_on_its_head(repository, pull))
            .order_by(SIGHTINGS.c.id)
        )
        with self._engine.connect() as connection:
            return [bytes(record) for record in connection.execute(query).scalars()]

    def last(self, repository: int, pull: int) -> bytes | None:
        """The record of the verdict that people saw last on a pull request, `None` if there is none."""
        query = (
            sa.select(VERDICTS.c.record)
            .join(SIGHTINGS, SIGHTINGS.c.sequence == VERDICTS.c.sequence)
            .where(_of_pull(repository, pull))
            .order_by(SIGHTINGS.c.id.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            found = connection.execute(query).scalar()
        return None if found is None else bytes(found)

    def records(self) -> list[bytes]:
        """All records in order."""
        with self._engine.connect() as connection:
            query = sa.select(VERDICTS.c.record).order_by(VERDICTS.c.sequence)
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
            rows = connection.execute(sa.select(VERDICTS).order_by(VERDICTS.c.sequence)).all()
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
    return sa.and_(SIGHTINGS.c.repository == repository, SIGHTINGS.c.pull == pull)


def _on_its_head(repository: int, pull: int) -> sa.ColumnElement[bool]:
    """What people saw on the pull request itself; a merge group has a commit of its own."""
    return sa.and_(_of_pull(repository, pull), sa.not_(SIGHTINGS.c.of_group))
