"""One attempt to tell the App of an event."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(eq=False)
class Delivery:
    """One attempt to tell the App of an event, and what it answered.

    Attributes:
        guid: `X-GitHub-Delivery`; a redelivery keeps it.
        body: the exact bytes that were sent.
        status_code: what the App answered; 0 while under way, 502 if nobody listens, 504 after ten seconds.
        note: what a test did to it, empty for an ordinary delivery.
    """

    id: int
    guid: str
    event: str
    action: str | None
    installation_id: int | None
    repository_id: int | None
    body: bytes = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    delivered_at: datetime
    redelivery: bool = False
    note: str = ""
    status_code: int = 0
    duration: float = 0.0
    response_headers: dict[str, str] = field(default_factory=dict, repr=False)
    response_body: str = field(default="", repr=False)

    @property
    def payload(self) -> Any:
        """The JSON that was sent."""
        return json.loads(self.body)

    @property
    def succeeded(self) -> bool:
        """Whether the App took it."""
        return 200 <= self.status_code < 300

    @property
    def status(self) -> str:
        """What the list of deliveries calls it."""
        names = {0: "pending", 502: "failed to connect to host", 504: "timed out"}
        return (
            "OK"
            if self.succeeded
            else names.get(self.status_code, f"Invalid HTTP Response: {self.status_code}")
        )
