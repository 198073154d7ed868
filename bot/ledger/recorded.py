"""Findings as a record of the ledger holds them."""

from __future__ import annotations

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

    @property
    def place(self) -> str:
        """`path:line`, or the path alone."""
        return f"{self.path}:{self.line}" if self.line else self.path


class _Document(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    findings: tuple[RecordedFinding, ...] = ()
    waived: tuple[RecordedFinding, ...] = ()


class _Record(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    document: str


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
