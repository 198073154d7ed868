"""The order of every report: by weight, then by decision, each group with the reason given once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from checks.envelope import is_of_envelope
from checks.finding import Finding, Level


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one weight and one decision that share a reason.

    Attributes:
        level: what they weigh.
        decision: id of the decision, empty for built-in checks and envelopes.
        why: the reason they share.
        findings: at least one, in report order.
    """

    level: Level
    decision: str
    why: str
    findings: tuple[Finding, ...]

    @property
    def is_of_envelope(self) -> bool:
        """Whether an envelope of the policy says so."""
        return is_of_envelope(self.findings[0].rule)


def grouped(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """Findings in groups: what blocks first, built-in checks behind the decisions."""
    return tuple(
        Group(level, decision, why, tuple(members))
        for (level, decision, why), members in groupby(
            sorted(findings, key=_order), key=lambda finding: (finding.level, finding.decision, finding.why)
        )
    )


def _order(finding: Finding) -> tuple[int, bool, str, str, tuple[int, str, int, str, str]]:
    return (
        finding.level.rank,
        not finding.decision,
        finding.decision,
        finding.why,
        finding.sort_key,
    )
