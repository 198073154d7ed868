"""Ed25519 keys of the ledger: the private one signs, whoever has the public one can check."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from bot.errors import UserError

MAKE = "make one with `openssl genpkey -algorithm ed25519 -out ledger.pem`"
SHOW = "print it with `openssl pkey -in ledger.pem -pubout`"


@dataclass(frozen=True)
class Checker:
    """A public key.

    Attributes:
        key: the key.
    """

    key: Ed25519PublicKey

    @classmethod
    def read(cls, file: Path) -> Checker:
        """The public key of a PEM file; that of a private key where the file holds one.

        Raises:
            UserError: it holds no Ed25519 key.
        """
        pem = _content(file, "the public key")
        try:
            if b"PRIVATE KEY" in pem:
                return Signer.of(pem, file).checker
            key = load_pem_public_key(pem)
        except ValueError:
            key = None
        if not isinstance(key, Ed25519PublicKey):
            raise UserError(f"`{file}` holds no Ed25519 public key in PEM form", SHOW)
        return cls(key)

    @property
    def raw(self) -> bytes:
        """Its 32 bytes."""
        return self.key.public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def id(self) -> str:
        """SHA-256 of the key in DER form, in hexadecimal digits."""
        return hashlib.sha256(
            self.key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        ).hexdigest()

    def holds(self, signature: bytes, data: bytes) -> bool:
        """Whether a signature is of this key and of these bytes."""
        try:
            self.key.verify(signature, data)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Signer:
    """A private key; it is never shown.

    Attributes:
        key: the key.
    """

    key: Ed25519PrivateKey

    @classmethod
    def read(cls, file: Path) -> Signer:
        """The private key of a PEM file.

        Raises:
            UserError: it holds no Ed25519 key without a password.
        """
        return cls.of(_content(file, "the key of the ledger"), file)

    @classmethod
    def of(cls, pem: bytes, file: Path) -> Signer:
        """The private key that a text in PEM form holds; `file` is where it stands, see `read`."""
        try:
            key = load_pem_private_key(pem, password=None)
        except (ValueError, TypeError):
            key = None
        if not isinstance(key, Ed25519PrivateKey):
            raise UserError(f"`{file}` holds no Ed25519 private key in PEM form without a password", MAKE)
        return cls(key)

    def __repr__(self) -> str:
        return f"Signer({self.checker.id[:12]})"

    @property
    def checker(self) -> Checker:
        """The public key that belongs to it."""
        return Checker(self.key.public_key())

    def sign(self, data: bytes) -> bytes:
        """The signature of some bytes, 64 of them."""
        return self.key.sign(data)


def _content(file: Path, what: str) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise UserError(f"{what} `{file}` cannot be read: {fault.strerror}", "name its PEM file") from fault
