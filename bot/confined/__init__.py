"""Judging in a process of its own, which may crash, hang or run out of memory without harm to the worker."""

from bot.confined.forks import NotWeighed
from bot.confined.limits import Limits
from bot.confined.weigher import ConfinedWeigher

__all__ = ["ConfinedWeigher", "Limits", "NotWeighed"]
