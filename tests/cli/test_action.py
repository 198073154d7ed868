"""`decisis action` as a workflow runs it: an environment, an event file, a token, the tests' world."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from checks.report import sentences
from tests.cli.workflow import READING, ROOT, WRITING, Workflow
from tests.demo import AGENT, BEFORE, REPAIRED, served
from tests.world import World
from tests.world.auth import mint
from tests.world.fixtures import contracts_or_none, world
from tests.world.handles.pull import Pull

__all__ = ["contracts_or_none", "world"]

IMPORT = ("ADR-0012/forbid-import-1", "services/orders.py", 1)
BAD_TEXT = "import requests\n"
BAD = {"services/orders.py": BAD_TEXT}
MINOR = {"services/more.py": "def more(a):\n    return a + 1  # type: ignore\n"}
NAME = "decisis (action)"


@pytest.fixture
def workflow(world: World, tmp_path: Path) -> Workflow:
    shop = world.repository("acme/shop", files=BEFORE)
    return Workflow(world, shop, tmp_path / "runner")


def opened(workflow: Workflow, files: dict[str, str] | None = None) -> Pull:
    files = AGENT if files is None else files
    return workflow.repository.open_pull(workflow.world.agent(), head="copilot/fix", files=files)


def test_a_violation_fails_the_step_and_is_told_in_every_way(workflow: Workflow) -> None:
    """Annotations, summary, SARIF, JSON, outputs and a check run under a name that is not the App's."""
    pull = opened(workflow)
    step = workflow.run_apart()
    assert step.code == 1
    assert IMPORT in step.found
    shown = {(each.properties.get("file"), each.properties.get("line")) for each in step.commands}
    assert ("services/orders.py", "1") in shown
    assert {each.name for each in step.commands} <= {"error", "warning", "notice"}
    assert "use `services.http.client`" in step.summary
    assert "advisory" in step.summary
    assert step.outputs["conclusion"] == "failure"
    assert step.outputs["exit-code"] == "1"
    assert step.outputs["findings"] == str(len(step.found))
    scan = json.loads(Path(step.outputs["sarif-file"]).read_bytes())
    assert scan["version"] == "2.1.0"
    assert len(scan["runs"][0]["results"]) == len(step.found)
    (run,) = workflow.repository.check_runs(pull.head_sha)
    assert (run.name, run.app_slug, run.status, run.conclusion) == (
        NAME,
        "github-actions",
        "completed",
        "failure",
    )
    assert len(run.annotations) == len(step.found)
    assert pull.review_comments == []
    workflow.world.assert_clean()


def test_a_clean_change_passes(workflow: Workflow) -> None:
    pull = opened(workflow, REPAIRED)
    step = workflow.run()
    assert (step.code, step.found, step.commands) == (0, [], [])
    assert step.outputs["conclusion"] == "success"
    assert [run.conclusion for run in workflow.repository.check_runs(pull.head_sha)] == ["success"]
    workflow.world.assert_clean()


@pytest.mark.threat("L2")
def test_a_fork_with_a_token_that_may_only_read_gets_one_notice_and_the_same_exit_code(
    workflow: Workflow,
) -> None:
    workflow.permissions = READING
    mallory = workflow.world.human("mallory")
    pull = workflow.repository.open_pull(
        mallory, files=AGENT, source=workflow.repository.fork(mallory), body="🤖 Generated with Claude Code"
    )
    step = workflow.run(DECISIS_TOKEN=workflow.world.actions.token(workflow.repository, **READING))
    notices = [each.data for each in step.commands if each.name == "notice" and "title" in each.properties]
    assert step.code == 1
    assert IMPORT in step.found
    assert notices.count(sentences.read_only_token()) == 1
    assert "may only read" in step.summary
    assert step.outputs["conclusion"] == "failure"
    assert workflow.repository.check_runs(pull.head_sha) == []


@pytest.mark.threat("I3")
def test_hostile_file_names_start_no_command(workflow: Workflow) -> None:
    """OI02: commands of the present and of the old form, and an escape that must not be taken back."""
    names = ["services/##[error]b.py", "services/%0A::stop-commands::x.py", "::add-mask::services/c.py"]
    opened(workflow, dict.fromkeys(names, "eval(input())\n") | {"services/##[error]b.py": BAD_TEXT})
    step = workflow.run()
    assert step.code == 1
    assert {path for _, path, _ in step.found} == set(names)
    assert len(step.commands) == len(step.found)
    assert {each.properties["title"] for each in step.commands} == {rule for rule, _, _ in step.found}
    assert {each.properties.get("file") for each in step.commands} <= {None, *names[1:]}


@pytest.mark.threat("I3")
def test_a_file_name_with_a_line_feed_is_refused_in_one_harmless_line(workflow: Workflow) -> None:
    """OI02: `a`, line feed, `::error::ok`."""
    opened(workflow, {"services/a\n::error::ok.py": BAD_TEXT})
    step = workflow.run()
    assert step.code == 3
    assert "incomplete: INTEGRITY" in {each.properties["title"] for each in step.commands}
    assert {each.properties["title"].partition(":")[0] for each in step.commands} == {"incomplete"}
    assert {each.properties.get("file") for each in step.commands} == {None}


