"""Which commits are those of merge groups, so that whatever else ends in one shares its verdict."""

from __future__ import annotations

import sqlalchemy as sa

from bot.github.merge_groups import MergeGroup
from bot.sql import NUMBER, insert

METADATA = sa.MetaData()

_GROUPS = sa.Table(
    "merge_groups",
    METADATA,
    sa.Column("repository", NUMBER, primary_key=True),
    sa.Column("head", sa.Text, primary_key=True),
    sa.Column("base", sa.Text, nullable=False),
    sa.Column("ref", sa.Text, nullable=False),
)


class Groups:
    """The merge groups that stand, by their commit.

    Args:
        engine: the database.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, repository: int, group: MergeGroup) -> None:
        """Remember a group; one of the same commit takes the place of an older one."""
        values = {"base": group.base, "ref": group.ref}
        row = insert(self._engine, _GROUPS).values(repository=repository, head=group.head, **values)
        with self._engine.begin() as connection:
            connection.execute(row.on_conflict_do_update(index_elements=["repository", "head"], set_=values))

    def remove(self, repository: int, head: str) -> None:
        """Forget the group of a commit."""
        with self._engine.begin() as connection:
            connection.execute(
                sa.delete(_GROUPS).where(_GROUPS.c.repository == repository, _GROUPS.c.head == head)
            )

    def at(self, repository: int, head: str) -> MergeGroup | None:
        """The group of a commit, `None` if it is not known as one.

        Args:
            repository: GitHub's number of the repository.
            head: object id of the commit.
        """
        query = sa.select(_GROUPS.c.base, _GROUPS.c.ref).where(
            _GROUPS.c.repository == repository, _GROUPS.c.head == head
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return MergeGroup(head, row.base, row.ref) if row else None
