"""The tables of the ledger."""

from __future__ import annotations

import sqlalchemy as sa

from bot.sql import NUMBER

METADATA = sa.MetaData()

VERDICTS = sa.Table(
    "verdicts",
    METADATA,
    sa.Column("sequence", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("record", sa.LargeBinary, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("previous", sa.Text, nullable=False, unique=True),
)
"""The chain: every record, whatever it is about; it is named after what was recorded first."""

NOTES = sa.Table(
    "notes",
    METADATA,
    sa.Column("sequence", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("repository", NUMBER, nullable=False),
    sa.Column("pull", NUMBER, nullable=False),
    sa.Index("notes_of_a_pull", "repository", "pull"),
)
"""Which records of the chain are none of verdicts, and what they are about."""

SIGHTINGS = sa.Table(
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

INPUTS = sa.Table(
    "inputs",
    METADATA,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
"""What verdicts rest on besides git and the policy, by SHA-256."""

COMMENTS = sa.Table(
    "comments",
    METADATA,
    sa.Column("comment", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("repository", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("head", sa.Text, nullable=False),
    sa.Column("is_stopped", sa.Boolean, nullable=False),
)
"""What the writer of a comment had seen, settled when it was read first."""
