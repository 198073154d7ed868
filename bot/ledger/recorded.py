"""Verdicts and findings as records of the ledger hold them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


class RecordedFinding(BaseModel):
    """A finding of a recorded verdict.

    Attributes:
        id: `F-` and 12 digits.
        rule: id of the rule.
        check: name of the check.
        path: the file.
        line: its line, 0 for the whole file.
        message: what was seen.
        why: the reason of the rule.
        instead: what to do instead.
        level: what it weighs.
        decision: id of its decision, empty for a built-in check.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    rule: str
    check: str
    path: str
    line: int
    message: str
    why: str = ""
    instead: str = ""
    level: str = ""
    decision: str = ""

    @property
    def place(self) -> str:
        """`path:line`, or the path alone."""
        return f"{self.path}:{self.line}" if self.line else self.path


class _Loose(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Policy(_Loose):
    mode: str


class _Agent(_Loose):
    name: str = ""


class _Due(_Loose):
    rule: str


class _Document(_Loose):
    findings: tuple[RecordedFinding, ...] = ()
    waived: tuple[RecordedFinding, ...] = ()
    waiting: tuple[_Due, ...] = ()
    policy: _Policy | None = None
    agent: _Agent = _Agent()


class _Record(_Loose):
    document: str


class RecordedVerdict(_Loose):
    """A recorded verdict, as far as it says who was held back by what.

    Attributes:
        sequence: number of the record.
        head: object id of the commit that was judged.
        conclusion: the conclusion that was published.
        document: the verdict as JSON text.
    """

    sequence: int
    head: str
    conclusion: Literal["success", "failure", "action_required"]
    document: str

    @property
    def mode(self) -> str:
        """`enforce` or `observe`; empty where nothing could be judged."""
        policy = self._read.policy
        return policy.mode if policy is not None else ""

    @property
    def agent(self) -> str:
        """Name of the agent, empty where none is known."""
        return self._read.agent.name

    @property
    def blocking(self) -> tuple[RecordedFinding, ...]:
        """The findings that hold the change back, in their order."""
        return tuple(one for one in self._read.findings if one.level == "block")

    @property
    def due(self) -> tuple[str, ...]:
        """Ids of the rules that wait for somebody or something, sorted."""
        return tuple(sorted({one.rule for one in self._read.waiting}))

    @property
    def _read(self) -> _Document:
        return _Document.model_validate_json(self.document)


def finding_in(record: bytes | None, name: str) -> RecordedFinding | None:
    """A finding of a record by its short name, permitted ones included; `None` if there is none."""
    if record is None:
        return None
    document = _Document.model_validate_json(_Record.model_validate_json(record).document)
    return next((one for one in (*document.findings, *document.waived) if one.id == name), None)


def blocking_in(record: bytes | None) -> tuple[RecordedFinding, ...]:
    """The findings of a record that hold the change back, in its order; none without a record."""
    if record is None:
        return ()
    document = _Document.model_validate_json(_Record.model_validate_json(record).document)
    return tuple(one for one in document.findings if one.level == "block")
