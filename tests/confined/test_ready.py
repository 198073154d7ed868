"""A process that got ready for a policy judges as a fresh one does, and nobody depends on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import psutil
import pytest

from bot.confined import ConfinedWeigher
from bot.engines.semgrep import SemgrepEngine
from bot.judge import Judge
from checks.finding import Level
from checks.policy import Audience, Policy, PolicySource, Rule
from checks.policy import Mode as PolicyMode
from checks.report.json_report import render
from tests.cases import Case, cases
from tests.processes import children_that_run
from tests.server.conftest import until

CASE = next(case for case in cases() if case.check == "swallowed-error" and case.expected)


@pytest.fixture
def weigher() -> Iterator[ConfinedWeigher]:
    made = ConfinedWeigher(ready=2)
    made.start()
    yield made
    made.close()


def policy(case: Case, name: str) -> Policy:
    rule = Rule(name, case.bound(), Level.BLOCK, audience=Audience.EVERYONE)
    return Policy(PolicyMode.ENFORCE, (rule,), PolicySource("builtin", "", "0" * 64))


def forks() -> list[psutil.Process]:
    """The processes that wait for an order or judge."""
    return [fork for server in children_that_run("bot.confined.server") for fork in server.children()]


def judged(weigher: ConfinedWeigher | None, by: Policy) -> str:
    with SemgrepEngine() as engine:
        return render(Judge(engine, weigher=weigher).judge(CASE.change(), by))


def test_one_waits_after_a_judging_and_gives_the_same_bytes(weigher: ConfinedWeigher) -> None:
    rules = policy(CASE, "a-rule")
    here = judged(None, rules)
    assert judged(weigher, rules) == here
    until(lambda: len(forks()) == 3)
    assert judged(weigher, rules) == here


def test_one_that_was_killed_while_it_waited_is_not_missed(weigher: ConfinedWeigher) -> None:
    rules = policy(CASE, "a-rule")
    here = judged(weigher, rules)
    for _ in range(2):
        until(lambda: len(forks()) == 3)
        for fork in forks():
            with suppress(psutil.NoSuchProcess):  # it may be the one that has just judged
                fork.kill()
        assert judged(weigher, rules) == here


def test_no_more_wait_than_were_wanted_and_each_knows_its_own_policy(weigher: ConfinedWeigher) -> None:
    names = [f"rule-{number}" for number in range(5)]
    for name in names * 2:
        said = judged(weigher, policy(CASE, name))
        assert f'"{name}"' in said
        assert not any(f'"{other}"' in said for other in names if other != name)
    until(lambda: len(forks()) == 4)


def test_after_the_end_none_is_left(weigher: ConfinedWeigher) -> None:
    judged(weigher, policy(CASE, "a-rule"))
    weigher.close()
    until(lambda: forks() == [])
