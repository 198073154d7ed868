"""Every case of the corpus, put to the real gate."""

from __future__ import annotations

import pytest

from tests.adversarial.case import Case, all_cases
from tests.adversarial.gate import ask
from tests.git.repository import Repository

CASES = tuple(all_cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_gate_answers_as_promised(case: Case, field: Repository) -> None:
    answer = ask(field, *case.commits(field), *case.options)
    assert answer.exit_code == case.exit_code, f"{case.does}\n{answer}"
    assert set(case.blocked_by) <= answer.blocking, f"{case.does}\n{answer}"
    assert set(case.gaps) <= answer.gaps, f"{case.does}\n{answer}"
    assert case.refused in answer.err, f"{case.does}\n{answer}"
    if not case.exit_code:
        assert not answer.blocking, f"{case.does}\n{answer}"
