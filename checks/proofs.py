"""What is wrong with a rule or a record, as far as proving them can tell: plain values.

They are found by `checks.proving` and reach the built-in checks `unproven-decision` and
`stale-instructions` as `Change.proofs`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from checks.finding import Level


class FlawKind(StrEnum):
    """What is wrong."""

    UNREADABLE = "unreadable"
    NOT_CAUGHT = "not-caught"
    FALSELY_CAUGHT = "falsely-caught"
    NOT_JUDGED = "not-judged"
    CONTRADICTION = "contradiction"
    CANNOT_FIRE = "cannot-fire"
    NO_FILE = "no-file"
    NO_EXAMPLE = "no-example"
    STALE_BLOCK = "stale-block"

    @property
    def level(self) -> Level:
        """What it weighs on a pull request: a promise that does not hold blocks, one not made warns."""
        warns = (FlawKind.CANNOT_FIRE, FlawKind.NO_FILE, FlawKind.NO_EXAMPLE, FlawKind.STALE_BLOCK)
        return Level.WARN if self in warns else Level.BLOCK


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong.

    Attributes:
        kind: what.
        file: the file that has to be mended.
        line: the line in it, from 1.
        message: one sentence: what was seen. Lower case, no full stop, literals in backticks.
        instead: what to do.
        identity: what tells it from other flaws wherever it stands and whatever number its rule has.
        decision: id of the record, empty for the policy file.
        rule: id of the rule, empty where the record or the policy as a whole is meant.
        expected: what an example says should happen, empty where none is concerned.
        seen: what happened instead.
    """

    kind: FlawKind
    file: str
    line: int
    message: str
    instead: str
    identity: str
    decision: str = ""
    rule: str = ""
    expected: str = ""
    seen: str = ""

    @property
    def sort_key(self) -> tuple[str, int, str, str, str]:
        """By place; total, so that every report has one order."""
        return (self.file, self.line, self.kind, self.rule, self.identity)
