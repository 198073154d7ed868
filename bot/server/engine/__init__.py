"""Durable work: deliveries that are stored before they are acknowledged, and jobs that survive `kill -9`.

No other package knows which library keeps the queue.
"""

from bot.server.engine.database import Database
from bot.server.engine.door import Door
from bot.server.engine.embedded import AlreadyRunning
from bot.server.engine.entrance import MOST_AT_ONCE, Entrance, OtherVersion
from bot.server.engine.inbox import Accept, Delivery, Full, Inbox
from bot.server.engine.locks import Locks
from bot.server.engine.queue import Queue

__all__ = [
    "MOST_AT_ONCE",
    "Accept",
    "AlreadyRunning",
    "Database",
    "Delivery",
    "Door",
    "Entrance",
    "Full",
    "Inbox",
    "Locks",
    "OtherVersion",
    "Queue",
]
