"""The tables of the queue and the inbox, besides those of the queue engine itself."""

from __future__ import annotations

import sqlalchemy as sa

from bot.sql import NUMBER

METADATA = sa.MetaData()

DELIVERIES = sa.Table(
    "deliveries",
    METADATA,
    sa.Column("guid", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("received", sa.Float, nullable=False),
    sa.Column("flag", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

NEWEST = sa.Table(
    "newest_jobs",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("delivery", sa.Text, nullable=False),
)

PLACES = sa.Table(
    "places",
    METADATA,
    sa.Column("repository", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("installation", NUMBER, nullable=False),
    sa.Column("full_name", sa.Text, nullable=False),
)

BEGUN = sa.Table(
    "begun",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)

EXECUTORS = sa.Table("executors", METADATA, sa.Column("name", sa.Text, primary_key=True))
"""Processes that may have jobs under way; a row outlives its process until another one took them over."""
