"""How often the process died while it worked on a thing, counted per thing and not per job.

A new job about the same pull request, from an event or from the look around at every start, would
otherwise kill the process just as the old one did, for ever.
"""

from __future__ import annotations

import sqlalchemy as sa

from bot.server.engine.tables import BEGUN
from bot.sql import insert


def suspected(engine: sa.Engine, key: str) -> bool:
    """Whether a process died while it worked on this."""
    with engine.connect() as connection:
        return connection.execute(sa.select(BEGUN.c.count).where(BEGUN.c.key == key)).first() is not None


def begin(engine: sa.Engine, key: str) -> int:
    """Note on the disk that work on a thing begins.

    Returns:
        How often it was begun before and never ended.
    """
    with engine.begin() as connection:
        row = insert(connection, BEGUN).values(key=key, count=1)
        more = row.on_conflict_do_update(index_elements=["key"], set_={"count": BEGUN.c.count + 1})
        return int(connection.execute(more.returning(BEGUN.c.count)).scalar_one()) - 1


def end(engine: sa.Engine, key: str) -> None:
    """Note that the process has outlived the work."""
    with engine.begin() as connection:
        connection.execute(sa.delete(BEGUN).where(BEGUN.c.key == key))
