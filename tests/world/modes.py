"""What may become of a delivery: once, twice, late, lost, forged or varied."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol


@dataclass(frozen=True)
class Draft:
    """A delivery before it is sent: what a mode may change."""

    body: bytes
    headers: dict[str, str]
    copies: int = 1
    later_by: int = 0
    lost: bool = False
    note: str = ""


class Mode(Protocol):
    """What becomes of one delivery."""

    def shape(self, draft: Draft, secret: bytes) -> Draft:
        """The delivery as it will go out."""


@dataclass(frozen=True)
class Once:
    """As it should be."""

    def shape(self, draft: Draft, secret: bytes) -> Draft:
        return draft


@dataclass(frozen=True)
class Twice:
    """Two times, with one GUID and one body."""

    def shape(self, draft: Draft, secret: bytes) -> Draft:
        return replace(draft, copies=2, note="twice")


@dataclass(frozen=True)
class Late:
    """After the `by` deliveries that follow it."""

    by: int = 1

    def shape(self, draft: Draft, secret: bytes) -> Draft:
        return replace(draft, later_by=self.by, note="late")


@dataclass(frozen=True)
class Lost:
    """Never; listed as failed."""

    def shape(self, draft: Draft, secret: bytes) -> Draft:
        return replace(draft, lost=True, note="lost")


@dataclass(frozen=True)
class Forged:
    """With a signature that does not hold."""

    how: Literal["wrong", "missing", "sha1", "altered"] = "wrong"

    def shape(self, draft: Draft, secret: bytes) -> Draft:
        headers, body = dict(draft.headers), draft.body
        if self.how == "wrong":
            headers["X-Hub-Signature-256"] = "sha256=" + "0" * 64
            headers["X-Hub-Signature"] = "sha1=" + "0" * 40
        elif self.how == "altered":
            body = body[:-1] + b',"altered":true}'
        else:
            del headers["X-Hub-Signature-256"]
            if self.how == "missing":
                del headers["X-Hub-Signature"]
        return replace(draft, headers=headers, body=body, note=f"forged: {self.how}")


@dataclass(frozen=True)
class Varied:
    """With keys added, keys left out, or an action nobody has heard of; signed rightly."""

    extra: dict[str, Any] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    action: str | None = None

    def shape(self, draft: Draft, secret: bytes) -> Draft:
        payload = json.loads(draft.body) | self.extra
        payload = {key: value for key, value in payload.items() if key not in self.drop}
        if self.action is not None:
            payload["action"] = self.action
        body = encoded(payload)
        return replace(draft, body=body, headers=draft.headers | signatures(secret, body), note="varied")


def encoded(payload: Any) -> bytes:
    """The bytes of a payload."""
    return json.dumps(payload, separators=(",", ":")).encode()


def signatures(secret: bytes, body: bytes) -> dict[str, str]:
    """Both signature headers over the exact bytes."""
    return {
        "X-Hub-Signature": "sha1=" + hmac.new(secret, body, hashlib.sha1).hexdigest(),
        "X-Hub-Signature-256": "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest(),
    }
