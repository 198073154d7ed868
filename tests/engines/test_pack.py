"""Every rule of the starting pack, proved on its own examples by the real engine."""

from __future__ import annotations

import pytest

from bot.engines.semgrep import SemgrepEngine
from checks.finding import Level
from checks.pack import PackEntry, entries, pack_rules
from checks.patterns import PatternResults
from tests.engines.support import change

_ENDINGS = {"python": "py", "typescript": "ts", "go": "go"}


def _path(entry: PackEntry, kind: str, number: int) -> str:
    return f"{entry.id}/{kind}_{number}.{_ENDINGS[entry.languages[0]]}"


@pytest.fixture(scope="module")
def answers(engine: SemgrepEngine) -> PatternResults:
    files = {
        _path(entry, kind, number): text
        for entry in entries()
        for kind, texts in (("caught", entry.caught), ("allowed", entry.allowed))
        for number, text in enumerate(texts)
    }
    rules = [wanted for rule in pack_rules() for wanted in rule.check.pattern_rules]
    results = engine.scan(change({}, files), rules)
    assert results.head.unscanned == {}
    return results


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.id)
def test_each_rule_catches_what_it_must_and_leaves_alone_what_it_may_not(
    answers: PatternResults, entry: PackEntry
) -> None:
    (key,) = (rule.key for rule in entry.check.pattern_rules)
    found = {match.path for match in answers.head.matches.get(key, ())}
    assert entry.caught
    assert entry.allowed
    assert {_path(entry, "caught", number) for number in range(len(entry.caught))} <= found
    assert not {_path(entry, "allowed", number) for number in range(len(entry.allowed))} & found


def test_ids_are_unique_and_every_rule_says_why_and_what_instead() -> None:
    rules = pack_rules()
    assert len({rule.id for rule in rules}) == len(rules) >= 30
    assert all(rule.why and rule.instead and rule.level is not Level.OFF for rule in rules)


def test_rules_about_credentials_never_show_the_line() -> None:
    named = [entry for entry in entries() if "credential" in entry.id and "cors" not in entry.id]
    assert len(named) == 3
    assert all(entry.check.sensitive for entry in named)


@pytest.mark.parametrize(
    "path", ["tests/run.py", "src/test_a.py", "web/src/a.test.ts", "web/e2e/a.ts", "a_test.go"]
)
def test_what_harms_only_a_product_is_not_asked_of_tests(path: str) -> None:
    asked = {rule.id.rpartition("/")[2] for rule in pack_rules() if rule.paths.matches(path)}
    assert asked == {"assertion-on-tuple", "hard-coded-credential", "leftover-debugger", "leftover-dump"}
    assert all(rule.paths.matches("src/contest/latest.py") for rule in pack_rules())


@pytest.mark.parametrize(
    ("path", "is_asked"),
    [("src/a.ts", True), ("package.json", False), ("tools/run.sh", False), ("web/Dockerfile.dev", False)],
)
def test_a_command_of_one_line_may_answer_by_console_log(path: str, is_asked: bool) -> None:
    (rule,) = [entry.rule for entry in entries() if entry.id == "pack/typescript/leftover-console-log"]
    assert rule.paths.matches(path) is is_asked
