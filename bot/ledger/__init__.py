"""The record of every verdict that was published, chained so that a change in the past shows."""

from bot.ledger.chain import Broken, Ledger, Seen
from bot.ledger.record import Entry

__all__ = ["Broken", "Entry", "Ledger", "Seen"]
