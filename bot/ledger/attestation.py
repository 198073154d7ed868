"""Records as signed statements that others' tools can check: in-toto Statements in DSSE envelopes.

The statement: github.com/in-toto/attestation, spec/v1/statement.md. The envelope and what is signed in it:
github.com/secure-systems-lab/dsse, envelope.md and protocol.md (v1).
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator
from typing import Any

from bot.ledger.chain import Broken
from bot.ledger.record import canonical
from bot.ledger.signing import Checker, Signer

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://github.com/decisis/decisis/ledger-record/v1"
PAYLOAD = "application/vnd.in-toto+json"


def attested(record: bytes, digest: str, signer: Signer) -> str:
    """The envelope of a record, on one line without a line feed.

    Args:
        record: its bytes.
        digest: SHA-256 of them.
        signer: signs it.
    """
    values = json.loads(record)
    subjects = [{"name": f"record {values['sequence']}", "digest": {"sha256": digest}}]
    if values["head"]:
        subjects.append({"name": f"head of #{values['pull']}", "digest": {"gitCommit": values["head"]}})
    statement = {"_type": STATEMENT, "predicate": values, "predicateType": PREDICATE, "subject": subjects}
    payload = json.dumps(statement, sort_keys=True, separators=(",", ":")).encode("ascii")
    envelope = {
        "payload": base64.b64encode(payload).decode("ascii"),
        "payloadType": PAYLOAD,
        "signatures": [
            {
                "keyid": signer.checker.id,
                "sig": base64.b64encode(signer.sign(encoded(PAYLOAD, payload))).decode("ascii"),
            }
        ],
    }
    return json.dumps(envelope, sort_keys=True, separators=(",", ":"))


def encoded(kind: str, payload: bytes) -> bytes:
    """What is signed: DSSE's pre-authentication encoding, so that no payload passes for another kind."""
    name = kind.encode()
    return b"DSSEv1 %d %s %d %s" % (len(name), name, len(payload), payload)


def records_in(lines: Iterable[bytes], checker: Checker) -> Iterator[tuple[int, bytes, str]]:
    """Number, bytes and digest of the records of envelopes, each proved by its signature.

    Args:
        lines: an envelope each.
        checker: the public key that must have signed every one.

    Raises:
        Broken: naming the first that is no envelope of a record or was not signed by the key.
    """
    for number, line in enumerate(lines, 1):
        try:
            envelope = json.loads(line)
            payload = base64.b64decode(envelope["payload"], validate=True)
            kind = str(envelope["payloadType"])
            signatures = [base64.b64decode(one["sig"], validate=True) for one in envelope["signatures"]]
        except (ValueError, KeyError, TypeError, binascii.Error):
            raise Broken(number, "is no envelope") from None
        if not any(checker.holds(one, encoded(kind, payload)) for one in signatures):
            raise Broken(number, "was not signed by the key that was named")
        yield _record_in(number, kind, payload)


def _record_in(number: int, kind: str, payload: bytes) -> tuple[int, bytes, str]:
    try:
        statement: dict[str, Any] = json.loads(payload)
        if (kind, statement["_type"], statement["predicateType"]) != (PAYLOAD, STATEMENT, PREDICATE):
            raise Broken(number, "is a statement about something else")
        values = statement["predicate"]
        digest = next(one["digest"]["sha256"] for one in statement["subject"] if "sha256" in one["digest"])
        return int(values["sequence"]), canonical(values), str(digest)
    except (ValueError, KeyError, TypeError, StopIteration):
        raise Broken(number, "is no statement about a record") from None
