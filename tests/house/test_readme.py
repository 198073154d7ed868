"""The README shows what there is: commands, rule kinds, checks, settings, files, a record that reads."""

from __future__ import annotations

import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.cli.init import _WORKFLOW as WORKFLOW
from bot.cli.main import COMMANDS, Command, _parser
from bot.doctor import engines
from bot.doctor.examination import ITEMS
from bot.github.check_runs import NAME
from bot.manifest import PERMISSIONS
from bot.settings import Settings
from checks.change import MemoryTree
from checks.check import all_checks, checks_by_rule_kind
from checks.pack import pack_rules
from checks.policy_loader import load_policy
from checks.semgrep_rules import SEMGREP
from tests.cases import blob

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
_CODE = re.compile(r"`([^`]+)`")


def fenced(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def first_cells(heading: str) -> set[str]:
    """Names in the first column of the table under a heading of a column."""
    table = re.search(rf"^\| {heading} \|.*\n\|[ -|]+\n((?:\|.*\n)+)", README, re.MULTILINE)
    assert table
    return {name for row in table[1].splitlines() for name in _CODE.findall(row.split("|")[1])}


def test_every_command_it_shows_is_one() -> None:
    shown = {
        shlex.split(line, comments=True)[1] for line in re.findall(r"^decisis .+$", README, re.MULTILINE)
    }
    assert shown <= set(COMMANDS)


def test_the_set_up_it_shows_is_understood_word_for_word() -> None:
    section = README.split("#### Set up")[1].split("```")[1]
    shown = re.findall(r"decisis ((?:app create|serve|doctor)[^)#\n]*)", section)
    assert [line.split()[0] for line in shown] == ["app", "serve", "doctor"]
    for line in shown:
        words = shlex.split(line)
        command: Command = import_module(f"bot.cli.{words[0]}")  # type: ignore[assignment]
        assert _parser(words[0], command).parse_args(words).command == words[0]


def test_every_item_of_the_doctor_is_in_its_table() -> None:
    assert first_cells("Item") == {engines.SEMGREP, engines.ZIZMOR, *ITEMS}


def test_every_permission_is_in_its_table() -> None:
    table = re.findall(r"^\| ([A-Z][a-z ]+) \| (read|write) \|", README, re.MULTILINE)
    assert {name.lower().replace(" ", "_"): level for name, level in table} == PERMISSIONS


def test_no_workflow_of_ours_has_a_job_of_the_name_of_the_check() -> None:
    """GitHub names the check run of a job after it, and a second `decisis` is what the doctor warns of."""
    shown = [text for text in fenced("yaml") if "jobs:" in text]
    for text in [*shown, WORKFLOW]:
        assert NAME not in YAML(typ="safe").load(text.replace("<full commit id>", "0" * 40))["jobs"]


def test_every_rule_kind_is_in_its_table() -> None:
    assert first_cells("Rule kind") == {*checks_by_rule_kind(), SEMGREP}


def test_every_built_in_check_is_in_its_table() -> None:
    built_in = {name for name, check in all_checks().items() if check.built_in}
    assert first_cells("Check") == {*built_in, "pack/…"}


def test_every_setting_is_in_its_table() -> None:
    assert first_cells("Variable") == {f"DECISIS_{name.upper()}" for name in Settings.model_fields}


def test_the_number_of_pack_rules_is_right() -> None:
    assert f"| {len(pack_rules())} rules of our own" in README


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\((?!https?:)([^)#]+)\)", README))))
def test_every_file_it_points_to_is_there(link: str) -> None:
    assert (ROOT / link).exists()


def test_the_record_and_the_policy_it_shows_read_as_they_are() -> None:
    (record,) = fenced("markdown")
    policy = next(text for text in fenced("yaml") if text.startswith("version: 1"))
    files = {"docs/decisions/0012-one-http-client.md": record, ".github/decisis.yml": policy}
    read = load_policy(
        MemoryTree({path: blob(text.encode()) for path, text in files.items()}), "", pack_rules()
    )
    assert len(read.decisions["ADR-0012"].rule_ids) == 3
