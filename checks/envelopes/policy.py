"""Our own policy file: its mode, the levels of checks, whom it takes for agents, and on what it stands."""

from __future__ import annotations

from collections.abc import Iterator

from checks.check import all_checks
from checks.envelopes.layout import guards, last_entries, ordered
from checks.envelopes.model import Mark, Sense, Term, Topic
from checks.finding import Level
from checks.values.lookups import child, nodes, text
from checks.values.node import Node

_MODE = ordered("mode", "enforce", "observe", unset="enforce")
_RANKS = {level: float(level.rank) for level in Level}


def policy(root: Node) -> Iterator[Term | Mark]:
    """What the policy asks."""
    yield from _MODE.marks(root)
    for entry in last_entries(child(root, "checks")):
        level = text(entry.node)
        check = all_checks().get(entry.key)
        unset = (_RANKS[check.level], check.level.value) if check else (None, "what its pack says")
        yield Mark(
            f"checks.{entry.key}",
            _RANKS.get(Level(level)) if level in _RANKS else None,
            level,
            entry.line,
            unset,
        )
    for listed in guards("decisions", "extends", topic=Topic.OTHER):
        yield from listed.terms(root)
    for agent in nodes(child(root, "agents")):
        for account in nodes(child(agent, "accounts")):
            shown = f"{text(account)} ({text(child(agent, 'name'))})"
            yield Term(Sense.GUARD, Topic.OTHER, "agents", text(account), account.line, shown=shown)
    approvers = child(root, "baseline", "from")
    for approver in nodes(approvers):
        says = "lets the baseline be agreed to by"
        yield Term(
            *(Sense.GRANT, Topic.OTHER, "baseline.from", text(approver), approver.line, says),
            within="baseline.from",
        )
    if approvers is not None:
        yield Term(Sense.GUARD, Topic.OTHER, "baseline", "baseline.from", approvers.line)
