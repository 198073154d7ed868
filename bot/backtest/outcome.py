"""What a backtest found, as a value: what each policy would have held back, and by which rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.backtest.trial import Tried
from checks.policy import Policy


@dataclass(frozen=True, slots=True)
class Row:
    """One rule that would have held something back.

    Attributes:
        rule: id of the rule.
        decision: id of its decision, empty for a built-in check.
        title: title of the decision, empty where there is none.
        counts: how many changes it would have held back, one for each policy.
    """

    rule: str
    decision: str
    title: str
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Backtest:
    """The result.

    Attributes:
        tried: every change that was reached, the newest first.
        names: what the policies are called: one, or the old one and the new one.
        seconds: how long it took.
        asked: how many changes were to be judged; more than were reached if the time was up.
        titles: titles of decisions by their id.
    """

    tried: Sequence[Tried]
    names: tuple[str, ...]
    seconds: float
    asked: int
    titles: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def judged(self) -> list[Tried]:
        """Those that could be judged."""
        return [one for one in self.tried if one.rulings]

    @property
    def faults(self) -> list[tuple[str, int]]:
        """Why others could not be judged, and how many each time, the most frequent first."""
        found = Counter(one.fault for one in self.tried if not one.rulings)
        return sorted(found.items(), key=lambda item: (-item[1], item[0]))

    @property
    def unreached(self) -> int:
        """How many were not reached in time."""
        return self.asked - len(self.tried)

    @property
    def days(self) -> tuple[str, str] | None:
        """The first day and the last one that any judged change was merged on."""
        days = sorted(one.merged.day for one in self.judged)
        return (days[0], days[-1]) if days else None

    @property
    def with_agent(self) -> int:
        """How many carry signs of an agent."""
        return sum(bool(one.agent) for one in self.judged)

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
        """Those that the first policy holds back and the last one does not; none for a single policy."""
        return [one for one in self.judged if one.rulings[0].is_blocked and not one.rulings[-1].is_blocked]

    @property
    def rows(self) -> list[Row]:
        """Every rule that would have held something back, the most frequent under the last policy first."""
        counts: dict[tuple[str, str], list[int]] = {}
        for one in self.judged:
            for at, ruling in enumerate(one.rulings):
                for blocked in ruling.blocked:
                    key = (blocked.rule, blocked.decision)
                    counts.setdefault(key, [0] * len(self.names))[at] += 1
        ranked = sorted(counts.items(), key=lambda item: ([-count for count in reversed(item[1])], item[0]))
        return [
            Row(rule, decision, self.titles.get(decision, ""), tuple(count))
            for (rule, decision), count in ranked
        ]


def titles_of(policies: Sequence[Policy]) -> dict[str, str]:
    """Titles of the decisions of some policies, by their id; the last policy's counts."""
    return {decision.id: decision.title for policy in policies for decision in policy.decisions.values()}
