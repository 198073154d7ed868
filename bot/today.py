"""The day that counts as today: read once, at the door, and from there on a value like any other."""

from __future__ import annotations

import time


def today() -> str:
    """The day in UTC, `2026-03-02`."""
    return time.strftime("%Y-%m-%d", time.gmtime())
