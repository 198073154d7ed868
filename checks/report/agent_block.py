"""The block that an agent acts on: the verdict and the next steps as compact JSON, what blocks first."""

from __future__ import annotations

from checks.change import Incomplete
from checks.finding import Finding, Waiting
from checks.policy import Mode
from checks.report import bounds, canonical, safe, sentences
from checks.report.canonical import text
from checks.verdict import Verdict

MOST_TEXT = 600
"""Longest message, advice or path in the block, in characters."""

MOST_IDS = 25
"""Most ids in one list of what came back or is not mended."""


def agent_block(verdict: Verdict, room: int) -> str:
    """JSON on one line per step.

    Args:
        verdict: what was judged.
        room: most bytes; steps beyond it are counted under `more`.

    Returns:
        An object with `verdict`, `mode`, `next` and `more`. A step has an `id` and, where it has a place,
        `path` and `line`; `message` says what was seen and `instead` what to do. Where rounds are counted, it
        has a `round`, whether to `stop`, and the ids of what `came_back` and what is `unmended` since the
        round before; what stops the agent is then the first step.
    """
    blocking = [finding for finding in verdict.findings if finding.blocks]
    total = len(blocking) + len(verdict.incomplete) + len(verdict.waiting)
    head = (
        f'{{"verdict": {canonical.dump(verdict.outcome.value)}, '
        f'"mode": {canonical.dump(verdict.mode.value)}, {_round(verdict)}"next": ['
    )
    used = bounds.size(head) + 40
    lines: list[str] = []
    due = [_due(one, verdict) for one in verdict.waiting]
    stops = [step for step in due if step["instead"] == sentences.stop()]
    rest = [step for step in due if step not in stops]
    for step in (*stops, *map(_finding, blocking), *map(_gap, verdict.incomplete), *rest):
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


def _due(due: Waiting, verdict: Verdict) -> dict[str, object]:
    stops = verdict.is_stopped and due.rule.startswith("supervision/")
    instead = sentences.stop() if stops else "wait, and ask the person named"
    return {"id": _text(due.rule), "message": _text(due.message), "instead": instead}


def _round(verdict: Verdict) -> str:
    """The members about the round, each followed by a comma."""
    loop = verdict.loop
    if loop is None:
        return ""
    members = {
        "round": loop.number,
        "stop": verdict.is_stopped and verdict.mode is Mode.ENFORCE,
        "came_back": list(loop.returned[:MOST_IDS]),
        "unmended": list(loop.unmended[:MOST_IDS]),
    }
    return "".join(f'"{name}": {canonical.dump(value, indent=None)}, ' for name, value in members.items())
