"""What proving comes to: a state for every rule and record, and all flaws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from checks.decision import Record
from checks.policy import Policy, Rule, RuleException
from checks.proofs import Flaw, FlawKind


class State(StrEnum):
    """What can be said of a rule or a record, the weightiest first; a record has the first of its rules'."""

    DISPROVED = "disproved"
    """An example shows that it does not do what it says."""

    DEAD = "dead"
    """It cannot fire: it looks at no file, or its options exclude each other."""

    EXPIRED = "expired"
    """A record in force, one of whose exceptions has ended."""

    NOT_YET = "not-yet"
    """It holds from a later day on."""

    OBSERVING = "observing"
    """It is proposed, or the policy observes: it reports and holds nobody back."""

    ENFORCED = "enforced"
    """It is in force, and no example proves it."""

    PROVEN = "proven"
    """It is in force; it catches an example that it must, and leaves alone those that it must."""

    PROSE = "prose"
    """A record without rules."""

    RETIRED = "retired"
    """A record that is deprecated or superseded; its rules are off."""

    @property
    def words(self) -> str:
        """As it is printed."""
        return {"not-yet": "not yet", "prose": "prose only"}.get(self, self.value)


@dataclass(frozen=True)
class RuleProof:
    """One rule.

    Attributes:
        rule: the rule.
        state: what can be said of it.
        caught: examples that it caught as it must.
        allowed: examples that it left alone as it must.
    """

    rule: Rule
    state: State
    caught: int = 0
    allowed: int = 0


@dataclass(frozen=True)
class RecordProof:
    """One record.

    Attributes:
        record: the record.
        state: what can be said of it.
        rules: its rules, in order.
        ended: exceptions of its rules that have ended, without repetition.
    """

    record: Record
    state: State
    rules: tuple[RuleProof, ...] = ()
    ended: tuple[RuleException, ...] = ()


@dataclass(frozen=True)
class Proof:
    """All of it.

    Attributes:
        policy: the policy.
        as_of: the day that counted as today.
        records: in order of their paths.
        flaws: what is wrong, by place.
    """

    policy: Policy
    as_of: str
    records: tuple[RecordProof, ...]
    flaws: tuple[Flaw, ...]

    @property
    def failures(self) -> tuple[Flaw, ...]:
        """The flaws by which a policy is not what it says; a rule that merely has no example is none."""
        return tuple(flaw for flaw in self.flaws if flaw.kind is not FlawKind.NO_EXAMPLE)

    @property
    def in_force(self) -> int:
        """Number of rules that run today and of which the policy's mode alone says whether they block."""
        force = (State.PROVEN, State.ENFORCED, State.DISPROVED, State.OBSERVING)
        return sum(
            rule.state in force
            for record in self.records
            if record.record.decision.status.is_in_force
            for rule in record.rules
        )

    @property
    def counts(self) -> Mapping[str, int]:
        """Records by state, rules by state, and what they add up to."""
        records = Counter(one.state for one in self.records)
        rules = Counter(rule.state for one in self.records for rule in one.rules)
        return {
            "decisions": len(self.records),
            **{f"decisions-{state.value}": records[state] for state in State},
            "rules": sum(rules.values()),
            **{f"rules-{state.value}": rules[state] for state in State if state in _OF_RULES},
            "in-force": self.in_force,
            "flaws": len(self.flaws),
        }


_OF_RULES = (
    State.DISPROVED,
    State.DEAD,
    State.NOT_YET,
    State.OBSERVING,
    State.ENFORCED,
    State.PROVEN,
)
