"""Which checks of other programs are waited for on which head, so that news of all others cost nothing.

Noted whenever a pull request is read, from the policy that counts then; a policy that changes has every pull
request read again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection

import sqlalchemy as sa

from bot.sql import NUMBER, take_turn

METADATA = sa.MetaData()

_AWAITED = sa.Table(
    "awaited_checks",
    METADATA,
    sa.Column("repository", NUMBER, primary_key=True),
    sa.Column("head", sa.Text, primary_key=True),
    sa.Column("pull", NUMBER, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
)

GROUP = 0
"""Stands for the merge group of a head in the place of a pull request."""


class AwaitedChecks:
    """The checks that are waited for.

    Args:
        engine: the database.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def note(self, repository: int, pull: int, head: str, names: Collection[str]) -> None:
        """Remember what a pull request waits for, on its present head and on no other.

        Args:
            repository: GitHub's number of the repository.
            pull: number of the pull request.
            head: its head.
            names: names of the checks; none where it waits for nothing.
        """
        self._put(_AWAITED.c.pull == pull, repository, pull, head, names)

    def note_group(self, repository: int, head: str, names: Collection[str]) -> None:
        """Remember what a merge group waits for.

        Args:
            repository: GitHub's number of the repository.
            head: the group's commit.
            names: names of the checks; none where it waits for nothing.
        """
        own = sa.and_(_AWAITED.c.pull == GROUP, _AWAITED.c.head == head)
        self._put(own, repository, GROUP, head, names)

    def waiting(self, repository: int, head: str, name: str) -> list[int]:
        """Numbers of the pull requests that wait for a check, ascending; `GROUP` for a merge group.

        Args:
            repository: GitHub's number of the repository.
            head: object id of the commit that the check is about.
            name: its name; empty for any.
        """
        query = sa.select(_AWAITED.c.pull).where(_AWAITED.c.repository == repository, _AWAITED.c.head == head)
        if name:
            query = query.where(_AWAITED.c.name == _storable(name))
        with self._engine.connect() as connection:
            return sorted(set(connection.execute(query).scalars()))

    def _put(
        self, own: sa.ColumnElement[bool], repository: int, pull: int, head: str, names: Collection[str]
    ) -> None:
        here = sa.and_(_AWAITED.c.repository == repository, own)
        wanted = {(head, _storable(name)) for name in names}
        with self._engine.connect() as connection:
            found = connection.execute(sa.select(_AWAITED.c.head, _AWAITED.c.name).where(here))
            if {(row.head, row.name) for row in found} == wanted:
                return
        rows = [
            {"repository": repository, "pull": pull, "head": at, "name": name} for at, name in sorted(wanted)
        ]
        with self._engine.begin() as connection:
            take_turn(connection, f"awaited checks of {repository}")
            connection.execute(sa.delete(_AWAITED).where(here))
            if rows:
                connection.execute(sa.insert(_AWAITED), rows)


def _storable(name: str) -> str:
    """A name as every database takes it: those with NUL or half a character stand by their digest."""
    if "\0" not in name and not any("\ud800" <= each <= "\udfff" for each in name):
        return name
    return f"sha256:{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()}"
