"""Envelopes written into the permission settings of agents: what others wrote there stays as it is."""

from bot.compiling.files import Compiled, compiled, has_allowed

__all__ = ["Compiled", "compiled", "has_allowed"]
