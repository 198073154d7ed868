"""The tables as they were before there were migrations, made where they are missing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _queue()
    _standing()
    _ledger()


def _queue() -> None:
    _table(
        "deliveries",
        sa.Column("guid", sa.Text, primary_key=True),
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("received", sa.Float, nullable=False),
        sa.Column("flag", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    _table(
        "newest_jobs",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("delivery", sa.Text, nullable=False),
    )
    _table(
        "places",
        sa.Column("repository", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("installation", _NUMBER, nullable=False),
        sa.Column("full_name", sa.Text, nullable=False),
    )
    _table(
        "begun",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    _table("executors", sa.Column("name", sa.Text, primary_key=True))


def _standing() -> None:
    _table(
        "merge_groups",
        sa.Column("repository", _NUMBER, primary_key=True),
        sa.Column("head", sa.Text, primary_key=True),
        sa.Column("base", sa.Text, nullable=False),
        sa.Column("ref", sa.Text, nullable=False),
    )
    _table(
        "open_heads",
        sa.Column("repository", _NUMBER, primary_key=True),
        sa.Column("head", sa.Text, primary_key=True),
        sa.Column("pull", _NUMBER, primary_key=True),
    )
    _table(
        "awaited_checks",
        sa.Column("repository", _NUMBER, primary_key=True),
        sa.Column("head", sa.Text, primary_key=True),
        sa.Column("pull", _NUMBER, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
    )


def _ledger() -> None:
    _table(
        "verdicts",
        sa.Column("sequence", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("record", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("previous", sa.Text, nullable=False, unique=True),
    )
    _table(
        "sightings",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("repository", _NUMBER, nullable=False),
        sa.Column("pull", _NUMBER, nullable=False),
        sa.Column("head", sa.Text, nullable=False),
        sa.Column("sequence", _NUMBER, nullable=False),
        sa.Column("milliseconds", _NUMBER, nullable=False),
        sa.Column("of_group", sa.Boolean, nullable=False),
    )
    op.create_index("sightings_of_a_pull", "sightings", ["repository", "pull"], if_not_exists=True)
    _table(
        "inputs",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    _table(
        "comments",
        sa.Column("comment", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("repository", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("head", sa.Text, nullable=False),
        sa.Column("is_stopped", sa.Boolean, nullable=False),
    )


def _table(name: str, *columns: sa.Column[object]) -> None:
    op.create_table(name, *columns, if_not_exists=True)
