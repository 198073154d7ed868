"""What a backtest found, for people and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.backtest.trial import Ruling, Tried
from checks.report import safe
from checks.report.sentences import number

SCHEMA = 1
MOST_SHOWN = 20
COVERAGE = (
    "git alone does not know who opened a pull request, its labels, approvals, waivers and required checks; "
    "what waits for these counts as waiting, not as blocked"
)


@dataclass(frozen=True)
class Backtest:
    """The result.

    Attributes:
        tried: every change.
        names: what the policies are called: one, or the old one and the new one.
        seconds: how long it took.
    """

    tried: Sequence[Tried]
    names: tuple[str, ...]
    seconds: float

    @property
    def judged(self) -> list[Tried]:
        """Those whose objects were there."""
        return [one for one in self.tried if one.rulings]

    @property
    def newly_blocked(self) -> list[Tried]:
        """Those that the last policy holds back and no other does."""
        return [
            one
            for one in self.judged
            if one.rulings[-1].is_blocked and not any(each.is_blocked for each in one.rulings[:-1])
        ]

    @property
    def newly_passing(self) -> list[Tried]:
        """Those that the first policy holds back and the last one does not."""
        return [one for one in self.judged if one.rulings[0].is_blocked and not one.rulings[-1].is_blocked]


def text(result: Backtest) -> str:
    """The table for a terminal, ended by a line feed."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: Backtest) -> Iterator[str]:
    judged = result.judged
    agents = sum(bool(one.agent.name) for one in judged)
    pace = len(judged) / result.seconds if result.seconds else 0.0
    days = sorted(one.merged.day for one in judged)
    span = f" of {days[0]} to {days[-1]}" if days else ""
    yield (
        f"{number(len(judged), 'merged pull request')}{span}, {agents} of them with signs of an agent, "
        f"judged in {result.seconds:.1f} s ({pace:.1f} a second)"
    )
    if missing := len(result.tried) - len(judged):
        yield f"{missing} more could not be read, because git lacks their objects"
    yield ""
    is_pair = len(result.names) == 2
    yield from _listed("newly blocked" if is_pair else "would have been stopped", result.newly_blocked, -1)
    if is_pair:
        yield from _listed("newly passing", result.newly_passing, 0)
    yield from _rules(result)
    yield ""
    yield f"coverage: {COVERAGE}"


def _listed(title: str, found: Sequence[Tried], at: int) -> Iterator[str]:
    yield f"{title}: {len(found)}"
    for one in found[:MOST_SHOWN]:
        name = f"#{one.merged.number}" if one.merged.number else one.merged.commit[:10]
        who = f" [{one.agent.name}]" if one.agent.name else ""
        yield f"  {name} {one.merged.day}{who} {safe.log(safe.shortened(one.merged.subject, 70))}"
        yield f"      {_because(one.rulings[at])}"
    if len(found) > MOST_SHOWN:
        yield f"  and {len(found) - MOST_SHOWN} more"
    yield ""


def _because(ruling: Ruling) -> str:
    finding = ruling.first
    if finding is None:
        return "something of it could not be judged"
    place = f"{finding.path}:{finding.line}" if finding.line else finding.path
    more = len(ruling.rules) - 1
    rest = f" (and {number(more, 'more finding')})" if more else ""
    return f"{finding.rule} {safe.log(place)}: {safe.log(safe.shortened(finding.message, 160))}{rest}"


def _rules(result: Backtest) -> Iterator[str]:
    counts = [
        Counter(rule for one in result.judged for rule in set(one.rulings[at].rules))
        for at in range(len(result.names))
    ]
    rules = sorted({rule for count in counts for rule in count}, key=lambda rule: (-counts[-1][rule], rule))
    if not rules:
        yield "no rule would have stopped anything"
        return
    width = max(len(rule) for rule in (*rules, "rule"))
    heads = [name[:24] for name in result.names]
    yield f"{'rule':{width}}  " + "  ".join(f"{head:>12}" for head in heads)
    for rule in rules:
        cells = "  ".join(
            f"{count[rule]:>{max(12, len(head))}}" for count, head in zip(counts, heads, strict=True)
        )
        yield f"{safe.log(rule):{width}}  {cells}"


def as_json(result: Backtest) -> str:
    """The same as JSON, for programs."""
    value = {
        "schema": SCHEMA,
        "policies": list(result.names),
        "coverage": COVERAGE,
        "newly_blocked": [_entry(one, -1) for one in result.newly_blocked],
        "newly_passing": [_entry(one, 0) for one in result.newly_passing] if len(result.names) == 2 else [],
        "counts": {
            "judged": len(result.judged),
            "unreadable": len(result.tried) - len(result.judged),
            "with_agent": sum(bool(one.agent.name) for one in result.judged),
        },
    }
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _entry(one: Tried, at: int) -> dict[str, object]:
    return {
        "commit": one.merged.commit,
        "number": one.merged.number,
        "day": one.merged.day,
        "subject": one.merged.subject,
        "agent": one.agent.name,
        "outcome": one.rulings[at].outcome.value,
        "rules": list(one.rulings[at].rules),
    }
