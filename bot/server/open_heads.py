"""Which heads have a check run at work, so that none is left spinning when its pull request moves on."""

from __future__ import annotations

import sqlalchemy as sa

from bot.sql import NUMBER, insert

METADATA = sa.MetaData()

_OPEN = sa.Table(
    "open_heads",
    METADATA,
    sa.Column("repository", NUMBER, primary_key=True),
    sa.Column("head", sa.Text, primary_key=True),
    sa.Column("pull", NUMBER, primary_key=True),
)


class OpenHeads:
    """The heads with a check run at work, by the pull request that had it opened.

    Args:
        engine: the database.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, repository: int, pull: int, head: str) -> None:
        """Remember a head before its run is opened."""
        with self._engine.begin() as connection:
            row = insert(connection, _OPEN).values(repository=repository, pull=pull, head=head)
            connection.execute(row.on_conflict_do_nothing())

    def remove(self, repository: int, head: str) -> None:
        """Forget a head once its run has a conclusion."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_OPEN).where(_OPEN.c.repository == repository, _OPEN.c.head == head))

    def left(self, repository: int, pull: int, present: str) -> list[str]:
        """The heads that a pull request has left while a run was at work on them, sorted.

        Args:
            repository: GitHub's number of the repository.
            pull: number of the pull request.
            present: its head now.
        """
        query = sa.select(_OPEN.c.head).where(
            _OPEN.c.repository == repository, _OPEN.c.pull == pull, _OPEN.c.head != present
        )
        with self._engine.connect() as connection:
            return sorted(connection.execute(query).scalars())
