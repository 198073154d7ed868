"""Every case of the corpus, put to the real gate."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.adversarial.case import Case, all_cases
from tests.adversarial.gate import Gate, command
from tests.adversarial.not_yet import LATER

CASES = tuple(all_cases())
README = Path(__file__).with_name("README.md")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_gate_answers_as_promised(case: Case, gate: Gate) -> None:
    answer = gate.ask(*case.commits(gate.repository), *case.options)
    assert answer.exit_code == case.exit_code, f"{case.does}\n{answer}"
    assert set(case.blocked_by) <= answer.blocking, f"{case.does}\n{answer}"
    assert set(case.gaps) <= answer.gaps, f"{case.does}\n{answer}"
    assert case.refused in answer.err, f"{case.does}\n{answer}"
    if not case.exit_code:
        assert not answer.blocking, f"{case.does}\n{answer}"


@pytest.mark.parametrize("case", LATER, ids=lambda case: case.id)
def test_what_gets_through_is_listed_truthfully(case: Case, gate: Gate) -> None:
    answer = gate.ask(*case.commits(gate.repository))
    assert answer.exit_code == 0, f"{case.id} is caught now: move it from not_yet.py to cases/\n{answer}"
    assert f"| {case.id} |" in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES[::12], ids=lambda case: case.id)
def test_the_command_says_the_same_as_its_parts(case: Case, gate: Gate) -> None:
    commits = case.commits(gate.repository)
    told, answer = command(gate.repository, *commits), gate.ask(*commits)
    assert (told.exit_code, told.out) == (answer.exit_code, answer.out)
    assert case.refused in told.err


def test_no_two_cases_share_a_label() -> None:
    labels = [case.id for case in (*CASES, *LATER)]
    assert len(labels) == len(set(labels))
