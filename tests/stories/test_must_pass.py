"""A change waits for checks of other programs, and goes on when they have run to success on its head."""

from __future__ import annotations

from tests.stories.conftest import GOOD, Stage
from tests.stories.test_approvals import concluded
from tests.world.handles.pull import Pull
from tests.world.seen import SeenRun

WORKFLOW = b"""name: ci
on: [pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: make test
"""
RECORD = b"""---
status: accepted
date: 2026-03-02
enforce:
  for: everyone
  instead: Have it run.
  rules:
    - require-check: %s
---
# What is merged has been tested

## Decision Outcome

Nothing is merged that the tests have not seen.
"""


def opened(forum: Stage, check: bytes = b"ci / test", files: dict[str, bytes | None] | None = None) -> Pull:
    """A pull request in a repository that waits for a check."""
    shop = forum.shop({"docs/decisions/0002-tested.md": RECORD % check, ".github/workflows/ci.yml": WORKFLOW})
    return shop.open_pull(forum.world.agent(), files=files or GOOD)


def waits(forum: Stage, pull: Pull, words: str) -> None:
    """The pull request waits, and says so in these words."""

    def found() -> SeenRun | None:
        run = pull.check()
        said = run is not None and run.conclusion == "action_required" and words in (run.summary or "")
        return run if said else None

    forum.world.until(found, 30, words)


def test_a_change_waits_until_the_job_has_run_to_success_on_its_head(forum: Stage) -> None:
    pull, shop = (found := opened(forum)), found.repository
    actions, helper = forum.world.actions, forum.world.other_app("helper")
    waits(forum, pull, "`ci / test` has not run on this head")
    helper.post_check_run(shop, pull.head_sha, "test")
    waits(forum, pull, "came from the App `helper`")
    actions.post_check_run(shop, pull.head_sha, "test", "skipped")
    waits(forum, pull, "`ci / test` was skipped")
    actions.post_check_run(shop, pull.head_sha, "test")
    concluded(forum, pull, "success")
    actions.post_check_run(shop, pull.head_sha, "test", None)
    waits(forum, pull, "`ci / test` has not finished")
    actions.post_check_run(shop, pull.head_sha, "test", "failure")
    waits(forum, pull, "`ci / test` failed")
    actions.post_check_run(shop, pull.head_sha, "test")
    concluded(forum, pull, "success")
    pull.push({"src/modern/new.txt": b"y = 3\n"})
    waits(forum, pull, "`ci / test` has not run on this head")


def test_success_of_a_workflow_that_the_change_edits_counts_once_a_maintainer_has_looked(
    forum: Stage,
) -> None:
    pull = opened(forum, files={".github/workflows/ci.yml": WORKFLOW.replace(b"make test", b"true")})
    dana = forum.world.human("dana")
    pull.repository.grant(dana, "maintain")
    forum.world.actions.post_check_run(pull.repository, pull.head_sha, "test")
    waits(forum, pull, "this change edits `.github/workflows/ci.yml`, which runs `ci / test`")
    dana.review(pull, "APPROVE")
    concluded(forum, pull, "success")


def test_a_status_counts_where_no_app_is_asked_for_and_is_told_of_once_it_may_be_read(forum: Stage) -> None:
    shop = forum.shop({"docs/decisions/0002-tested.md": RECORD % b"ci/jenkins"})
    granted = forum.world.installation(shop.owner.login).permissions
    level = granted.pop("statuses")
    pull, dana = shop.open_pull(forum.world.agent(), files=GOOD), forum.world.human("dana")
    waits(forum, pull, "grant the App `statuses: read`")
    granted["statuses"] = level
    dana.post_status(shop, pull.head_sha, "ci/jenkins", "pending")
    waits(forum, pull, "`ci/jenkins` has not finished")
    dana.post_status(shop, pull.head_sha, "ci/jenkins")
    concluded(forum, pull, "success")
    dana.post_status(shop, pull.head_sha, "ci/jenkins", "error")
    waits(forum, pull, "`ci/jenkins` ended in an error")


def test_news_that_nobody_waits_for_asks_github_for_nothing(forum: Stage) -> None:
    plain = forum.shop().open_pull(forum.world.agent(), files=GOOD)
    pull = opened(forum)
    concluded(forum, plain, "success")
    waits(forum, pull, "`ci / test` has not run on this head")
    forum.idle()
    asked = len(forum.world.record.requests)
    dana, sent = forum.world.human("dana"), len(forum.world.deliveries)
    forum.world.actions.post_check_run(plain.repository, plain.head_sha, "test")
    forum.world.actions.post_check_run(pull.repository, pull.head_sha, "lint", None)
    dana.post_status(pull.repository, pull.head_sha, "lint")
    forum.idle()
    told = [f"{each.event}.{each.action}" for each in forum.world.deliveries[sent:]]
    assert sorted(told) == [
        "check_run.completed",
        "check_run.created",
        "check_run.created",
        "check_suite.completed",
        "status.None",
    ]
    assert forum.world.record.requests[asked:] == []


def test_a_merge_group_waits_for_the_job_on_its_own_commit(forum: Stage) -> None:
    pull, shop = (found := opened(forum)), found.repository
    forum.world.actions.post_check_run(shop, pull.head_sha, "test")
    concluded(forum, pull, "success")
    group = pull.enqueue()

    def judged(conclusion: str) -> SeenRun | None:
        runs = [run for run in shop.check_runs(group.head_sha) if run.app_slug == "decisis"]
        return runs[-1] if runs and runs[-1].conclusion == conclusion else None

    forum.world.until(lambda: judged("action_required"), 30, "a group that waits")
    forum.world.actions.post_check_run(shop, group.head_sha, "test")
    forum.world.until(lambda: judged("success"), 30, "a group that passes")
