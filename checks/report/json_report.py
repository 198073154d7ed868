"""The verdict as data: the versioned contract that `docs/check.schema.json` describes.

Keys come in the order of that description; lists in the order of the verdict. Within one version of
`SCHEMA` keys are only added, never renamed or removed. Equal verdicts give equal bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.change import Incomplete
from checks.finding import Finding, Waiting
from checks.policy import FloorSource
from checks.report import canonical, sentences
from checks.report.canonical import text
from checks.verdict import Verdict

if TYPE_CHECKING:
    from checks.approvals import Approval
    from checks.waivers import Waiver

SCHEMA = "decisis.check/1"


def render(verdict: Verdict) -> str:
    """The JSON text, printable ASCII, ended by a line feed."""
    return canonical.dump(document(verdict)) + "\n"


def document(verdict: Verdict) -> dict[str, object]:
    """The verdict as dictionaries and lists in documented order."""
    return {
        "schema": SCHEMA,
        "verdict": verdict.outcome.value,
        "enforced_verdict": verdict.enforced_outcome.value,
        "engine": text(verdict.engine),
        "policy": {
            "source": text(verdict.policy.source),
            "commit": verdict.policy.commit,
            "digest": verdict.policy.digest,
            "mode": verdict.mode.value,
            "extends": [_floor(floor) for floor in verdict.policy.extends],
        },
        "base": verdict.base,
        "head": verdict.head,
        "as_of": verdict.as_of,
        "agent": {
            "name": text(verdict.agent.name),
            "role": verdict.agent.role.value,
            "evidence": [text(sign) for sign in verdict.agent.evidence],
        },
        "findings": [_finding(finding) for finding in verdict.findings],
        "waiting": [_waiting(due) for due in verdict.waiting],
        "incomplete": [_incomplete(gap) for gap in verdict.incomplete],
        "waived": [_finding(finding) for finding in verdict.waived],
        "known": [_finding(finding) for finding in verdict.known],
        "notices": [text(notice) for notice in verdict.notices],
        "counts": dict(verdict.counts),
        "approvals": [_approval(one) for one in verdict.approvals],
        "waivers": [_waiver(one) for one in verdict.waivers],
        **({"interrupted": verdict.interrupted.value} if verdict.interrupted else {}),
    }


def _floor(floor: FloorSource) -> dict[str, object]:
    return {
        "repository": text(floor.repository),
        "path": text(floor.path),
        "commit": floor.commit,
        "digest": floor.digest,
    }


def _path(path: str) -> dict[str, object]:
    raw = canonical.path_bytes(path)
    return {"path": text(path)} if raw is None else {"path": text(path), "path_bytes": raw}


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "id": finding.id,
        "rule": text(finding.rule),
        "check": finding.check,
        "decision": text(finding.decision),
        "level": finding.level.value,
        **_path(finding.path),
        "line": finding.line,
        "end_line": finding.end_line,
        "side": finding.side.value,
        "message": text(finding.message),
        "why": text(finding.why),
        "instead": text(finding.instead),
        "fingerprint": finding.fingerprint,
        "fix": None if finding.fix is None else text(finding.fix),
        "excerpt": [text(line) for line in finding.excerpt],
        "on_changed_line": finding.on_changed_line,
    }


def _waiting(due: Waiting) -> dict[str, object]:
    return {
        "rule": text(due.rule),
        "message": text(due.message),
        "paths": [text(path) for path in due.paths],
        "approvers": [text(approver) for approver in due.approvers],
        "count": due.count,
    }


def _approval(one: Approval) -> dict[str, object]:
    return {
        "rule": text(one.rule),
        "by": one.by,
        "login": text(one.login),
        "review": one.review,
        "commit": one.commit,
    }


def _waiver(one: Waiver) -> dict[str, object]:
    return {
        "finding": one.finding,
        "by": one.by,
        "login": text(one.login),
        "comment": one.comment,
        "reason": text(one.reason),
        "until": one.until,
    }


def _incomplete(gap: Incomplete) -> dict[str, object]:
    return {
        "code": gap.code.value,
        "rule": text(gap.rule),
        **_path(gap.path),
        "limit": text(gap.limit),
        "measured": text(gap.measured),
        "help": text(gap.help or sentences.incomplete(gap.code)),
    }
