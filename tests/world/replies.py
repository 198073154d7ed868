"""An answer on its way to the client."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal

Wire = Literal["whole", "half", "reset", "hang"]


@dataclass(frozen=True)
class Reply:
    """Status, body and headers, and whether it arrives whole.

    Attributes:
        status: the HTTP status, 0 if none is sent.
        body: the bytes.
        headers: names in lower case.
        wire: how it fares on the way.
        value: the JSON value behind the body, for validation.
    """

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    wire: Wire = "whole"
    value: Any = None

    @classmethod
    def of(cls, status: int, value: Any, headers: dict[str, str] | None = None) -> Reply:
        """A JSON answer."""
        body = json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode()
        return cls(
            status, body, {"content-type": "application/json; charset=utf-8"} | (headers or {}), value=value
        )
