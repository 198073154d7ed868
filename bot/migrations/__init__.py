"""The tables of the database, brought to what this version needs, forward only."""

from bot.migrations.upgrade import NEWEST, upgrade

__all__ = ["NEWEST", "upgrade"]
