"""What `decisis explain` prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks.change import Change
from checks.check import Check, Sighting
from checks.finding import Level
from checks.paths import PathPatterns
from checks.policy import Decision, DecisionStatus, Rule
from checks.report.explain import explain


@dataclass(frozen=True, kw_only=True)
class Shouting(Check):
    """No line shouts.

    ## Why

    Shouting wakes the others.
    """

    name = "shouting"
    rule_kind = "forbid-shouting"
    words: tuple[str, ...] = ("HEY",)
    at_most: int = 3

    def find(self, change: Change) -> Iterator[Sighting]:
        """Finds nothing."""
        return iter(())


RULE = Rule(
    id="ADR-0003/forbid-shouting-1",
    check=Shouting(words=("HEY", "YO")),
    level=Level.BLOCK,
    paths=PathPatterns(("app/**", "!app/legacy/**")),
    decision="ADR-0003",
    why="people sleep",
    instead="whisper",
)
DECISION = Decision(
    id="ADR-0003",
    title="Whisper",
    path="docs/decisions/0003-whisper.md",
    status=DecisionStatus.ACCEPTED,
    why="people sleep",
    rule_ids=("ADR-0003/forbid-shouting-1", "ADR-0003/forbid-shouting-2"),
)


def test_a_check_is_explained_by_its_docstring_and_options() -> None:
    assert (
        explain(Shouting)
        == """\
# shouting

level: warn
bound by: `forbid-shouting` under `enforce.rules` of a decision
options: `words`, `at-most`

No line shouts.

## Why

Shouting wakes the others.
"""
    )


def test_a_rule_is_explained_by_what_it_is_bound_to() -> None:
    assert (
        explain(RULE)
        == """\
# ADR-0003/forbid-shouting-1

level: block
for: agents
decision: ADR-0003
paths: `app/**`, `!app/legacy/**`
words: HEY, YO
at-most: 3

why: people sleep

instead: whisper

for an exception, a person changes the decision or the policy on the default branch; \
a change cannot permit itself

## the check `shouting`

No line shouts.

## Why

Shouting wakes the others.
"""
    )


def test_a_decision_is_explained_with_its_rules() -> None:
    assert (
        explain(DECISION, [RULE])
        == """\
# ADR-0003: Whisper

status: accepted
file: docs/decisions/0003-whisper.md

why: people sleep

rules:
- ADR-0003/forbid-shouting-1 (block, `shouting`)
  instead: whisper
- ADR-0003/forbid-shouting-2
"""
    )


def test_a_decision_without_rules_is_said_to_be_prose() -> None:
    prose = Decision("notes", "Notes\u202e", "docs/notes.md", DecisionStatus.PROPOSED, "")
    assert (
        explain(prose)
        == """\
# notes: NotesU+202E

status: proposed
file: docs/notes.md

prose only: no rule is bound, nothing is checked; add `enforce:` to its front matter
"""
    )
