"""What a process of its own says is what this one says, byte for byte, whatever is judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.confined import ConfinedWeigher
from bot.engines.semgrep import SemgrepEngine
from bot.judge import Judge
from checks.finding import Level
from checks.policy import Audience, Policy, PolicySource, Rule
from checks.policy import Mode as PolicyMode
from checks.report.json_report import render
from tests.cases import Case, cases

SAMPLE = cases()[::40]


@pytest.fixture(scope="module")
def weigher() -> Iterator[ConfinedWeigher]:
    made = ConfinedWeigher()
    yield made
    made.close()


@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: case.id)
def test_a_literate_case_gives_the_same_bytes(case: Case, weigher: ConfinedWeigher) -> None:
    rule = Rule("a-rule", case.bound(), Level.BLOCK, audience=Audience.EVERYONE)
    policy = Policy(PolicyMode.ENFORCE, (rule,), PolicySource("builtin", "", "0" * 64))
    change = case.change()
    change = replace(change, facts=replace(change.facts, title="broken \udcff name", as_of="2026-03-02"))
    with SemgrepEngine() as engine:
        here = Judge(engine).judge(change, policy)
        there = Judge(engine, weigher=weigher).judge(change, policy)
    assert there == here
    assert render(there) == render(here)
