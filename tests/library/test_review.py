"""Running rules over a change: crashes, gaps, authors and what is too large."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import pytest

from checks.change import MAX_BLOB_BYTES, Account, Change, PullFacts, Reason
from checks.check import Check, Sighting
from checks.finding import Level, Waiting
from checks.languages.language import language_of
from checks.paths import PathPatterns
from checks.patterns import PatternResults
from checks.policy import Audience, Mode, Policy, PolicySource, Rule, RuleException
from checks.review import review
from checks.rules.added_suppression import AddedSuppression
from checks.rules.forbidden_import import ForbiddenImport
from checks.rules.skipped_test import SkippedTest
from checks.verdict import Outcome, Verdict
from tests.cases import blob, change_of

SOURCE = PolicySource("builtin", "", "0" * 64)


@dataclass(frozen=True, kw_only=True)
class Crashing(Check):
    """A check with a defect."""

    name: ClassVar[str] = "crashing"

    def find(self, change: Change) -> Iterator[Sighting]:
        yield from ()
        raise ZeroDivisionError("a secret of the change")


def judged(
    change: Change, *checks: Check, level: Level = Level.BLOCK, mode: Mode = Mode.ENFORCE, **more: object
) -> Verdict:
    rules = tuple(Rule(id=check.name, check=check, level=level, **more) for check in checks)
    return review(change, Policy(mode, rules, SOURCE), "engine 1")


ADDED = change_of({}, {"a.py": blob(b"import requests\n")})
BAN = ForbiddenImport(to=("requests",))


def test_a_crash_of_a_check_is_incomplete_and_tells_nothing_of_the_change() -> None:
    verdict = judged(ADDED, Crashing(), BAN)
    assert verdict.outcome is Outcome.INCOMPLETE
    assert [(gap.code, gap.rule) for gap in verdict.incomplete] == [(Reason.INTERNAL, "crashing")]
    assert "secret" not in repr(verdict)
    assert [finding.rule for finding in verdict.findings] == ["forbidden-import"]


def test_a_policy_that_observes_never_blocks() -> None:
    verdict = judged(ADDED, Crashing(), mode=Mode.OBSERVE)
    assert (verdict.outcome, verdict.enforced_outcome) == (Outcome.PASS, Outcome.INCOMPLETE)


@pytest.mark.parametrize(("level", "outcome"), [(Level.BLOCK, Outcome.FAIL), (Level.WARN, Outcome.PASS)])
def test_only_a_blocking_finding_fails(level: Level, outcome: Outcome) -> None:
    assert judged(ADDED, BAN, level=level).outcome is outcome


def test_a_rule_that_is_off_does_not_run() -> None:
    assert judged(ADDED, Crashing(), level=Level.OFF).outcome is Outcome.PASS


def test_rules_for_agents_are_for_agents_and_for_whoever_is_unknown() -> None:
    known = replace(ADDED, facts=PullFacts(author=Account("alice", 1)))
    agent = replace(ADDED, facts=PullFacts(author=Account("copilot-swe-agent[bot]", 198982749, is_bot=True)))
    assert judged(ADDED, BAN).outcome is Outcome.FAIL
    assert judged(agent, BAN).outcome is Outcome.FAIL
    assert judged(known, BAN).outcome is Outcome.PASS
    assert judged(known, BAN, audience=Audience.EVERYONE).outcome is Outcome.FAIL


@pytest.mark.parametrize(
    ("path", "check"),
    [
        ("src/a.py", BAN),
        ("src/a.ts", AddedSuppression()),
        ("tests/test_a.py", SkippedTest()),
    ],
)
def test_a_file_that_is_too_large_for_a_check_that_reads_it_is_a_gap(path: str, check: Check) -> None:
    """BP04: padding a file to 1.1 MB hides nothing."""
    large = replace(blob(b""), size=MAX_BLOB_BYTES + 1, content=None)
    for before, after in (({}, {path: large}), ({path: blob(b"x = 1\n")}, {path: large})):
        verdict = judged(change_of(before, after), check)
        assert [(gap.code, gap.path, gap.rule) for gap in verdict.incomplete] == [
            (Reason.TOO_LARGE, path, check.name)
        ]


@pytest.mark.parametrize(
    "path", ["logo.png", "package-lock.json", "pnpm-lock.yaml", "data/model.bin", "video.mp4"]
)
def test_a_large_file_that_nothing_reads_holds_nobody_back(path: str) -> None:
    large = replace(blob(b""), size=9_000_000, content=None)
    assert language_of(path, None) is None
    verdict = judged(change_of({}, {path: large}), BAN, AddedSuppression(), SkippedTest())
    assert verdict.outcome is Outcome.PASS


def test_a_large_file_that_is_deleted_holds_nobody_back() -> None:
    large = replace(blob(b""), size=9_000_000, content=None)
    assert judged(change_of({"src/bundle.js": large}, {}), BAN, AddedSuppression()).outcome is Outcome.PASS


def test_rules_that_miss_the_same_file_for_the_same_reason_make_one_gap() -> None:
    large = replace(blob(b""), size=MAX_BLOB_BYTES + 1, content=None)
    verdict = judged(change_of({}, {"src/a.py": large}), BAN, AddedSuppression())
    assert [gap.rule for gap in verdict.incomplete] == ["added-suppression, forbidden-import"]


def test_equal_inputs_give_equal_verdicts() -> None:
    assert judged(ADDED, BAN) == judged(ADDED, BAN)
    assert judged(replace(ADDED, patterns=PatternResults()), BAN) == judged(ADDED, BAN)


EXCEPTION = RuleException(PathPatterns(("a.py",)), "@acme/platform", "until the port is done", "2026-06-30")


def dated(as_of: str, **more: object) -> Verdict:
    return judged(replace(ADDED, facts=PullFacts(as_of=as_of)), BAN, **more)


@pytest.mark.parametrize(
    ("as_of", "outcome"),
    [
        ("2026-03-01", Outcome.PASS),
        ("2026-03-02", Outcome.FAIL),
        ("2027-01-01", Outcome.FAIL),
        ("", Outcome.FAIL),
    ],
)
def test_a_rule_with_a_date_holds_from_that_day_on_and_always_where_nobody_knows_the_day(
    as_of: str, outcome: Outcome
) -> None:
    verdict = dated(as_of, since="2026-03-02")
    assert (verdict.outcome, verdict.as_of) == (outcome, as_of)


def test_an_exception_permits_until_its_last_day_and_the_permission_is_shown() -> None:
    verdict = dated("2026-06-30", exceptions=(EXCEPTION,))
    assert verdict.outcome is Outcome.PASS
    assert [finding.rule for finding in verdict.waived] == [BAN.name]


@pytest.mark.parametrize("as_of", ["2026-07-01", ""])
def test_an_exception_that_has_ended_permits_nothing_and_says_so_where_its_files_are_touched(
    as_of: str,
) -> None:
    verdict = dated(as_of, exceptions=(EXCEPTION,))
    assert verdict.outcome is Outcome.FAIL
    assert [(finding.level, finding.message) for finding in verdict.findings][1:] == [
        (Level.WARN, "the exception of `@acme/platform` for this file ended on 2026-06-30")
    ]


def test_the_day_is_part_of_a_verdict_only_where_a_rule_asks_for_it() -> None:
    assert dated("2026-03-02").as_of == ""


@dataclass(frozen=True, kw_only=True)
class Asking(Check):
    """A check that asks for a person."""

    name: ClassVar[str] = "asking"

    def find(self, change: Change) -> Iterator[Sighting]:
        yield Waiting("", "an approval is due", tuple(file.path for file in change.files), ("@acme/dba",), 1)


def test_what_is_due_makes_the_change_wait_and_names_its_rule() -> None:
    verdict = judged(ADDED, Asking())
    assert verdict.outcome is Outcome.WAITING
    assert verdict.waiting == (Waiting("asking", "an approval is due", ("a.py",), ("@acme/dba",), 1),)


@pytest.mark.parametrize("level", [Level.WARN, Level.NOTE])
def test_a_rule_that_holds_nobody_back_tells_what_would_be_due(level: Level) -> None:
    verdict = judged(ADDED, Asking(), level=level)
    assert verdict.outcome is Outcome.PASS
    assert [(one.level, one.path, one.message) for one in verdict.findings] == [
        (level, "a.py", "an approval is due")
    ]
