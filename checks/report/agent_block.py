"""The block that an agent acts on: the verdict and the next steps as compact JSON, what blocks first."""

from __future__ import annotations

from checks.change import Incomplete
from checks.finding import Finding, Waiting
from checks.report import bounds, canonical, safe, sentences
from checks.report.canonical import text
from checks.verdict import Verdict

MOST_TEXT = 600
"""Longest message, advice or path in the block, in characters."""


def agent_block(verdict: Verdict, room: int) -> str:
    """JSON on one line per step.

    Args:
        verdict: what was judged.
        room: most bytes; steps beyond it are counted under `more`.

    Returns:
        An object with `verdict`, `mode`, `next` and `more`. A step has an `id` and, where it has a place,
        `path` and `line`; `message` says what was seen and `instead` what to do.
    """
    blocking = [finding for finding in verdict.findings if finding.blocks]
    total = len(blocking) + len(verdict.incomplete) + len(verdict.waiting)
    head = (
        f'{{"verdict": {canonical.dump(verdict.outcome.value)}, '
        f'"mode": {canonical.dump(verdict.mode.value)}, "next": ['
    )
    used = bounds.size(head) + 40
    lines: list[str] = []
    for step in (*map(_finding, blocking), *map(_gap, verdict.incomplete), *map(_due, verdict.waiting)):
        line = f"  {canonical.dump(step, indent=None)}"
        used += bounds.size(line) + 2
        if used > room:
            break
        lines.append(line)
    steps = "\n" + ",\n".join(lines) + "\n" if lines else ""
    return f'{head}{steps}], "more": {total - len(lines)}}}'


def _text(value: str) -> str:
    return text(safe.shortened(value, MOST_TEXT))


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "id": finding.id,
        "rule": _text(finding.rule),
        "path": _text(finding.path),
        "line": finding.line,
        "message": _text(finding.message),
        "instead": _text(finding.instead),
    }


def _gap(gap: Incomplete) -> dict[str, object]:
    return {
        "id": gap.code.value,
        "path": _text(gap.path),
        "message": _text(gap.measured or sentences.incomplete(gap.code)),
        "instead": _text(gap.help or sentences.incomplete(gap.code)),
    }


def _due(due: Waiting) -> dict[str, object]:
    return {"id": _text(due.rule), "message": _text(due.message), "instead": "wait, and ask the person named"}
