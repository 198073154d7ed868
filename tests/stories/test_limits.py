"""Much to say, and a GitHub that takes little of it: the conclusion is never lost, and nothing is refused."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from checks.report.check_run import MOST_ANNOTATIONS
from tests.stories.conftest import BAD, Stage
from tests.world import Abuse, RateLimited
from tests.world.faults import Fault
from tests.world.handles.pull import Pull
from tests.world.handles.repository import Repository
from tests.world.seen import SeenRun

LONG = "Schreibe es um, wie in „Größen“ beschrieben: 🧱 " * 40
DEBUG = f"""---
status: accepted
date: 2026-03-02
enforce:
  for: everyone
  instead: "{LONG}"
  rules:
    - forbid-text: {{pattern: "BREAK-HERE"}}
---
# Keine Haltepunkte — 止まらない

## Decision Outcome

{LONG}
""".encode()


def shop(town: Stage) -> Repository:
    return town.shop({"docs/decisions/0002-debug.md": DEBUG})


@contextmanager
def nothing_refused(town: Stage) -> Iterator[None]:
    """GitHub takes everything that is sent."""
    before = len(town.world.record.requests)
    yield
    sent = [call for call in town.world.record.requests[before:] if call.verb in ("POST", "PATCH")]
    refused = [call for call in sent if call.status >= 400 and not call.path.endswith("/access_tokens")]
    assert refused == []


def judged(town: Stage, pull: Pull) -> SeenRun:
    run = town.world.verdict(pull, 120)
    for text in (run.title or "", run.summary or "", run.text or ""):
        assert len(text.encode()) <= 65_535
        assert "\ufffd" not in text
    assert len(run.annotations) <= MOST_ANNOTATIONS
    assert len(pull.review_comments) <= 25
    return run


@pytest.mark.parametrize(
    ("files", "each"), [(1, 60), (300, 1), (1, 10_000)], ids=["60 findings", "300 files", "10,000 findings"]
)
def test_more_findings_than_fit_are_counted_and_the_conclusion_stands(
    town: Stage, files: int, each: int
) -> None:
    lines = "# BREAK-HERE größer\n" * each
    made = {f"src/größe/{number:03}.py": lines.encode() for number in range(files)}
    with nothing_refused(town):
        pull = shop(town).open_pull(town.world.human("alice"), files=made)
        run = judged(town, pull)
    total = files * each
    assert run.conclusion == "failure"
    assert f"{total:,}" in (run.title or "") or str(total) in (run.title or "")
    assert len(run.annotations) == min(total, MOST_ANNOTATIONS)
    assert len(pull.review_comments) == min(total, 25)
    assert len(pull.reviews) == 1
    town.world.assert_clean()


def test_a_change_of_too_many_files_is_held_and_says_so(town: Stage) -> None:
    made = {f"docs/{number:04}.txt": f"{number}\n".encode() for number in range(3_001)}
    pull = shop(town).open_pull(town.world.human("alice"), files=made)
    run = judged(town, pull)
    assert run.conclusion == "failure"
    assert "files differ" in (run.summary or "")
    assert "split the change into smaller ones" in (run.summary or "")
    town.world.assert_clean()


@pytest.mark.parametrize(
    ("fault", "least"),
    [(RateLimited(secondary=True), 55), (RateLimited(secondary=True, retry_after=300), 295), (Abuse(), 55)],
    ids=["no word of when", "Retry-After", "as an error of content"],
)
def test_a_secondary_limit_puts_the_job_back_and_others_go_on(
    harbour: Stage, fault: Fault, least: int
) -> None:
    slow, quick = harbour.shop(), harbour.shop()
    harbour.idle()  # a sweep of what is new would review the pull request as well
    harbour.world.fail("POST", f"/repos/{slow.full_name}/pulls/*/reviews", fault)
    begun = time.time()
    pull = slow.open_pull(harbour.world.agent(), files=BAD)
    query = (
        "SELECT delay_until_epoch_ms FROM workflow_status"
        f" WHERE status = 'DELAYED' AND workflow_uuid LIKE '%{slow.id}#{pull.number}~%'"
    )
    ((until,),) = harbour.world.until(lambda: harbour.query(query), 30, "the job that was put back")
    assert until / 1000 - begun >= least
    assert [run.status for run in pull.check_runs if run.app_slug == "decisis"] == ["in_progress"]
    other = quick.open_pull(harbour.world.agent(), files=BAD)
    assert harbour.settled(other).conclusion == "failure"
