"""What semgrep says a rule needs: nothing is lost by asking it only where that stands."""

from __future__ import annotations

import pytest

from bot.engines.semgrep import Limits, SemgrepEngine, locate
from bot.engines.semgrep.prefilter import ANYTHING, Prefilters, read
from checks.pack import entries
from tests.engines.support import EVAL, added, change, rule

AT_ONCE = Limits(wall_seconds=0.0)
"""Nothing that is started comes to an end in time."""


@pytest.fixture(scope="module")
def prefilters() -> Prefilters:
    learnt = Prefilters()
    rules = [wanted for entry in entries() for wanted in entry.check.pattern_rules]
    learnt.learn(locate(), [*rules, *EVAL.pattern_rules], Limits())
    assert learnt.knows(rules)
    return learnt


def test_no_example_of_the_pack_is_held_back(prefilters: Prefilters) -> None:
    for entry in entries():
        for text in entry.caught:
            assert prefilters.may_match(entry.check.pattern_rules, text.encode()), (entry.id, text)


def test_answers_are_the_same_with_it(engine: SemgrepEngine, prefilters: Prefilters) -> None:
    texts = {
        f"{at}_{number}.{ {'python': 'py', 'typescript': 'ts', 'go': 'go'}[entry.languages[0]] }": text
        for at, entry in enumerate(entries())
        for number, text in enumerate([*entry.caught, *entry.allowed, "x = (\n"])
    }
    subject = change({}, texts)
    asked = [wanted for entry in entries() for wanted in entry.check.pattern_rules]
    for rules in (asked, EVAL.pattern_rules):
        assert SemgrepEngine(prefilters=prefilters).scan(subject, rules) == engine.scan(subject, rules)


def test_semgrep_is_not_started_where_nothing_can_match(prefilters: Prefilters) -> None:
    hurried = SemgrepEngine(limits=AT_ONCE, prefilters=prefilters)
    assert hurried.scan(added(a_py="evil(1)\n"), EVAL.pattern_rules).head.unscanned == {}
    assert hurried.unlearnt == ()


def test_what_was_not_learnt_is_asked_and_named(engine: SemgrepEngine) -> None:
    asking = SemgrepEngine(prefilters=Prefilters())
    subject = added(a_py="evil(1)\n")
    assert asking.scan(subject, EVAL.pattern_rules) == engine.scan(subject, EVAL.pattern_rules)
    assert asking.unlearnt == tuple(EVAL.pattern_rules)


def test_a_rule_that_semgrep_cannot_read_may_match_anywhere() -> None:
    learnt = Prefilters()
    broken = rule(pattern="eval(", message="m")
    learnt.learn(locate(), [broken], Limits())
    assert learnt.may_match([broken], b"")


@pytest.mark.parametrize(
    "printed",
    [
        b"",
        b"no json",
        b"{}",
        b'[{"rule_id": "a"}]',
        b'[{"filter": "None"}]',
        b"[1]",
        b'{"a": {"rule_id": 1}}',
    ],
)
def test_what_has_not_the_expected_form_says_nothing(printed: bytes) -> None:
    assert read(printed) == {}


@pytest.mark.parametrize(
    ("told", "content", "may"),
    [
        ('"None"', b"", True),
        ('["Some", ["Pred", ["Idents", ["a", "b"]]]]', b"b", True),
        ('["Some", ["Pred", ["Idents", ["a", "b"]]]]', b"c", False),
        ('["Some", ["Pred", ["Idents", []]]]', b"", True),
        ('["Some", ["Pred", ["Regexp", "a+"]]]', b"", True),
        ('["Some", ["And", [["Pred", ["Idents", ["a"]]], ["Pred", ["Regexp", "b"]]]]]', b"a", True),
        ('["Some", ["And", [["Pred", ["Idents", ["a"]]], ["Pred", ["Idents", ["b"]]]]]]', b"a", False),
        ('["Some", ["Or", [["Pred", ["Idents", ["a"]]], ["Pred", ["Idents", ["b"]]]]]]', b"b", True),
        ('["Some", ["Or", []]]', b"", True),
        ('["Some", ["Not", [["Pred", ["Idents", ["a"]]]]]]', b"", True),
        ('["Some", ["Pred", ["Idents", ["\\u00e9"]]]]', "é".encode(), True),
    ],
)
def test_formulas(told: str, content: bytes, may: bool) -> None:
    found = read(f'[{{"rule_id": "a", "filter": {told}}}]'.encode())
    assert found["a"].may_match(content) is may
    assert ANYTHING.may_match(content)
