"""What the checks that speak of tests have in common: how much a finding weighs, and what does not matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from checks.change import Blob
from checks.check import all_checks
from checks.finding import Level
from checks.policy import Audience, Rule
from checks.rule_run import run
from tests.cases import Case, blob, cases, change_of, reported

NAMES = (
    *("removed-test", "deleted-test-file", "skipped-test", "vacuous-test", "weakened-assertion"),
    "muted-test-run",
)
CASES = {case.id: case for case in cases() if case.check in NAMES}
LIGHTER = {
    "removed-test: A test that did not run is removed": Level.NOTE,
    "deleted-test-file: A file of tests that did not run is deleted": Level.NOTE,
    "skipped-test: A skip that names its issue": Level.WARN,
    "skipped-test: TypeScript: a skip that names its issue": Level.WARN,
    "skipped-test: A skip in continuous integration": Level.WARN,
    "skipped-test: A skip under a condition of the project's own": Level.NOTE,
    "skipped-test: TypeScript: a group that runs only where a variable is set": Level.NOTE,
    "skipped-test: A test runs only where a variable is set": Level.NOTE,
    "skipped-test: TypeScript: a test that is skipped in continuous integration": Level.WARN,
    "weakened-assertion: A count grows with a file that comes in": Level.NOTE,
    "vacuous-test: A test replaces what it asks about": Level.WARN,
    "vacuous-test: TypeScript: the module that the file tests is replaced": Level.WARN,
    "vacuous-test: A new test that cannot fail": Level.WARN,
    "weakened-assertion: Equality is loosened while the product changes": Level.NOTE,
    "muted-test-run: A test script leaves a folder out": Level.WARN,
    "muted-test-run: A test script passes where no test is found": Level.WARN,
    "muted-test-run: Playwright repeats what fails": Level.WARN,
    "muted-test-run: A makefile exports a variable that leaves tests out": Level.WARN,
    "muted-test-run: A script of package.json runs less of Go": Level.WARN,
}
"""Cases whose finding weighs less than the check; elsewhere what is loosened warns, and the rest blocks."""
LOOSENED = ("records another output", "and is satisfied now by", "no longer asks for", "allows a difference")


def levels(case: Case) -> Iterator[tuple[Level, str]]:
    check = all_checks()[case.check]
    rule = Rule(id=case.check, check=check(), level=check.level, audience=Audience.EVERYONE)
    for finding in run(rule, case.change()).findings:
        yield finding.level, finding.message


def test_only_what_is_never_ordinary_work_blocks() -> None:
    for name, case in CASES.items():
        for level, message in levels(case):
            loosened = any(words in message for words in LOOSENED)
            assert level is LIGHTER.get(name, Level.WARN if loosened else Level.BLOCK), name
    assert LIGHTER.keys() <= CASES.keys()


def carried(tree: Mapping[str, Blob]) -> dict[str, Blob]:
    return {
        path: blob((one.content or b"").replace(b"\n", b"\r\n"), one.mode) if one.mode.is_regular else one
        for path, one in tree.items()
    }


def test_line_ends_do_not_matter() -> None:
    for name, case in CASES.items():
        other = replace(case, before=carried(case.before), after=carried(case.after))
        assert reported(other) == case.expected, name


def test_a_document_beside_the_change_does_not_matter() -> None:
    for name, case in CASES.items():
        other = replace(case, after={**case.after, "docs/guide.md": blob(b"# Guide\n")})
        assert reported(other) == case.expected, name


def test_no_deletion_is_told_twice() -> None:
    for name, case in CASES.items():
        found = [reported(replace(case, check=one)) for one in ("removed-test", "deleted-test-file")]
        assert not all(text.strip() and "incomplete" not in text for text in found), name


@pytest.mark.parametrize("name", NAMES)
def test_the_way_back_is_silent(name: str) -> None:
    """Whoever undoes what a case does, does nothing wrong: what was taken out of force is in force again."""
    for case in CASES.values():
        if case.check == name and case.expected.strip() and case.title not in BOTH_WAYS:
            back = change_of(case.after, case.before)
            rule = Rule(id=name, check=all_checks()[name](), level=Level.BLOCK, audience=Audience.EVERYONE)
            assert [finding.message for finding in run(rule, back).findings] == [], case.id


BOTH_WAYS = {
    "An expected value moves",
    "One test is emptied and another grows",
    "A snapshot is recorded anew by itself",
    "Two recordings of pytest are altered",
    "An approved output is altered",
}
"""Cases whose way back does the same."""
