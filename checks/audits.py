"""What zizmor says about the workflows of a change, as plain values.

The program itself is run by `bot.engines`; the check that uses it stays pure by reading the answer from
`Change.audits`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class AuditFinding(NamedTuple):
    """One place that an audit of zizmor objects to; lines as git counts them.

    Attributes:
        path: the file.
        line: the first line of the place.
        end_line: its last line.
        audit: the audit by zizmor's name, `bot-conditions`.
        severity: zizmor's own weight: `Informational`, `Low`, `Medium` or `High`.
        confidence: how sure it is of it: `Low`, `Medium` or `High`.
        text: what stands there, as narrow as zizmor says.
        ignored: whether a comment `zizmor: ignore` stands there. It has no effect on the verdict.
    """

    path: str
    line: int
    end_line: int
    audit: str
    severity: str
    confidence: str
    text: str
    ignored: bool = False


@dataclass(frozen=True, slots=True)
class AuditedSide:
    """What was said of one side of a change.

    Attributes:
        findings: the places, sorted by path and line.
        unreadable: files that zizmor does not take for what their names say.
        unaudited: path → why there is no answer about the file at all.
    """

    findings: tuple[AuditFinding, ...] = ()
    unreadable: frozenset[str] = frozenset()
    unaudited: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditResults:
    """zizmor's answer for one change.

    Attributes:
        base: the changed files as they were.
        head: the changed files as they are.
    """

    base: AuditedSide = field(default_factory=AuditedSide)
    head: AuditedSide = field(default_factory=AuditedSide)
