"""What becomes of a request to the webhook, and what is answered."""

from __future__ import annotations

from enum import Enum


class Reception(Enum):
    """What became of it. The value is the word for it in the metrics and the status of the answer."""

    STORED = ("stored", 202)
    """It is on the disk, or was already."""

    NOT_UNDERSTOOD = ("not-understood", 202)
    """It is on the disk, but could not be read; everything it may concern is looked at."""

    MALFORMED = ("malformed", 400)
    """Its signature held, and its id or its event is none."""

    FORGED = ("forged", 401)
    """No signature of ours."""

    TOO_SLOW = ("too-slow", 408)
    TOO_LARGE = ("too-large", 413)

    BUSY = ("busy", 503)
    """Too much is being read at once, or waits to be stored."""

    NOT_STORED = ("not-stored", 503)
    """The database did not take it."""

    @property
    def label(self) -> str:
        """The word for it."""
        return self.value[0]

    @property
    def status(self) -> int:
        """Status of the answer; GitHub delivers again what was not answered with 2xx, when it is asked."""
        return self.value[1]

    @property
    def headers(self) -> dict[str, str]:
        """Headers of the answer: a body that was not read ends the connection."""
        unread = self in (Reception.TOO_SLOW, Reception.TOO_LARGE, Reception.BUSY)
        return {
            **({"connection": "close"} if unread else {}),
            **({"retry-after": "5"} if self.status == 503 else {}),
        }
