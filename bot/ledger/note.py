"""Records beside the verdicts, in the same chain: waivers, approvals, overrides and changes of the policy."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from bot.errors import UserError
from bot.ledger.record import canonical


class Topic(StrEnum):
    """What a record beside the verdicts is about."""

    WAIVER = "waiver"
    APPROVAL = "approval"
    OVERRIDE = "override"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class WaiverNote:
    """Somebody permitted a finding by a comment, took that back, or was not allowed to.

    Attributes:
        state: `granted` when it was given, `used` when a verdict rests on it, `withdrawn` when a comment took
            it back, `refused` when who gave it may not.
        finding: the finding's short id, `F-` and 12 digits.
        rule: id of its rule.
        path: its file.
        line: its line, 0 for the whole file.
        by: number of the account.
        login: its name at the time.
        comment: number of the comment.
        reason: the reason that was given; empty for one that was taken back.
        until: its last day, `2026-06-30`; empty where it does not last.
        objection: why it was refused, empty otherwise.
    """

    state: Literal["granted", "used", "withdrawn", "refused"]
    finding: str
    rule: str
    path: str
    line: int
    by: int
    login: str
    comment: int
    reason: str = ""
    until: str = ""
    objection: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalNote:
    """A verdict rests on an approval.

    Attributes:
        rule: id of the rule that asked for it.
        by: number of the account.
        login: its name at the time.
        review: number of the review.
        commit: object id of the commit it was given for.
        words: the beginning of its text.
    """

    rule: str
    by: int
    login: str
    review: int
    commit: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Overridden:
    """A finding that held a change back which was merged all the same.

    Attributes:
        id: `F-` and 12 digits.
        rule: id of the rule.
        decision: id of the decision, empty for a built-in check.
        path: the file.
        line: its line, 0 for the whole file.
    """

    id: str
    rule: str
    decision: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class OverrideNote:
    """A pull request was merged although its head had no passing verdict.

    Attributes:
        by: number of the account that merged, 0 where GitHub does not tell.
        login: its name at the time.
        role: what it may do in the repository.
        merged: when, in UTC, `2026-03-02T09:30:00Z`.
        stood: conclusion that the head had when it was merged, `none` if it had none.
        verdict: number of the record of that verdict, 0 if there is none.
        agent: name of the agent whose change it was, empty where none is known.
        findings: what held it back.
        due: ids of the rules that waited for somebody or something, sorted.
    """

    by: int
    login: str
    role: str
    merged: str
    stood: Literal["failure", "action_required", "none"]
    verdict: int
    agent: str = ""
    findings: tuple[Overridden, ...] = ()
    due: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mover:
    """Who moved a branch: number and present name of the account."""

    id: int
    login: str


@dataclass(frozen=True, slots=True)
class PolicyNote:
    """The policy that counts is another than before.

    Attributes:
        commit: tip of the default branch.
        digest: digest of the policy there, empty if it does not read.
        source: where it stands, `builtin` for none of one's own.
        mode: `enforce` or `observe`, empty if it does not read.
        floors: the floors that it stands on, each as `owner/name:path digest`, in their order.
        problems: why it does not read, one sentence each.
        was: commit of the policy before, empty for the first that was seen.
        follows: number of the record about that one, 0 for none.
        changes: what changed, one sentence each; empty where it cannot be told.
        by: who moved the default branch to another policy, empty where GitHub does not tell.
    """

    commit: str
    digest: str
    source: str
    mode: str
    floors: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    was: str = ""
    follows: int = 0
    changes: tuple[str, ...] = ()
    by: tuple[Mover, ...] = ()

    @property
    def stands(self) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        """What makes it the same policy as another."""
        return self.digest, self.floors, self.problems


Told = WaiverNote | ApprovalNote | OverrideNote | PolicyNote

_TYPES: dict[Topic, type[Told]] = {
    Topic.WAIVER: WaiverNote,
    Topic.APPROVAL: ApprovalNote,
    Topic.OVERRIDE: OverrideNote,
    Topic.POLICY: PolicyNote,
}


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be recorded beside the verdicts.

    Attributes:
        repository: GitHub's number of the repository.
        pull: number of the pull request, 0 for what is about the whole repository.
        head: object id of the commit it is about.
        told: what happened.
    """

    repository: int
    pull: int
    head: str
    told: Told

    @property
    def topic(self) -> Topic:
        """What it is about."""
        return next(topic for topic, kind in _TYPES.items() if isinstance(self.told, kind))

    @property
    def key(self) -> str:
        """What makes two notes the same: 64 hexadecimal digits."""
        return hashlib.sha256(canonical(self._values())).hexdigest()

    def _values(self) -> dict[str, str | int]:
        document = json.dumps(asdict(self.told), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return {
            "document": document,
            "head": self.head,
            "kind": self.topic.value,
            "pull": self.pull,
            "repository": self.repository,
        }

    def record(self, sequence: int, previous: str, milliseconds: int) -> bytes:
        """The bytes of the record, see `bot.ledger.record.Entry.record`."""
        chained: dict[str, str | int] = {"previous": previous, "sequence": sequence, "time": milliseconds}
        return canonical({**self._values(), **chained})


def told_by(kind: str, document: str) -> Told:
    """What a record beside the verdicts says.

    Args:
        kind: the `kind` of the record.
        document: its `document`.

    Raises:
        UserError: another version of Decisis wrote it.
    """
    try:
        told: Told = _reader(Topic(kind)).validate_json(document)
    except (ValueError, ValidationError) as wrong:
        raise UserError(f"a record about `{kind}` does not read", "use the version that wrote it") from wrong
    return told


@cache
def _reader(topic: Topic) -> TypeAdapter[Any]:
    return TypeAdapter(_TYPES[topic])
