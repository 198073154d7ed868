"""Known debt: what stood is no finding, what is added beside it is one, and the file says what it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.baseline import as_new_head, entry_of
from checks.baseline_file import Entry, dump_baseline, read_baseline
from checks.change import Change, PullFacts
from checks.check import Check, Sighting
from checks.finding import Level, Violation
from checks.policy import Audience, Mode, Policy, PolicySource, Rule
from checks.problem import PolicyInvalid, Problem
from checks.review import review
from checks.rules.added_suppression import AddedSuppression
from checks.rules.forbidden_import import ForbiddenImport
from checks.verdict import Outcome, Verdict
from tests.cases import blob, change_of

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "baseline.schema.json").read_text())
VALID = jsonschema_rs.validator_for(SCHEMA)
DAY = "2026-03-02"
BASELINE = ".github/decisis-baseline.json"


@dataclass(frozen=True, kw_only=True)
class Long(Check):
    """A rule over whole files that pairs nothing: every touched file of more than two lines."""

    name: ClassVar[str] = "long-file"
    limit: int = 2

    def find(self, change: Change) -> Iterator[Sighting]:
        for file in change.files:
            if file.head_source is not None and len(file.head_source.lines) > self.limit:
                yield Violation(file.path, 0, 0, message="is too long", text="is too long")


LONG = Rule("ADR-0001/long-1", Long(), Level.BLOCK, audience=Audience.EVERYONE, decision="ADR-0001")
IMPORT = Rule("ADR-0002/forbid-import-1", ForbiddenImport(to=("requests",)), Level.BLOCK, decision="ADR-0002")

NOQA = Rule("added-suppression", AddedSuppression(), Level.BLOCK)


def policy(*rules: Rule, baseline: dict[str, Entry] | None = None) -> Policy:
    return Policy(Mode.ENFORCE, rules, PolicySource("test", "", ""), baseline=baseline or {})


def change(before: dict[str, str], after: dict[str, str]) -> Change:
    trees = [{path: blob(text.encode()) for path, text in side.items()} for side in (before, after)]
    return change_of(*trees, PullFacts(as_of=DAY))


def debt(files: dict[str, str], *rules: Rule) -> dict[str, Entry]:
    """What `decisis baseline` records of a tree."""
    found = review(as_new_head(change({}, files)), policy(*rules), "engine").findings
    return {finding.fingerprint: entry_of(finding, DAY) for finding in found}


def judged(before: dict[str, str], after: dict[str, str], *rules: Rule) -> Verdict:
    """The change under a baseline of all that stood before it."""
    return review(change(before, after), policy(*rules, baseline=debt(before, *rules)), "engine")


def test_what_stood_holds_nobody_back_and_is_counted() -> None:
    verdict = judged({"a.py": "1\n2\n3\n"}, {"a.py": "1\n2\n4\n"}, LONG)
    assert verdict.outcome is Outcome.PASS
    assert verdict.findings == ()
    assert verdict.waived == ()
    assert [finding.path for finding in verdict.known] == ["a.py"]
    assert verdict.counts["known"] == 1


def test_without_an_entry_the_same_change_is_held() -> None:
    verdict = review(change({"a.py": "1\n2\n3\n"}, {"a.py": "1\n2\n4\n"}), policy(LONG), "engine")
    assert verdict.outcome is Outcome.FAIL


def test_what_is_new_beside_it_is_held() -> None:
    verdict = judged({"a.py": "1\n2\n3\n"}, {"a.py": "1\n2\n4\n", "b.py": "1\n2\n3\n"}, LONG)
    assert [finding.path for finding in verdict.findings] == ["b.py"]
    assert [finding.path for finding in verdict.known] == ["a.py"]


@pytest.mark.threat("INV10")
def test_a_second_copy_of_known_debt_is_new_debt() -> None:
    """Fingerprints count equal texts, and the only new one would be taken for the first."""
    before = {"a.py": "print(1)  # noqa\n"}
    verdict = judged(before, {"a.py": "print(1)  # noqa\nprint(1)  # noqa\n"}, NOQA)
    (finding,) = verdict.findings
    assert finding.fingerprint in debt(before, NOQA)
    assert verdict.outcome is Outcome.FAIL
    assert verdict.known == ()


@pytest.mark.threat("INV10")
def test_debt_that_was_mended_and_comes_back_is_new_debt() -> None:
    """The entry was left in the file; nothing stands at the base any more."""
    listed = debt({"a.py": "import requests\n"}, IMPORT)
    back = change({"a.py": "x = 1\n"}, {"a.py": "import requests\n"})
    verdict = review(back, policy(IMPORT, baseline=listed), "engine")
    assert [finding.path for finding in verdict.findings] == ["a.py"]


@pytest.mark.threat("INV10")
def test_known_debt_in_a_file_that_got_worse_is_judged() -> None:
    """Two rules of one file do not answer for one another, two places of one rule do."""
    both = replace(LONG, check=Long(limit=0))
    before = {"a.py": "1\n2\n3\n"}
    listed = debt(before, LONG)
    worse = review(change(before, {"a.py": "1\n2\n4\n"}), policy(both, baseline={}), "engine")
    assert worse.outcome is Outcome.FAIL
    assert review(change(before, {"a.py": "1\n2\n4\n"}), policy(LONG, baseline=listed), "engine").known


def test_an_entry_of_another_rule_permits_nothing() -> None:
    before = {"a.py": "1\n2\n3\n"}
    other = {name: replace(entry, rule="ADR-0009/long-1") for name, entry in debt(before, LONG).items()}
    verdict = review(change(before, {"a.py": "1\n2\n4\n"}), policy(LONG, baseline=other), "engine")
    assert verdict.outcome is Outcome.FAIL


def test_a_rule_that_speaks_of_the_act_of_changing_is_never_known() -> None:
    class Act(Long):
        stands: ClassVar[bool] = False

    act = replace(LONG, check=Act())
    assert judged({"a.py": "1\n2\n3\n"}, {"a.py": "1\n2\n4\n"}, act).outcome is Outcome.FAIL


def test_a_baseline_in_the_change_counts_for_nothing() -> None:
    before, after = {"a.py": "1\n2\n3\n"}, {"a.py": "1\n2\n4\n"}
    own = dump_baseline(debt(before, LONG).values()).decode()
    verdict = review(change(before, {**after, BASELINE: own}), policy(LONG), "engine")
    assert verdict.outcome is Outcome.FAIL


def test_an_entry_that_the_change_mends_and_leaves_is_told() -> None:
    before = {"a.py": "1\n2\n3\n", "b.py": "1\n2\n3\n"}
    file = dump_baseline(debt(before, LONG).values()).decode()
    left = judged({**before, BASELINE: file}, {**before, "a.py": "1\n", BASELINE: file}, LONG)
    assert left.notices == (
        f"this change mends what 1 entry of `{BASELINE}` list; `decisis baseline --write` takes them out",
    )
    less = dump_baseline(debt({"b.py": before["b.py"]}, LONG).values()).decode()
    taken = judged({**before, BASELINE: file}, {**before, "a.py": "1\n", BASELINE: less}, LONG)
    assert taken.notices == ()
    gone = judged({**before, BASELINE: file}, {"b.py": before["b.py"], BASELINE: file}, LONG)
    assert len(gone.notices) == 1


texts = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12)
entries = st.builds(
    Entry,
    fingerprint=st.text("0123456789abcdef", min_size=32, max_size=32),
    rule=texts,
    decision=st.just("") | texts,
    path=texts,
    line=st.integers(0, 10**6),
    since=st.dates().map(str),
)


@given(st.lists(entries, max_size=6, unique_by=lambda entry: entry.fingerprint))
def test_a_file_reads_as_it_was_written_and_its_bytes_follow_from_its_entries(listed: list[Entry]) -> None:
    content = dump_baseline(listed)
    assert read_baseline(content) == {entry.fingerprint: entry for entry in listed}
    assert dump_baseline(reversed(listed)) == content
    assert content.isascii()
    assert content.count(b"\n{") == len(listed) + (0 if not content.startswith(b"\n{") else 1)
    VALID.validate(json.loads(content))


@given(
    st.lists(entries, min_size=1, max_size=3, unique_by=lambda entry: entry.fingerprint),
    st.data(),
)
def test_a_damaged_file_is_refused_with_a_place_or_says_less(
    listed: list[Entry], data: st.DataObject
) -> None:
    content = bytearray(dump_baseline(listed))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
    problems = problems_of(bytes(content))
    lines = content.count(b"\n") + 1
    assert all(1 <= problem.line <= lines and problem.column >= 1 for problem in problems)
    assert all("; " in problem.message for problem in problems)
    if not problems:
        assert len(read_baseline(bytes(content))) <= len(listed)
        VALID.validate(json.loads(bytes(content)))


def problems_of(content: bytes) -> tuple[Problem, ...]:
    try:
        read_baseline(content)
    except PolicyInvalid as invalid:
        return invalid.problems
    return ()


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 200_000,
        b'{"version": 1, "entries": [' + b"[" * 100_000,
        b'{"version": 1, "entries": [' + b"9" * 5_000,
        b"x" * 1_000_001, b"\xff", b"null", b"{}", b'{"a": 1}', b"{1: 2}", b'{"version" 1}',
        b'{"version": 1}',
        b'{"version": NaN, "entries": []}', b'{"version": 1.0, "entries": []}',
        b'{"version": true, "entries": []}', b'{"entries": []}', b'{"version": 1, "entries": {}}',
        b'{"version": 1, "entries": []} x', b'{"version": 1, "entries": [],}',
        b'{"version": 1 "entries": []}',
        b'{"version": 1, "version": 1, "entries": []}', b'{"version": 1, "entries": [1,]}',
        b'{"version": 1, "entries": [{"fingerprint": "\\ud800"}]}',
    ],
)  # fmt: skip
def test_what_is_no_baseline_is_refused(content: bytes) -> None:
    with pytest.raises(PolicyInvalid):
        read_baseline(content)
