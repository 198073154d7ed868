"""A ledger on disk, read beside a running service: its records, its chain, and the names of repositories."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.errors import UserError
from bot.ledger.chain import Broken
from bot.ledger.form import fault_of
from bot.ledger.record import GENESIS
from bot.sql import is_sqlite, postgresql_engine, shown, sqlite_file

_SHORT = re.compile(r"(?:ledger )?(?P<sequence>[0-9]{1,15}):(?P<digest>[0-9a-f]{64})")

AT_ONCE = 500
"""Rows that are read at a time, so that a long ledger costs no more memory than a short one."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a ledger stood at a time, kept somewhere else.

    Attributes:
        sequence: number of its last record, 0 for none.
        digest: SHA-256 of that record.
    """

    sequence: int
    digest: str

    @classmethod
    def read(cls, text: str) -> Anchor:
        """An anchor as `decisis ledger head` prints it, or as a check run shows it: `12:DIGEST`.

        Raises:
            UserError: it is none.
        """
        if short := _SHORT.fullmatch(text.strip()):
            return cls(int(short["sequence"]), short["digest"])
        try:
            value = json.loads(text)
            return cls(int(value["sequence"]), str(value["digest"]))
        except (ValueError, KeyError, TypeError) as wrong:
            raise UserError(
                "the anchor cannot be read", "use what `decisis ledger head` printed, or `NUMBER:DIGEST`"
            ) from wrong

    def __str__(self) -> str:
        return json.dumps({"digest": self.digest, "sequence": self.sequence}, sort_keys=True)


@dataclass(frozen=True)
class Archive:
    """The records of a ledger.

    Attributes:
        url: address of a service's database; it is only read.
    """

    url: str

    @property
    def is_there(self) -> bool:
        """Whether there may be a ledger; for PostgreSQL only asking tells."""
        return not is_sqlite(self.url) or sqlite_file(self.url).is_file()

    def records(self) -> Iterator[tuple[int, bytes, str]]:
        """Number, bytes and digest of every record, in order.

        Raises:
            UserError: there is no ledger.
        """
        for sequence, record, digest in self._rows(
            "SELECT sequence, record, digest FROM verdicts ORDER BY sequence"
        ):
            yield int(sequence), bytes(record), str(digest)

    def verify(self, *anchors: Anchor) -> Anchor:
        """Check every record against its digest, its place, its predecessor and the anchors.

        Args:
            anchors: where the ledger stood before; without them a cut tail and another chain go unseen.

        Returns:
            Where it stands now.

        Raises:
            Broken: naming the first record that does not hold.
        """
        return verified(self.records(), *anchors)

    def repository(self, full_name: str) -> int:
        """GitHub's number of a repository, by the name under which it was last heard of.

        Raises:
            UserError: nothing was ever heard of it.
        """
        for number, name in self._rows("SELECT repository, full_name FROM places"):
            if name.casefold() == full_name.casefold():
                return int(number)
        raise UserError(f"the ledger knows no repository `{full_name}`", "name one that the App has judged")

    def seen(self, repository: int, pull: int) -> Sequence[tuple[int, bytes]]:
        """When people saw which verdict on a pull request, oldest first: milliseconds and the record."""
        query = (
            "SELECT s.milliseconds, v.record FROM sightings s JOIN verdicts v ON v.sequence = s.sequence "
            "WHERE s.repository = :repository AND s.pull = :pull ORDER BY s.id"
        )
        return [
            (int(at), bytes(record)) for at, record in self._rows(query, repository=repository, pull=pull)
        ]

    def notes(self, repository: int, pull: int) -> Sequence[tuple[int, bytes]]:
        """Records about a pull request that are no verdicts, in order: milliseconds and the record.

        Args:
            repository: GitHub's number of the repository.
            pull: number of the pull request; 0 for what is about the whole repository.
        """
        if not self._has_notes():
            return ()
        query = (
            "SELECT v.record FROM notes n JOIN verdicts v ON v.sequence = n.sequence "
            "WHERE n.repository = :repository AND n.pull = :pull ORDER BY n.sequence"
        )
        found = [bytes(record) for (record,) in self._rows(query, repository=repository, pull=pull)]
        return [(int(json.loads(record)["time"]), record) for record in found]

    def _has_notes(self) -> bool:
        """Whether the database is of a version that records more than verdicts."""
        if not self.is_there:
            return False
        engine = _reading(self.url)
        try:
            return bool(sa.inspect(engine).has_table("notes"))
        except sa.exc.DBAPIError as fault:
            raise UserError(f"`{shown(self.url)}` does not answer", "name another database") from fault
        finally:
            engine.dispose()

    def record(self, sequence: int) -> bytes:
        """A record by its number.

        Raises:
            UserError: there is none.
        """
        for (record,) in self._rows(
            "SELECT record FROM verdicts WHERE sequence = :sequence", sequence=sequence
        ):
            return bytes(record)
        raise UserError(f"the ledger holds no record {sequence}", "see `decisis transcript` for the numbers")

    def inputs(self, digest: str) -> bytes | None:
        """What a verdict rests on besides git and the policy; `None` if it was not kept.

        Raises:
            UserError: it is not what was kept.
        """
        for (content,) in self._rows("SELECT content FROM inputs WHERE digest = :digest", digest=digest):
            if hashlib.sha256(content).hexdigest() != digest:
                raise UserError(f"the inputs {digest[:12]} were changed", "restore the database from a copy")
            return bytes(content)
        return None

    def _rows(self, query: str, **given: int | str) -> Iterator[tuple[Any, ...]]:
        if not self.is_there:
            raise UserError(
                f"there is no ledger at `{shown(self.url)}`", "name the database with `--database`"
            )
        engine = _reading(self.url)
        try:
            with (
                engine.connect().execution_options(yield_per=AT_ONCE) as connection,
                connection.execute(sa.text(query), given) as rows,
            ):
                yield from map(tuple, rows)
        except sa.exc.DBAPIError as fault:
            raise UserError(
                f"`{shown(self.url)}` holds no ledger: {str(fault.orig).strip()}", "name another database"
            ) from fault
        finally:
            engine.dispose()


def _reading(url: str) -> sa.Engine:
    """An engine that cannot write."""
    if is_sqlite(url):
        file = sa.URL.create(
            "sqlite",
            database=f"file:{sqlite_file(url)}",
            query={"mode": "ro", "uri": "true", "timeout": "30"},
        )
        return sa.create_engine(file, poolclass=sa.NullPool)
    return postgresql_engine(url, {"default_transaction_read_only": "on"}, poolclass=sa.NullPool)


def verified(records: Iterator[tuple[int, bytes, str]], *anchors: Anchor) -> Anchor:
    """Check records, see `Archive.verify`."""
    previous, count = GENESIS, 0
    anchored = {anchor.sequence: anchor.digest for anchor in anchors if anchor.sequence}
    for count, (sequence, record, digest) in enumerate(records, 1):
        found = hashlib.sha256(record).hexdigest()
        if found != digest:
            raise Broken(count, "has other bytes than its digest says")
        if fault := fault_of(record):
            raise Broken(count, fault)
        values = json.loads(record)
        place, follows = values["sequence"], values["previous"]
        if (sequence, place) != (count, count):
            raise Broken(count, "is missing")
        if follows != previous:
            raise Broken(count, "does not follow the one before it")
        if anchored.get(count, digest) != digest:
            raise Broken(count, "is another than the anchor says")
        previous = digest
    if (last := max(anchored, default=0)) > count:
        raise Broken(count + 1, f"is missing, although the anchor stands at {last}")
    return Anchor(count, previous)