def test_a_policy_that_does_not_read_ends_with_2_and_every_place(workflow: Workflow) -> None:
    shop = workflow.repository
    shop.commit("main", {".github/decisis.yml": "version: 1\nmood: enforce\n"})
    shop.push("main")
    pull = opened(workflow)
    step = workflow.run()
    assert step.code == 2
    assert re.search(r"\.github/decisis\.yml:2:1: ", step.log)
    assert re.search(r"\.github/decisis\.yml:2:1: ", step.summary)
    assert step.outputs == {
        "conclusion": "failure",
        "findings": "",
        "sarif-file": "",
        "report-file": "",
        "exit-code": "2",
    }
    assert shop.check_runs(pull.head_sha) == []


def test_a_github_that_does_not_answer_ends_with_3_and_one_sentence(workflow: Workflow) -> None:
    opened(workflow)
    step = workflow.run_apart(GITHUB_API_URL="http://127.0.0.1:9/api/v3")
    assert step.code == 3
    (told,) = step.commands
    assert told.data.startswith("GitHub could not be read: ")
    assert told.data.endswith("help: run the job again")
    assert step.outputs["conclusion"] == "failure"


def test_a_repository_that_cannot_be_fetched_ends_with_3(workflow: Workflow) -> None:
    opened(workflow)
    step = workflow.run(GITHUB_SERVER_URL="http://127.0.0.1:9")
    assert step.code == 3
    assert "the repository could not be fetched" in step.log
    assert step.outputs["exit-code"] == "3"


def test_a_token_without_rights_ends_with_2_and_names_the_rights(workflow: Workflow) -> None:
    opened(workflow)
    step = workflow.run(GITHUB_TOKEN=workflow.world.actions.token(workflow.repository))
    assert step.code == 2
    assert "grant the job `contents: read` and `pull-requests: read`" in step.log
    assert "Traceback" not in step.log


@pytest.mark.threat("G6")
def test_a_head_that_has_moved_is_not_judged_for_the_old_one(workflow: Workflow) -> None:
    """A bad head must not turn green because a good one was pushed after it."""
    pull = opened(workflow)
    old = workflow.event()
    pull.push(REPAIRED)
    step = workflow.run(payload=old)
    assert step.code == 3
    assert "the head has moved from " in step.log
    assert workflow.run().code == 0


@pytest.mark.parametrize("name", ["push", "pull_request_target", "workflow_dispatch"])
def test_another_event_is_a_usage_error_that_says_what_to_do(workflow: Workflow, name: str) -> None:
    opened(workflow)
    step = workflow.run(name, payload=workflow.event())
    assert step.code == 2
    assert f"`{name}` is no event for which a change can be judged" in step.log
    assert "start the workflow on `pull_request`" in step.log


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("GITHUB_TOKEN", None, "there is no token"),
        ("RUNNER_TEMP", None, "`RUNNER_TEMP` is not set"),
        ("GITHUB_REPOSITORY_ID", "7x", "`GITHUB_REPOSITORY_ID` is no number"),
        ("GITHUB_API_URL", "http://api.example.com", "`GITHUB_API_URL` is no `https://` address"),
        ("GITHUB_EVENT_PATH", "/nowhere", "does not hold the event"),
        ("DECISIS_FAIL_LEVEL", "errors", "`DECISIS_FAIL_LEVEL` is `errors`"),
        ("DECISIS_CHECK_RUN", "yes", "`DECISIS_CHECK_RUN` is `yes`"),
    ],
)
def test_an_odd_environment_is_one_sentence(
    workflow: Workflow, name: str, value: str | None, said: str
) -> None:
    opened(workflow)
    step = workflow.run(variables={name: value})
    assert step.code == 2
    (told,) = step.commands
    assert said in told.data
    assert "\nhelp: " in told.data


@pytest.mark.parametrize(
    ("level", "files", "code"),
    [
        ("error", MINOR, 0),
        ("note", MINOR, 1),
        ("none", BAD, 0),
    ],
)
def test_the_fail_level_moves_the_border_between_0_and_1(
    workflow: Workflow, level: str, files: dict[str, str], code: int
) -> None:
    opened(workflow, files)
    step = workflow.run(DECISIS_FAIL_LEVEL=level)
    assert step.found != []
    assert (step.code, step.outputs["exit-code"]) == (code, str(code))


def test_what_could_not_be_judged_fails_at_every_level(workflow: Workflow) -> None:
    opened(workflow, {"services/big.py": "x = 1\n" * 200_000})
    step = workflow.run(DECISIS_FAIL_LEVEL="none")
    assert step.code == 3
    assert step.report["verdict"] == "incomplete"


def test_sarif_and_check_run_can_be_left_out(workflow: Workflow) -> None:
    pull = opened(workflow)
    step = workflow.run(DECISIS_SARIF="", DECISIS_CHECK_RUN="false")
    assert step.code == 1
    assert step.outputs["sarif-file"] == ""
    assert workflow.repository.check_runs(pull.head_sha) == []


