"""The judge proves what a change decides; whoever cannot says so."""

from __future__ import annotations

from collections.abc import Sequence

from bot.judge import Judge
from bot.policies import read
from checks.change import Change, Reason
from checks.patterns import PatternResults, PatternRule
from checks.review import review
from checks.verdict import Outcome
from tests.cases import blob, change_of

RECORD = b"""---
status: accepted
enforce:
  instead: use `services.http`
  rules:
    - forbid-pattern: {languages: [python], pattern: "get(...)"}
  examples:
    caught: ["get(1)"]
---
# One client
"""
BEFORE = {".github/decisis.yml": blob(b"version: 1\n"), "a.py": blob(b"x = 1\n")}
DECIDING = change_of(BEFORE, {**BEFORE, "docs/decisions/0001-one.md": blob(RECORD)})
POLICY = read(DECIDING.base_tree)


class Broken:
    """An engine with a defect in all that it is asked besides the change itself."""

    version = "broken 1"

    def scan(self, change: Change, rules: Sequence[PatternRule], *, once: bool = False) -> PatternResults:
        if once:
            raise RuntimeError("a defect")
        return PatternResults(frozenset(rule.key for rule in rules))


def test_a_surface_that_cannot_prove_decisions_is_incomplete_and_does_not_pass() -> None:
    verdict = review(DECIDING, POLICY, "engine 1", lambda: PatternResults())
    gaps = [gap for gap in verdict.incomplete if "unproven-decision" in gap.rule]
    assert [(gap.code, gap.path) for gap in gaps] == [(Reason.NOT_ANALYSED, "docs/decisions/0001-one.md")]


def test_a_defect_while_proving_is_a_gap() -> None:
    verdict = Judge(Broken()).judge(DECIDING, POLICY)
    assert verdict.outcome is Outcome.INCOMPLETE
    assert [gap.path for gap in verdict.incomplete] == ["docs/decisions/0001-one.md"]


def test_a_check_that_is_off_proves_nothing() -> None:
    lax = read(
        change_of(
            {}, {".github/decisis.yml": blob(b"version: 1\nchecks: {unproven-decision: off}\n")}
        ).head_tree
    )
    assert Judge(Broken()).judge(DECIDING, lax).incomplete == ()
