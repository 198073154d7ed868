"""The world's time: real until a test advances it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Aware UTC time that a test moves forward or back; tokens, JWTs and rate windows go by it."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The present moment of this world."""
        return datetime.now(UTC) + self._ahead

    def advance(self, seconds: float) -> None:
        """Move by `seconds`, which may be negative."""
        self._ahead += timedelta(seconds=seconds)


def stamp(moment: datetime) -> str:
    """The moment as GitHub writes it, to the second: `2026-11-20T09:30:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
