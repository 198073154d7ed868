"""`skipped-test`: a test that ran before is still there and no longer runs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.change import Change
from checks.check import Check, Sighting
from checks.finding import Level, Side, Violation
from checks.languages.testing import language_of_tests

if TYPE_CHECKING:
    from checks.languages.testing.comparison import Comparison
    from checks.languages.testing.model import Mark


@dataclass(frozen=True, kw_only=True)
class SkippedTest(Check):
    """Reports tests that ran at the base and are skipped, expected to fail or not collected at the head.

    ## Why

    A skip is the quickest way from red to green. Most are meant for a day and stay for years, and the run
    says nothing about the defect that they cover.

    ## What to do

    Repair the product, or the test if it was wrong. A test that really must pause needs a person's
    permission; name the issue in which it is dealt with.

    ## Example

        @pytest.mark.skip(reason="flaky")        # ran before
        def test_total():
            assert total([2]) == 2

    Reported are marks and calls of pytest, unittest, Jest, Vitest, Mocha, Playwright, Go, JUnit, TestNG,
    xUnit, NUnit, MSTest, RSpec, Minitest and Rust by which a test no longer runs (skip, ignore, disabled,
    `todo`, an expected failure), another test in focus, a build tag or a file name that the compiler passes
    over, a name that no runner collects, a second definition of the same name, a class or folder that is not
    collected. One cause is one finding, however many tests it takes along.

    It blocks: 2.7 % of the pull requests of agents add a skip, but only 0.49 % on a test that ran before. A
    reason that names an issue lowers the finding to a warning. So does a condition on continuous
    integration; any other condition that is not about the platform or an installed package is a note.

    ## Known limits

    A skip in a new test, and one under a condition on platform, version or package, is silent. Settings and
    hooks by which tests untouched leave the run are `muted-test-run`.
    """

    name: ClassVar[str] = "skipped-test"
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.BLOCK
    stands: ClassVar[bool] = False
    tells_weakening: ClassVar[bool] = True

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        return language_of_tests(path) is not None

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if not any(language_of_tests(file.path) for file in change.files):
            return
        from checks.languages.testing.comparison import comparison_of  # loaded for changes that hold tests

        judged = comparison_of(change)
        yield from judged.gaps_at_head
        yield from _focused(judged)
        yield from _disabled(judged)
        yield from _conditional(judged)
        yield from _out_of_reach(judged)
        if judged.pairing.removed:
            yield from _uncollected(judged)


def _focused(judged: Comparison) -> Iterator[Violation]:
    from checks.languages.testing.telling import violation

    old = Counter(mark.text for file in judged.base.values() for mark in file.focus)
    for path, file in judged.head.items():
        for mark in file.focus:
            if old[mark.text] > 0:
                old[mark.text] -= 1
                continue
            message = f"`{mark.text}` keeps all other tests from running"
            yield violation(judged, path, mark.lines, message, f"focus {mark.text}")


def _disabled(judged: Comparison) -> Iterator[Violation]:
    from checks.languages.testing.telling import names_issue, plain, violation

    causes: dict[tuple[str, Mark], list[str]] = defaultdict(list)
    for base, head in judged.pairing.pairs:
        if head.disabled is not None and base.disabled is None and not head.disabled.is_empty:
            causes[head.path, head.disabled].append(head.name)
    for (path, mark), names in causes.items():
        message = f"test `{plain(names[0])}` ran before and now {mark.reason}"
        if len(names) > 1:
            message = (
                f"{len(names)} tests, among them `{plain(names[0])}`, ran before; now each {mark.reason}"
            )
        dealt_with = names_issue(judged, path, mark.lines)
        yield violation(
            judged,
            path,
            mark.lines,
            message,
            f"disabled {names[0]} {mark.text}",
            at_most=Level.WARN if dealt_with else None,
        )


def _conditional(judged: Comparison) -> Iterator[Violation]:
    from checks.languages.testing.conditions import on_integration
    from checks.languages.testing.telling import plain, violation

    told: set[tuple[str, Mark]] = set()
    for base, head in judged.pairing.pairs:
        mark = head.conditional
        if mark is None or head.disabled or base.disabled or (head.path, mark) in told:
            continue
        if base.conditional is not None and base.conditional.text == mark.text:
            continue
        told.add((head.path, mark))
        message = f"test `{plain(head.name)}` ran before and now {mark.reason}"
        level = Level.WARN if on_integration(mark.text) else Level.NOTE
        text = f"conditional {head.name} {mark.text}"
        yield violation(judged, head.path, mark.lines, message, text, at_most=level)


def _out_of_reach(judged: Comparison) -> Iterator[Violation]:
    """Tests of Python that move to where pytest does not look."""
    moved = {
        (base.path, head.path): head.name
        for base, head in reversed(judged.pairing.pairs)
        if base.path != head.path and head.path.endswith(".py") and head.disabled is None
    }
    if not moved:
        return
    from checks.languages.testing.telling import plain, violation
    from checks.test_runs.reach import Reach  # loaded for tests that move

    before, after = Reach(judged.change.base_tree), Reach(judged.change.head_tree)
    told: set[str] = set()
    for (old, new), name in sorted(moved.items()):
        why = after.passed_over(new)
        if why and new not in told and not before.passed_over(old):
            told.add(new)
            message = f"test `{plain(name)}` ran before, and the file in which it stands now {why}"
            yield violation(judged, new, (0, 0), message, f"out of reach {why}")


def _uncollected(judged: Comparison) -> Iterator[Violation]:
    from checks.languages.testing.telling import plain, violation

    for test, twin in judged.removals.uncollected:
        message = f"test `{plain(test.name)}` is renamed to `{twin}`, which no test runner collects"
        yield violation(judged, test.path, test.lines, message, f"uncollected {test.name}", side=Side.BASE)
