"""Envelopes in the words of agents' own permission settings, as far as these can say them."""

from checks.compiling.terms import Permissions, Target, Unsaid, permissions

__all__ = ["Permissions", "Target", "Unsaid", "permissions"]
