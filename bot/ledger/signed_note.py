"""Where the ledger stood, as a note signed by its key; the form is that of c2sp.org/signed-note.

The text is laid out as a checkpoint of c2sp.org/tlog-checkpoint: whose ledger it is, the number of the last
record, its digest in base64. The digest is the head of a chain, not the root of a Merkle tree.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from bot.errors import UserError
from bot.ledger.archive import Anchor
from bot.ledger.signing import SHOW, Checker, Signer

MARK = "— "
"""What a line with a signature begins with: an em dash and a space."""

_ED25519 = b"\x01"
_NAME = re.compile(r"[!-*,-~]{1,200}")
_DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True)
class SignedAnchor:
    """An anchor that a key has signed.

    Attributes:
        origin: whose ledger it is, also the name of the key.
        anchor: where the ledger stood.
    """

    origin: str
    anchor: Anchor


def signed(stands: SignedAnchor, signer: Signer) -> str:
    """The note, ended by a line feed."""
    digest = base64.b64encode(bytes.fromhex(stands.anchor.digest)).decode("ascii")
    text = f"{stands.origin}\n{stands.anchor.sequence}\n{digest}\n"
    mark = _key_hash(stands.origin, signer.checker) + signer.sign(text.encode())
    return f"{text}\n{MARK}{stands.origin} {base64.b64encode(mark).decode('ascii')}\n"


def is_note(text: str) -> bool:
    """Whether a text looks like a signed note."""
    return f"\n\n{MARK}" in text


def read_note(text: str, checker: Checker) -> SignedAnchor:
    """What a note says, if the key has signed it.

    Args:
        text: the note.
        checker: the public key.

    Raises:
        UserError: it is no note about a ledger, or the key has not signed it.
    """
    body, _, marks = text.rpartition("\n\n")
    lines = body.split("\n")
    try:
        origin, sequence, digest = lines
        raw = base64.b64decode(digest, validate=True)
        anchor = Anchor(int(sequence), raw.hex())
    except (ValueError, binascii.Error):
        raise UserError("the anchor is no note about a ledger", "name another one") from None
    if not _NAME.fullmatch(origin) or len(raw) != _DIGEST_BYTES or str(anchor.sequence) != sequence:
        raise UserError("the anchor is no note about a ledger", "name another one")
    if not any(_is_of(mark, origin, checker, f"{body}\n".encode()) for mark in marks.splitlines()):
        raise UserError("the anchor was not signed by the key that was named", SHOW)
    return SignedAnchor(origin, anchor)


def _is_of(line: str, origin: str, checker: Checker, text: bytes) -> bool:
    """Whether a line holds a signature of the text by the key under the name of the origin."""
    try:
        mark = base64.b64decode(line.removeprefix(f"{MARK}{origin} "), validate=True)
    except (ValueError, binascii.Error):
        return False
    return mark[:4] == _key_hash(origin, checker) and checker.holds(mark[4:], text)


def _key_hash(name: str, checker: Checker) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + checker.raw).digest()[:4]
