"""Rate limits: the primary one by the hour, and content creation by the minute.

Points and concurrency are not counted: a story compresses minutes into milliseconds. Whether check runs count
as content is unsettled (U), so that is a switch, off by default.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from tests.world.clock import Clock
from tests.world.errors import Refused

PRIMARY = 5_000
CONTENT_PER_MINUTE = 80
CONTENT_PER_HOUR = 500


@dataclass
class Window:
    """What one sender has used since `starts`."""

    starts: float
    used: int = 0


@dataclass
class Rates:
    """The counters of one world, by sender."""

    clock: Clock
    limit: int = PRIMARY
    checks_are_content: bool = False
    _windows: dict[str, Window] = field(default_factory=dict)
    _content: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def window(self, sender: str) -> Window:
        """The sender's present hour."""
        now = self.clock.now().timestamp()
        window = self._windows.get(sender)
        if window is None or now >= window.starts + timedelta(hours=1).total_seconds():
            window = self._windows[sender] = Window(now)
        return window

    def headers(self, sender: str) -> dict[str, str]:
        """The `x-ratelimit` headers of an answer."""
        return {f"x-ratelimit-{name}": str(value) for name, value in self.numbers(sender).items()} | {
            "x-ratelimit-resource": "core"
        }

    def numbers(self, sender: str) -> dict[str, int]:
        """`limit remaining reset used`, the reset in epoch seconds."""
        window = self.window(sender)
        reset = int(window.starts + timedelta(hours=1).total_seconds())
        return {
            "limit": self.limit,
            "remaining": max(0, self.limit - window.used),
            "reset": reset,
            "used": window.used,
        }

    def count(self, sender: str) -> None:
        """One request.

        Raises:
            Refused: 403, the hour's quota is spent.
        """
        window = self.window(sender)
        if window.used >= self.limit:
            raise Refused(403, f"API rate limit exceeded for {sender}.")
        window.used += 1

    def count_content(self, sender: str) -> None:
        """One piece of content.

        Raises:
            Refused: 403 with `Retry-After`, too much in a minute or an hour.
        """
        now, made = self.clock.now().timestamp(), self._content[sender]
        made[:] = [moment for moment in made if moment > now - 3_600]
        if len(made) >= CONTENT_PER_HOUR or sum(moment > now - 60 for moment in made) >= CONTENT_PER_MINUTE:
            raise Refused(
                403,
                "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
                headers={"retry-after": "60"},
            )
        made.append(now)
