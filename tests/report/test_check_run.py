"""The values of the check run."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from checks.change import Reason
from checks.finding import Level, Side
from checks.report import bounds, check_run
from checks.report.check_run import Annotation, CheckRunText
from checks.verdict import Verdict
from tests.report.verdicts import (
    CLEAN,
    FAILING,
    GAP,
    HEAD,
    HOSTILE,
    IMPORT,
    INCOMPLETE,
    OBSERVING,
    TEST,
    WAITING,
    many,
    verdicts,
)


@pytest.mark.parametrize(
    ("verdict", "conclusion", "title"),
    [
        (CLEAN, "success", "passed: 14 rules on 9 files"),
        (replace(CLEAN, findings=FAILING.findings[2:]), "success", "passed: 14 rules on 9 files, 1 warning"),
        (FAILING, "failure", "2 findings block this change"),
        (replace(FAILING, findings=(IMPORT,)), "failure", "1 finding blocks this change"),
        (WAITING, "action_required", "waiting for 1 approval or check"),
        (INCOMPLETE, "failure", "incomplete: 1 thing could not be judged, 1 finding blocks this change"),
        (OBSERVING, "success", "observing: 2 findings would block this change"),
        (replace(CLEAN, mode=OBSERVING.mode), "success", "observing: passed, 14 rules on 9 files"),
        (replace(WAITING, mode=OBSERVING.mode), "success", "observing: would wait for 1 approval or check"),
    ],
)
def test_conclusion_and_title_say_what_it_came_to(verdict: Verdict, conclusion: str, title: str) -> None:
    run = check_run.check_run(verdict, {})
    assert (run.conclusion, run.text.title) == (conclusion, title)


def test_annotations_carry_level_place_and_what_to_do() -> None:
    (batch,) = check_run.check_run(FAILING, {}).annotations
    assert batch[0] == Annotation(
        path="app/orders.py",
        start_line=3,
        end_line=3,
        level="failure",
        title="ADR-0012/forbid-import-1",
        message="imports `requests`\n"
        "instead: use `services.http.client`; it retries and signs\nF-0a1b2c3d4e5f",
    )
    assert [each.level for each in batch] == ["failure", "failure", "warning"]
    assert (TEST.side, batch[1].start_line) == (Side.BASE, 1)


def test_a_gap_with_a_path_is_annotated_behind_what_blocks() -> None:
    (batch,) = check_run.check_run(replace(FAILING, incomplete=(GAP,)), {}).annotations
    assert [each.path for each in batch] == [
        "app/orders.py",
        "tests/test_orders.py",
        "data/big.py",
        "app/orders.py",
    ]
    assert batch[2].title == "incomplete: TOO_LARGE"


def test_an_observing_policy_annotates_no_failure() -> None:
    (batch,) = check_run.check_run(OBSERVING, {}).annotations
    assert {each.level for each in batch} == {"warning"}


@pytest.mark.threat("G8", "RX07")
def test_annotations_come_in_batches_of_fifty_the_worst_first_with_the_total_stated() -> None:
    run = check_run.check_run(many(10_000), {})
    assert [len(batch) for batch in run.annotations] == [50, 50, 50, 50]
    assert {each.level for batch in run.annotations for each in batch} == {"failure"}
    assert run.text.text.startswith("annotations: 200 of 10000 places shown, what blocks first\n")
    assert run.text.title == "1000 findings block this change"


def test_a_path_that_no_json_carries_stays_in_the_summary() -> None:
    odd = replace(IMPORT, path="caf\udce9.py")
    run = check_run.check_run(replace(CLEAN, findings=(odd,)), {})
    assert run.annotations == ()
    assert "caf\\xe9.py:3" in run.text.summary
    assert run.text.text.startswith("annotations: 0 of 1 place shown")


@pytest.mark.threat("G8", "G4")
@given(verdicts())
def test_every_verdict_keeps_to_the_limits_of_github(verdict: Verdict) -> None:
    run = check_run.check_run(verdict, {})
    assert run.conclusion in ("success", "failure", "action_required")
    assert 0 < len(run.text.title) <= 255
    for text in (run.text.summary, run.text.text):
        assert len(text.encode()) <= bounds.LIMIT
        assert len(text.encode("utf-16-le")) // 2 <= bounds.LIMIT
    for batch in run.annotations:
        assert 0 < len(batch) <= 50
        for each in batch:
            assert 1 <= each.start_line <= each.end_line
            assert len(each.title) <= 255
            assert len(each.message.encode()) <= 64_000


def test_the_texts_before_and_beside_a_verdict() -> None:
    assert check_run.in_progress(HEAD) == CheckRunText(
        "judging abcdef0", "judging commit `abcdef0`; the conclusion follows here"
    )
    assert check_run.superseded(HEAD).title == "superseded: being judged again"
    assert check_run.unreachable().title == "GitHub does not answer, trying again"
    assert check_run.internal_error("job-7").summary == (
        "Decisis erred, not the change; press *Re-run* on this check "
        "or give an administrator the reference `job-7`"
    )


@pytest.mark.parametrize("problem", HOSTILE)
def test_a_policy_that_does_not_read_is_told_with_every_problem(problem: str) -> None:
    text = check_run.policy_invalid((f".github/decisis.yml:3:1: {problem}", "x:1:1: y"))
    assert text.title == "the policy does not read: 2 problems"
    assert "repair them there, then press *Re-run* on this check\n\n```" in text.summary
    assert text.summary.rstrip("`\n").endswith("x:1:1: y")


@pytest.mark.threat("G8")
def test_ten_thousand_problems_of_a_policy_fit() -> None:
    text = check_run.policy_invalid(tuple(f".github/decisis.yml:{line}:1: é🦜" for line in range(10_000)))
    assert len(text.summary.encode()) <= bounds.LIMIT
    assert "more lines not shown for lack of room" in text.summary


@pytest.mark.parametrize("code", Reason)
def test_every_reason_says_what_to_do(code: Reason) -> None:
    gap = replace(GAP, code=code, help="")
    summary = check_run.check_run(replace(CLEAN, incomplete=(gap,)), {}).text.summary
    assert f"`{code.value}`: " in summary


def test_levels_map_to_githubs() -> None:
    notes = tuple(replace(IMPORT, level=level) for level in (Level.BLOCK, Level.WARN, Level.NOTE))
    (batch,) = check_run.check_run(replace(CLEAN, findings=notes), {}).annotations
    assert [each.level for each in batch] == ["failure", "warning", "notice"]