def test_a_link_in_place_of_the_sarif_file_is_replaced_and_not_followed(
    workflow: Workflow, tmp_path: Path
) -> None:
    opened(workflow)
    precious, link = tmp_path / "precious", tmp_path / "decisis.sarif"
    precious.write_text("kept")
    link.symlink_to(precious)
    assert workflow.run(DECISIS_SARIF=str(link)).outputs["sarif-file"] == str(link)
    assert precious.read_text() == "kept"
    assert json.loads(link.read_bytes())["version"] == "2.1.0"


def test_a_merge_group_is_judged_on_its_own_commit(workflow: Workflow) -> None:
    pull = opened(workflow)
    group = pull.enqueue()
    step = workflow.run("merge_group")
    assert step.code == 1
    assert IMPORT in step.found
    assert step.report["head"] == group.head_sha
    assert step.report["agent"]["name"] == "copilot-coding-agent"
    assert [run.name for run in workflow.repository.check_runs(group.head_sha)] == [NAME]


def test_a_merge_group_of_one_person_is_not_judged_by_rules_for_agents(workflow: Workflow) -> None:
    alice = workflow.world.human("alice")
    workflow.repository.open_pull(alice, files=BAD).enqueue()
    assert IMPORT not in workflow.run("merge_group").found


def test_a_merge_group_of_several_is_judged_as_if_by_an_agent(workflow: Workflow) -> None:
    """The branch names the last pull request alone, and others' authors are not known."""
    alice, shop = workflow.world.human("alice"), workflow.repository
    first = shop.head()
    shop.commit("main", {"README.md": "what another pull request of the group brings\n"})
    shop.push("main")
    shop.open_pull(alice, files=BAD).enqueue()
    event = workflow.event("merge_group")
    event["merge_group"]["base_sha"] = first
    step = workflow.run("merge_group", payload=event)
    assert IMPORT in step.found
    assert step.code == 1


def test_app_action_and_command_give_the_same_ids(world: World, workflow: Workflow, tmp_path: Path) -> None:
    """The change of the demo: built-in checks, a decision's rule and the starting pack."""
    with served(world, tmp_path):
        pull = opened(workflow)
        run = world.verdict(pull, 60)
    step = workflow.run(DECISIS_CHECK_RUN="false")
    command = ["check", "--repo", str(workflow.repository.git_dir), "--base", "main", "--head", pull.head_sha]
    told = subprocess.run(
        [sys.executable, "-m", "bot.cli.main", *command, "--author", pull.author.login, "--format", "json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        timeout=60,
    )
    ids = {each["id"] for each in json.loads(told.stdout)["findings"]}
    published = "\n".join([run.summary or "", run.text or "", *(note.message for note in run.annotations)])
    assert told.returncode == 1
    assert any(finding["check"] == "forbidden-pattern" for finding in step.report["findings"])
    assert [kept.name[:40] for kept in (tmp_path / "data/policies").iterdir()] == [workflow.repository.head()]
    assert step.ids == ids == set(re.findall(r"\bF-[0-9a-f]{12}\b", published))


FLOOR = {
    ".github/decisis.yml": "version: 1\nchecks: {added-suppression: block}\n",
    "docs/decisions/0003-orders.md": BEFORE["docs/decisions/0012-one-http-client.md"],
}


def test_a_public_floor_holds_in_a_workflow_too(workflow: Workflow) -> None:
    floor = workflow.world.repository("acme/.github", FLOOR, private=False, installed=False)
    opened(workflow, BAD)
    step = workflow.run()
    assert step.code == 1
    assert ("acme/.github:ADR-0003/forbid-import-1", "services/orders.py", 1) in step.found
    assert [each["commit"] for each in step.report["policy"]["extends"]] == [floor.head()]


def test_a_private_floor_is_read_where_the_token_may(workflow: Workflow) -> None:
    """The job's own token reaches one repository; one that an organisation gives may reach two."""
    opened(workflow, BAD)
    workflow.world.repository("acme/.github", FLOOR)
    assert [each["digest"] for each in workflow.run().report["policy"]["extends"]] == [""]
    world = workflow.world
    grant = {"metadata": "read", **WRITING}
    wide = mint(world.core, world.installation("acme").state_of, grant, (), world.actions.app)
    step = workflow.run(GITHUB_TOKEN=wide.value)
    assert ("acme/.github:ADR-0003/forbid-import-1", "services/orders.py", 1) in step.found


def test_a_floor_that_is_named_and_may_not_be_read_ends_with_2(workflow: Workflow) -> None:
    shop = workflow.repository
    workflow.world.repository("acme/rules", FLOOR)
    shop.commit("main", {".github/decisis.yml": "version: 1\nmode: observe\nextends: acme/rules\n"})
    shop.push("main")
    opened(workflow)
    step = workflow.run()
    assert step.code == 2
    assert ".github/decisis.yml:3:10: the floor `acme/rules` cannot be read" in step.log
