"""What a secret of a known format must satisfy beyond its letters."""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CHECKSUM = 6
_NO_BODY = re.compile(r"\\r|\\n|[\s\"'+,`]|^(?:Version|Comment):.*")
_LOCAL = re.compile(
    r"(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|\[?::1|host\b|[\w-]+$)"
    r"|.*(?:example|\.local|\.internal|\.test|\.invalid|\.localhost|\.svc)\b|.*[<>{}$%]",
    re.IGNORECASE,
)


def has_checksum(token: str) -> bool:
    """Whether the last six characters are the CRC32 of what stands between them and the prefix.

    GitHub and npm give out such tokens, so that a made-up one can be told.
    """
    body = token.rpartition("_")[2]
    number, digits = zlib.crc32(body[:-_CHECKSUM].encode()), ""
    while number:
        number, digit = divmod(number, len(_BASE62))
        digits = _BASE62[digit] + digits
    return digits.rjust(_CHECKSUM, "0") == body[-_CHECKSUM:]


def is_key_body(text: str) -> bool:
    """Whether a text between the lines of a private key is one: base64 of what its format begins with."""
    text, _, summed = text.partition("\n=")  # the checksum of PGP, on a line of its own
    body = "".join(_NO_BODY.sub("", line) for line in text.split("\n"))
    try:
        data = base64.b64decode(body[: len(body) // 4 * 4], validate=True)
    except (binascii.Error, ValueError):
        return False
    if len(data) < 32:  # the shortest, an Ed25519 key, has 48
        return False
    is_der = data[0] == 0x30 and (data[1] in (0x81, 0x82) or data[1] == len(data) - 2)
    return is_der or data.startswith(b"openssh-key-v1\0") or bool(summed and data[0] & 0x80)


def is_secret_jwt(token: str) -> bool:
    """Whether a token is signed and gives rights: no example, no public key of a client, not for ever old."""
    header, payload = (_claims(part) for part in token.split(".")[:2])
    if header is None or payload is None or str(header.get("alg", "none")).lower() == "none":
        return False
    if payload.get("role") == "anon" or payload.get("iss") in ("supabase-demo", "example", "test"):
        return False
    return payload.get("sub") != "1234567890" and payload.get("name") != "John Doe"


def _claims(part: str) -> dict[str, object] | None:
    try:
        found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def is_reachable(host: str) -> bool:
    """Whether a host may be one of the world: not this machine, no private net, no name of a container."""
    return not _LOCAL.match(host)
