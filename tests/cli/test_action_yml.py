"""The published action and our own workflow: data in, nothing pasted into a script, everything pinned."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.backtest.proposal import SECONDS
from bot.cli.runner import SARIF, FailLevel, Runner
from tests.git.repository import Repository

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = YAML(typ="safe").load(ROOT / "action.yml")
WORKFLOW: dict[str, Any] = YAML(typ="safe").load(ROOT / ".github/workflows/decisis.yml")
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]


@pytest.mark.threat("L3")
def test_the_action_uses_no_other_action_and_every_step_is_a_script() -> None:
    assert ACTION["runs"]["using"] == "composite"
    assert all(step.keys() == {"id", "shell", "run"} | (step.keys() & {"env"}) for step in STEPS)
    assert {step["shell"] for step in STEPS} == {"bash"}


@pytest.mark.threat("L3")
def test_no_value_is_ever_pasted_into_a_script() -> None:
    """`${{ }}` in `run` is how a pull request's title becomes a command."""
    jobs = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]
    assert [step["id"] for step in STEPS if "${{" in step["run"]] == []
    assert [step for step in jobs if "run" in step] == []


def test_every_input_reaches_the_command_as_a_variable_and_nothing_else_does() -> None:
    passed = [value for step in STEPS for value in step.get("env", {}).values()]
    assert sorted(passed) == sorted(
        [*(f"${{{{ inputs.{name} }}}}" for name in ACTION["inputs"]), "${{ steps.install.outputs.place }}"]
    )
    judging = next(step for step in STEPS if step["id"] == "judge")
    for name in ACTION["inputs"]:
        variable = "DECISIS_" + name.upper().replace("-", "_")
        assert judging["env"][variable] == f"${{{{ inputs.{name} }}}}"


def test_no_package_is_installed_in_sight_of_the_token() -> None:
    installing = next(step for step in STEPS if step["id"] == "install")
    assert "env" not in installing
    assert all(word in installing["run"] for word in ("--require-hashes", "--no-deps", "--only-binary :all:"))


def test_every_output_is_one_that_the_command_sets() -> None:
    source = (ROOT / "bot/cli/action_report.py").read_text(encoding="utf-8")
    assert set(re.findall(r'"([a-z-]+)": ', source)) >= ACTION["outputs"].keys()
    for name, output in ACTION["outputs"].items():
        assert output["value"] == f"${{{{ steps.judge.outputs.{name} }}}}"


def test_the_defaults_are_those_of_the_command() -> None:
    inputs = ACTION["inputs"]
    assert inputs["sarif"]["default"] == SARIF
    assert inputs["fail-level"]["default"] == next(iter(FailLevel))
    assert inputs["check-run"]["default"] == "true"
    assert inputs["backtest-seconds"]["default"] == str(SECONDS)
    assert set(inputs) == {"token", "sarif", "fail-level", "check-run", "backtest-seconds"}
    fields = {"token", "sarif", "fail_level", "wants_check_run", "backtest_seconds"}
    assert fields <= set(Runner.__dataclass_fields__)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step["id"])
def test_the_scripts_are_shell_that_stops_at_the_first_failure(step: dict[str, Any]) -> None:
    subprocess.run(["bash", "-n"], input=step["run"].encode(), check=True, timeout=10)
    assert step["run"].startswith("set -euo pipefail\n")


def test_the_judging_script_runs_the_command_from_the_folder_of_the_action(tmp_path: Path) -> None:
    """Without a checkout, with a hostile folder as the present one: its modules are not imported."""
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot/__init__.py").write_text("raise SystemExit(0)")
    script = next(step["run"] for step in STEPS if step["id"] == "judge")
    variables = {"DECISIS_PLACE": sys.prefix, "GITHUB_ACTION_PATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script],
        env=variables,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
    )
    assert done.returncode == 2
    assert b"`RUNNER_TEMP` is not set" in done.stdout


@pytest.mark.threat("L1")
def test_our_own_workflow_runs_the_code_of_the_base_with_few_rights_and_cannot_be_skipped() -> None:
    """A skipped job passes as success; code of the head could say anything."""
    (job,) = WORKFLOW["jobs"].values()
    checkout, judge = job["steps"]
    assert WORKFLOW["on"].keys() == {"pull_request", "merge_group"}
    assert WORKFLOW["on"]["pull_request"].keys() == {"types"}
    assert not WORKFLOW["on"]["merge_group"]
    assert {"if", "strategy", "needs"} & job.keys() == set()
    assert WORKFLOW["permissions"] == {}
    assert job["permissions"] == {"contents": "read", "pull-requests": "read", "checks": "write"}
    assert re.fullmatch(r"actions/checkout@[0-9a-f]{40}", checkout["uses"])
    assert (
        checkout["with"]["ref"]
        == "${{ github.event.pull_request.base.sha || github.event.merge_group.base_sha }}"
    )
    assert checkout["with"]["persist-credentials"] is False
    assert judge == {"uses": "./"}
    assert "decisis" not in WORKFLOW["jobs"]


def test_our_own_policy_reads_and_enforces(tmp_path: Path) -> None:
    """The policy and the decisions of this repository, on a copy with a clean change."""
    paths = [ROOT / ".github/decisis.yml", *ROOT.glob("docs/decisions/*.md")]
    files = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in paths}
    copy = Repository.create(tmp_path / "copy")
    copy.branch("main", copy.commit(files))
    copy.checkout("main")
    copy.write({"docs/news.md": "# News\n"})
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli.main", "check", "--repo", str(copy.path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout
    assert b".github/decisis.yml" in done.stdout
    assert b"(enforce)" in done.stdout
