"""One record of the ledger: what was judged, what came out, as bytes that everybody builds alike."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

GENESIS = "0" * 64
"""What the first record names as its predecessor."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be recorded.

    Attributes:
        repository: GitHub's number of the repository.
        pull: number of the pull request.
        head: object id of the commit that was judged.
        base: object id of the tip of the branch it is to be merged into.
        policy: digest of the policy, empty if it could not be read.
        engine: what judged, with its versions.
        conclusion: the conclusion that is about to be published.
        document: the verdict as JSON text.
        inputs: what the verdict rests on besides git and the policy, as JSON; the record holds its digest.
        of_group: whether it is about the commit of a merge group; no part of the record.
    """

    repository: int
    pull: int
    head: str
    base: str
    policy: str
    engine: str
    conclusion: str
    document: str
    of_group: bool = False
    inputs: str = ""

    @property
    def inputs_digest(self) -> str:
        """SHA-256 of the inputs, empty where there are none."""
        return hashlib.sha256(self.inputs.encode()).hexdigest() if self.inputs else ""

    @property
    def key(self) -> str:
        """What makes two entries the same verdict: 64 hexadecimal digits."""
        return hashlib.sha256(canonical(self._values())).hexdigest()

    def _values(self) -> dict[str, str | int]:
        return {
            "base": self.base,
            "conclusion": self.conclusion,
            "document": self.document,
            "engine": self.engine,
            "head": self.head,
            "policy": self.policy,
            "pull": self.pull,
            "repository": self.repository,
        }

    def record(self, sequence: int, previous: str, milliseconds: int) -> bytes:
        """The bytes of the record.

        Args:
            sequence: its place in the ledger, from 1 without gaps.
            previous: SHA-256 of the record before it, `GENESIS` for the first.
            milliseconds: when, since 1970; orders nothing.
        """
        chained: dict[str, str | int] = {"previous": previous, "sequence": sequence, "time": milliseconds}
        return canonical({**self._values(), "inputs": self.inputs_digest, **chained})


def canonical(values: Mapping[str, str | int]) -> bytes:
    """JSON with sorted keys, no white space, ASCII only and whole numbers only: one form for one value."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")
