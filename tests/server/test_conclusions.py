"""Every conclusion that is published is one of three; none satisfies a required check that was not earned."""

from __future__ import annotations

import ast
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from bot.github.check_runs import Conclusion
from bot.server.publish import _CONCLUSIONS
from checks.policy import Mode
from checks.report.check_run import check_run
from checks.verdict import Outcome
from tests.report.verdicts import CLEAN, DUE, GAP, IMPORT

THREE = {"success", "failure", "action_required"}
UNEARNED = {"neutral", "skipped", "cancelled", "stale", "timed_out"}
READERS = {"bot/github/other_checks.py"}
"""Modules that read what other programs concluded, and so know more words."""

NOTES = {
    "bot/cli/action_report.py",
    "bot/ledger/form.py",
    "bot/ledger/record.py",
    "bot/ledger/transcript.py",
}
"""Modules that write a conclusion down for others than GitHub: the ledger, and the outputs of a step."""

VERDICTS = {
    Outcome.PASS: CLEAN,
    Outcome.WAITING: replace(CLEAN, waiting=(DUE,)),
    Outcome.FAIL: replace(CLEAN, findings=(IMPORT,)),
    Outcome.INCOMPLETE: replace(CLEAN, incomplete=(GAP,)),
}
ROOT = Path(__file__).parents[2]


def test_the_type_of_a_conclusion_knows_three() -> None:
    assert set(get_args(Conclusion)) == THREE
    assert set(_CONCLUSIONS) == set(_CONCLUSIONS.values()) == THREE


@pytest.mark.parametrize(("outcome", "mode"), list(product(Outcome, Mode)), ids=str)
def test_every_outcome_in_every_mode_has_one_of_them(outcome: Outcome, mode: Mode) -> None:
    made = replace(VERDICTS[outcome], mode=mode)
    assert made.enforced_outcome is outcome
    conclusion = check_run(made, {}).conclusion
    assert conclusion in THREE
    if mode is Mode.ENFORCE:
        assert (conclusion == "success") is (outcome is Outcome.PASS)


def test_no_other_conclusion_is_written_anywhere() -> None:
    found = [
        (file.relative_to(ROOT).as_posix(), node.lineno, node.value)
        for file in sorted((ROOT / "bot").rglob("*.py"))
        if file.relative_to(ROOT).as_posix() not in READERS
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in UNEARNED
    ]
    assert found == []


def test_a_run_is_concluded_in_one_place() -> None:
    callers = [
        (file.relative_to(ROOT).as_posix(), node.lineno)
        for file in sorted((ROOT / "bot").rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Dict)
        and any(isinstance(key, ast.Constant) and key.value == "conclusion" for key in node.keys)
    ]
    assert {name for name, _ in callers} - NOTES == {"bot/github/check_runs.py"}
