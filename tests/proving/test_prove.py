"""Records held to their examples and to a tree: states, counts and contradictions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import pytest

from bot.engines.semgrep import SemgrepEngine
from checks.change import Change, MemoryTree
from checks.check import Check, Need, Sighting
from checks.decision import Record
from checks.finding import Level, Violation
from checks.paths import PathPatterns
from checks.patterns import PatternResults, PatternRule
from checks.policy import Rule, RuleException
from checks.policy_loader import Reading, read_policy
from checks.proofs import FlawKind
from checks.proving.proof import Proof, State
from checks.proving.prove import prove
from tests.policy.trees import tree

TODAY = "2026-03-02"
CONTRADICTION = FlawKind.CONTRADICTION
RECORD = """---
status: {status}
enforce:
  level: {level}
  for: everyone
  instead: use `services.http`
  rules:
    - {rule}
  examples:
    {examples}
---
# One client
"""
CODE = {
    "services/orders.py": "import json\n",
    "web/app.ts": "export {}\n",
    ".github/decisis.yml": "version: 1\n",
}
IMPORT = "forbid-import: {from: services/**, to: [requests]}"
CAUGHT = 'caught: ["import requests"]'


def record(rule: str = IMPORT, examples: str = CAUGHT, status: str = "accepted", level: str = "block") -> str:
    return RECORD.format(rule=rule, examples=examples, status=status, level=level)


def no_engine(change: Change, rules: Sequence[PatternRule]) -> PatternResults:
    raise AssertionError("nothing here needs semgrep")


def proved(*records: str, **files: str) -> Proof:
    laid = {f"docs/decisions/{number:04}-one.md": text for number, text in enumerate(records, 1)}
    ground = tree(**{**CODE, **files, **laid})
    return prove(read_policy(ground, ""), ground, TODAY, no_engine)


def changed(edit: dict[str, object], text: str | None = None) -> Proof:
    """The proof of one record whose rules were edited after it was read."""
    ground = tree(**CODE, **{"docs/decisions/0001-one.md": text or record()})
    reading = read_policy(ground, "")
    one = reading.records[0]
    edited = replace(one, rules=tuple(replace(rule, **edit) for rule in one.rules))
    return prove(Reading(reading.policy, (edited,)), ground, TODAY, no_engine)


def kinds(proof: Proof) -> list[str]:
    return [flaw.kind.value for flaw in proof.flaws]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        (record(), State.PROVEN),
        (record(examples='allowed: ["import json"]'), State.ENFORCED),
        (record(examples='caught: ["import httpx"]'), State.DISPROVED),
        (record(status="proposed"), State.OBSERVING),
        (record(IMPORT.replace("services", "gone")), State.DEAD),
        (record(status="deprecated"), State.RETIRED),
        ("---\nstatus: accepted\n---\n# Prose\n", State.PROSE),
    ],
)
def test_every_record_has_one_state(text: str, state: State) -> None:
    proof = proved(text)
    assert [one.state for one in proof.records] == [state]
    assert proof.counts[f"decisions-{state.value}"] == 1


def test_a_policy_that_observes_holds_nothing_back() -> None:
    proof = proved(record(), **{".github/decisis.yml": "version: 1\nmode: observe\n"})
    assert proof.records[0].state is State.OBSERVING
    assert proof.in_force == 1


def test_a_rule_of_a_later_day_is_not_yet_in_force() -> None:
    proof = changed({"since": "2026-03-03"})
    assert (proof.records[0].state, proof.in_force, proof.flaws) == (State.NOT_YET, 0, ())
    assert changed({"since": TODAY}).records[0].state is State.PROVEN


@pytest.mark.parametrize(("until", "state"), [("2026-03-01", State.EXPIRED), (TODAY, State.PROVEN)])
def test_an_exception_that_ended_is_told_and_proves_nothing(until: str, state: State) -> None:
    """The finding about an exception that has ended must not be taken for an example that is caught."""
    granted = RuleException(PathPatterns(("services/**",)), "@acme/web", "until they move", until)
    assert changed({"exceptions": (granted,)}).records[0].state is state
    silent = changed({"exceptions": (granted,)}, record(examples='caught: ["import httpx"]'))
    assert kinds(silent) == ["not-caught"]


def test_an_example_is_put_where_the_rule_looks_and_in_the_language_that_is_written_there() -> None:
    rule = "forbid-import: {from: web/**, to: [axios]}"
    proof = proved(record(rule, "caught: [\"import axios from 'axios'\"]"))
    assert proof.records[0].state is State.PROVEN
    wrong = proved(record(rule, "caught: [\"import requests from 'requests'\"]"))
    assert "`web/example.ts`" in wrong.flaws[0].seen


def test_a_flaw_says_what_was_expected_and_seen_and_where_the_example_stands() -> None:
    (flaw,) = proved(record(examples="caught:\n      - import requests\n      - import httpx")).flaws
    assert (flaw.file, flaw.line) == ("docs/decisions/0001-one.md", 12)
    assert flaw.message == "the example `import httpx` is not caught"
    assert flaw.expected == "a rule of `ADR-0001` reports it"
    assert flaw.seen == "`ADR-0001/forbid-import-1` is silent at `services/example.py`"


def test_what_cannot_be_judged_is_neither_caught_nor_silent() -> None:
    assert kinds(proved(record(examples='caught: ["from requests import ("]'))) == ["not-judged"]
    assert kinds(proved(record(examples='caught: [{path: ../x.py, text: "import requests"}]'))) == [
        "not-judged"
    ]


def test_an_example_does_not_depend_on_what_stands_in_the_repository() -> None:
    """The file of that path is old debt already; the example is about a change."""
    example = 'caught: [{path: services/orders.py, text: "import requests"}]'
    assert kinds(proved(record(examples=example), **{"services/orders.py": "import requests\n"})) == []


def test_semgrep_is_asked_once_for_all_records_and_each_gets_its_own_answer() -> None:
    rule = 'forbid-pattern: {{languages: [{language}], pattern: "{name}(...)"}}'
    texts = [
        record(rule.format(language=language, name=name), f'caught: ["{name}(1)"]\n    allowed: ["other(1)"]')
        for language in ("python", "typescript")
        for name in ("eval", "exec")
    ]
    texts.append(record(rule.format(language="python", name="compile"), 'caught: ["other(1)"]'))
    asked = []

    def scan(change: Change, rules: Sequence[PatternRule]) -> PatternResults:
        asked.append(len(rules))
        return SemgrepEngine().scan(change, rules)

    laid = {f"docs/decisions/{number:04}-one.md": text for number, text in enumerate(texts, 1)}
    ground = tree(**CODE, **laid)
    proof = prove(read_policy(ground, ""), ground, TODAY, scan)
    assert asked == [5]
    assert [one.state for one in proof.records] == [State.PROVEN] * 4 + [State.DISPROVED]
    assert kinds(proof) == ["not-caught"]


def test_a_semgrep_rule_with_paths_of_its_own_is_asked_where_it_looks() -> None:
    rule = (
        "forbid-pattern: {rule: {languages: [python], pattern: eval(...), message: m, "
        "paths: {include: [services/**]}}}"
    )
    text = record(rule, 'caught: ["eval(1)"]\n    allowed: [{path: web/a.py, text: "eval(1)"}]')
    ground = tree(**CODE, **{"docs/decisions/0001-one.md": text})
    proof = prove(read_policy(ground, ""), ground, TODAY, SemgrepEngine().scan)
    assert (proof.records[0].state, proof.flaws) == (State.PROVEN, ())


def test_without_an_engine_a_pattern_is_not_judged() -> None:
    rule = 'forbid-pattern: {languages: [python], pattern: "eval(...)"}'
    ground = tree(**CODE, **{"docs/decisions/0001-one.md": record(rule, 'caught: ["eval(1)"]')})
    proof = prove(read_policy(ground, ""), ground, TODAY, lambda change, rules: PatternResults())
    assert kinds(proof) == ["not-judged"]


@dataclass(frozen=True, kw_only=True)
class Manifests(Check):
    """A check that reads some files by their names."""

    name: ClassVar[str] = "manifests"
    word: str

    @property
    def example_paths(self) -> tuple[str, ...]:
        return ("requirements.txt", "package.json", "**/go.mod")

    def find(self, change: Change) -> Iterator[Sighting]:
        for file in change.files:
            if file.path == "package.json" and file.head_source and self.word in file.head_source.text:
                yield Violation(file.path, 1, 1, "names it", self.word)


def test_an_example_is_tried_in_every_file_that_a_check_names() -> None:
    """The example that is allowed stands where the other one was caught."""
    ground = tree(
        **CODE, **{"docs/decisions/0001-one.md": record(examples=CAUGHT + '\n    allowed: ["requests"]')}
    )
    reading = read_policy(ground, "")
    rule = replace(reading.records[0].rules[0], check=Manifests(word="requests"))
    one = replace(reading.records[0], rules=(rule,))
    proof = prove(Reading(reading.policy, (one,)), ground, TODAY, no_engine)
    assert kinds(proof) == ["falsely-caught"]
    assert proof.records[0].rules[0].caught == 1


@dataclass(frozen=True, kw_only=True)
class Requiring(Check):
    """A check that needs something."""

    name: ClassVar[str] = "requiring"
    topic: str
    subject: str

    @property
    def needs(self) -> Iterable[Need]:
        return (Need(self.topic, self.subject),)

    def find(self, change: Change) -> Iterator[Sighting]:
        yield from ()


@pytest.mark.parametrize(
    ("topic", "subject", "rule", "contradicts"),
    [
        ("path", "services/legacy/a.py", 'forbid-path: ["services/legacy/**"]', True),
        ("path", "services/new/a.py", 'forbid-path: ["services/legacy/**"]', False),
        ("import", "requests.sessions", "forbid-import: {to: [requests]}", True),
        ("import", "services/db/api.py", 'forbid-import: {to: ["services/db/**"]}', True),
        (
            "import",
            "services/db/api.py",
            'forbid-import: {to: ["services/db/**"], allow: ["services/db/api.py"]}',
            False,
        ),
        ("import", "requests2", "forbid-import: {to: [requests]}", False),
        ("import", "requests", "forbid-import: {from: web/**, to: [requests]}", False),
    ],
)
def test_a_rule_that_needs_what_another_forbids_contradicts_it(
    topic: str, subject: str, rule: str, *, contradicts: bool
) -> None:
    ground = tree(**CODE, **{"docs/decisions/0001-one.md": record(rule, "caught: [{path: x, text: x}]")})
    reading = read_policy(ground, "")
    first = reading.records[0]
    needing = Rule("ADR-0002/require-1", Requiring(topic=topic, subject=subject), Level.BLOCK)
    second = Record(
        replace(first.decision, id="ADR-0002"),
        (needing,),
        origins={needing.id: next(iter(first.origins.values()))},
    )
    both = Reading(reading.policy, (first, second))
    proof = prove(both, ground, TODAY, no_engine)
    assert (CONTRADICTION.value in kinds(proof)) is contradicts
    for one in (first, second):
        told = [
            flaw for flaw in prove(both, ground, TODAY, no_engine, [one]).flaws if flaw.kind is CONTRADICTION
        ]
        assert [flaw.decision for flaw in told] == [one.decision.id] * contradicts


def test_a_tree_without_records_has_zero_rules_in_force() -> None:
    ground = MemoryTree({})
    proof = prove(read_policy(ground, ""), ground, TODAY, no_engine)
    assert (proof.in_force, proof.records, proof.flaws) == (0, (), ())


def test_examples_without_number_are_not_tried() -> None:
    many = "caught: [" + ", ".join(['"import requests"'] * 1200) + "]"
    proof = proved(record(examples=many))
    assert "not-judged" in kinds(proof)
    assert proof.records[0].rules[0].caught == 1000


def test_patterns_that_a_long_path_could_exhaust_are_not_tried() -> None:
    """Anybody can propose a record; nobody may keep the prover busy with one."""
    hostile = "services/" + "*a" * 12 + "b"
    for text in (
        record(IMPORT.replace("services/**", f'"{hostile}"')),
        record(f'forbid-path: ["{hostile}"]', "caught: [{path: x, text: x}]"),
        record("forbid-path: [" + ", ".join(f"a{number}/**" for number in range(101)) + "]"),
    ):
        assert "not-judged" in kinds(proved(text, **{"services/" + "a" * 240: "x"}))


def test_a_repository_too_large_for_its_patterns_is_not_called_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checks.proving.ground.MOST_LOOKED_AT", 2)
    assert kinds(proved(record(IMPORT.replace("services/**", "'**/gone/**'")))) == ["not-judged"]
