"""The record of every verdict that was published, chained so that a change in the past shows."""

from bot.ledger.chain import Broken, Ledger, Seen
from bot.ledger.note import Note
from bot.ledger.record import Entry
from bot.ledger.writing import Recorded

__all__ = ["Broken", "Entry", "Ledger", "Note", "Recorded", "Seen"]
