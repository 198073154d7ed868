"""A pull request that changes the policy, as a workflow judges it: what it would have done is told beside."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.backtest.section import TITLE
from checks.report import sentences
from tests.cli.workflow import READING, Step, Workflow
from tests.demo import BEFORE
from tests.world import Status, World
from tests.world.fixtures import contracts_or_none, world
from tests.world.handles.pull import Pull

__all__ = ["contracts_or_none", "world"]

RECORD = """---
status: accepted
enforce:
  level: block
  for: everyone
  instead: Write it in `services/api`.
  rules:
    - forbid-path: ["services/pages/**"]
  examples:
    caught: [{path: services/pages/a.txt, text: a}]
---
# No new pages
"""
PLACE = "docs/decisions/0013-pages.md"
PAGES = {PLACE: RECORD}
OFF = {"DECISIS_BACKTEST_SECONDS": "0"}


@pytest.fixture
def workflow(world: World, tmp_path: Path) -> Workflow:
    return Workflow(world, world.repository("acme/shop", files=BEFORE), tmp_path / "runner")


def merge(workflow: Workflow, count: int = 3) -> None:
    """A history in which every second pull request brought a page."""
    for number in range(100, 100 + count):
        folder = "pages" if number % 2 else "api"
        files = {f"services/{folder}/{number}.txt": f"{number}\n"}
        workflow.repository.commit("main", files, message=f"Add {number} (#{number})")
    workflow.repository.push("main")


def opened(workflow: Workflow, files: dict[str, str]) -> Pull:
    return workflow.repository.open_pull(workflow.world.human("alice"), files=files)


def notices(step: Step) -> list[str]:
    return [each.data for each in step.commands if each.properties.get("title") == TITLE]


def test_it_stands_in_summary_and_check_run_and_changes_no_verdict(workflow: Workflow) -> None:
    merge(workflow)
    pull = opened(workflow, PAGES)
    before = workflow.run(**OFF)
    (silent,) = workflow.repository.check_runs(pull.head_sha)
    step = workflow.run_apart()
    run = workflow.repository.check_runs(pull.head_sha)[-1]
    assert TITLE not in before.summary
    assert (step.code, step.report, step.outputs.keys()) == (
        before.code,
        before.report,
        before.outputs.keys(),
    )
    assert step.outputs["exit-code"] == before.outputs["exit-code"]
    assert (run.conclusion, run.title, run.summary) == (silent.conclusion, silent.title, silent.summary)
    web = f"{workflow.world.url}/acme/shop/pull/101"
    for text in (step.summary, run.text or ""):
        assert text.count(f"## {TITLE}") == 1
        assert "3 merged pull requests" in text
        assert "**Newly blocked: 1**" in text
        assert f"- [#101]({web}) Add 101: `ADR-0013/forbid-path-1` `services/pages/101.txt`: " in text
    assert (run.text or "").endswith(silent.text or "")
    assert notices(step) == []
    workflow.world.assert_clean()


def test_what_changes_no_policy_is_not_backtested(workflow: Workflow) -> None:
    merge(workflow)
    opened(workflow, {"services/api/more.txt": "more\n", "docs/decisions/README.md": "# Read\n"})
    assert TITLE not in workflow.run().summary


def test_a_fork_with_a_token_that_may_only_read_has_it_in_its_summary(workflow: Workflow) -> None:
    merge(workflow)
    mallory, shop = workflow.world.human("mallory"), workflow.repository
    pull = shop.open_pull(mallory, files=PAGES, source=shop.fork(mallory))
    step = workflow.run(DECISIS_TOKEN=workflow.world.actions.token(shop, **READING))
    assert "**Newly blocked: 1**" in step.summary
    assert step.summary.count("may only read") == 1
    assert [each.data for each in step.commands].count(sentences.read_only_token()) == 1
    assert notices(step) == []
    assert shop.check_runs(pull.head_sha) == []


def test_it_ends_when_its_time_is_up_and_says_how_far_it_came(workflow: Workflow) -> None:
    merge(workflow, 60)
    opened(workflow, PAGES)
    step = workflow.run(DECISIS_BACKTEST_SECONDS="0.02")
    assert "the time was up after " in step.summary
    assert "older ones of the last 60 were not reached" in step.summary
    assert step.code == workflow.run(**OFF).code


def test_a_history_without_a_merged_pull_request_is_one_sentence(workflow: Workflow) -> None:
    opened(workflow, PAGES)
    step = workflow.run()
    assert step.summary.endswith("The branch has no merged pull request yet that it could be tried on.\n")


def test_a_policy_that_would_not_read_is_told_and_the_verdict_stands(workflow: Workflow) -> None:
    merge(workflow)
    opened(workflow, {PLACE: RECORD.replace("forbid-path", "forbid-pads")})
    before = workflow.run(**OFF)
    step = workflow.run()
    (told,) = notices(step)
    assert told == (
        "the change of the policy was not backtested, and the verdict stands: "
        "the policy that it brings does not read; `decisis decisions test` says where"
    )
    assert "the policy that it brings does not read" in step.summary
    assert (step.code, step.report) == (before.code, before.report)


def test_a_github_that_fails_after_the_verdict_costs_the_section_in_the_check_run_alone(
    workflow: Workflow,
) -> None:
    merge(workflow)
    opened(workflow, PAGES)
    before = workflow.run(**OFF)
    workflow.world.fail("PATCH", "/repos/*/check-runs/*", Status(422), after=1, times=9)
    step = workflow.run()
    assert "**Newly blocked: 1**" in step.summary
    (told,) = notices(step)
    assert told.startswith("the backtest could not be put into the check run (")
    assert told.endswith("; the job summary has it")
    assert (step.code, step.outputs["conclusion"]) == (before.code, before.outputs["conclusion"])


def test_seconds_that_are_none_are_a_usage_error(workflow: Workflow) -> None:
    opened(workflow, PAGES)
    step = workflow.run(DECISIS_BACKTEST_SECONDS="1m")
    assert step.code == 2
    assert "`DECISIS_BACKTEST_SECONDS` is `1m`\nhelp: set it to seconds from 0 to 9999" in step.log.replace(
        "%0A", "\n"
    )
