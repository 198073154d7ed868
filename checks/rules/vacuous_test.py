"""`vacuous-test`: a test that runs and cannot fail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.change import Change
from checks.check import Check, Sighting
from checks.finding import Level, Violation
from checks.languages.testing import language_of_tests

if TYPE_CHECKING:
    from checks.languages.testing.comparison import Comparison
    from checks.languages.testing.model import Test


@dataclass(frozen=True, kw_only=True)
class VacuousTest(Check):
    """Reports assertions that cannot fail, where a change introduces them.

    ## Why

    A test that cannot fail looks like one that passes. The assertion is still in the file, the number of
    tests is unchanged, and nothing is checked any more.

    ## What to do

    Assert what the product must do, and repair the product until it does. A failure that is expected is
    caught by its type and around the one call that raises it.

    ## Example

        def test_total():
            assert (total([2]) == 2, "two")      # a tuple is always true

    Reported is an assertion that is constant, a tuple, a comparison without `assert`, a matcher that is not
    called, unreachable, swallowed by a handler, guarded by its own condition, of boundless tolerance, or
    compared with itself; a table without rows; and a stand-in for the very thing that is asserted about.

    It blocks where an assertion that could fail gives way to one that cannot. Net losses of assertions are
    in 3.6 % of the pull requests of agents and 13 of 16 are honest, but those move or rewrite what they
    assert; a form that cannot fail by construction is none of these, and its own rate is not measured. A
    hollow assertion beside those that stood, a new test in which nothing can fail, and a stand-in for the
    subject warn, since a placeholder or a test of the glue around a mock can be honest.

    ## Known limits

    What a helper does that is defined in another file is not known, and its name is believed. A handler is
    taken to swallow a failure if it neither raises, asserts nor fails the test. Mocks are followed within one
    test and the names it imports. An assertion that is made weaker but can still fail is
    `weakened-assertion`.
    """

    name: ClassVar[str] = "vacuous-test"
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
        for base, head in judged.pairing.pairs:
            yield from _emptied(judged, base, head)
            yield from _hollowed(judged, base, head)
        yield from _replaced(judged)
        for test in judged.pairing.added:
            yield from _born_hollow(judged, test)


def _emptied(judged: Comparison, base: Test, head: Test) -> Iterator[Violation]:
    from checks.languages.testing.telling import plain, violation

    mark = head.disabled
    if mark is not None and mark.is_empty and base.disabled is None:
        message = f"test `{plain(head.name)}` ran before and now {mark.reason}"
        yield violation(judged, head.path, mark.lines, message, f"empty {head.name} {mark.text}")


def _hollowed(judged: Comparison, base: Test, head: Test) -> Iterator[Violation]:
    from checks.languages.testing.telling import plain, violation

    if head.disabled is not None or not head.hollow:
        return
    old = Counter(mark.text for mark in base.hollow)
    fresh = [mark for mark in head.hollow if not _taken(old, mark.text)]
    lost = Counter(found.text for found in base.assertions) - Counter(found.text for found in head.assertions)
    for mark in fresh if lost else [mark for mark in fresh if not mark.may_be_meant]:
        message = f"an assertion of test `{plain(head.name)}` {mark.reason}"
        yield violation(
            judged,
            head.path,
            mark.lines,
            message,
            f"hollow {head.name} {mark.text}",
            at_most=None if lost else Level.WARN,
        )


def _replaced(judged: Comparison) -> Iterator[Violation]:
    from checks.languages.testing.telling import violation

    old = Counter(mark.text for file in judged.base.values() for mark in file.replaced)
    for path, file in judged.head.items():
        for mark in file.replaced:
            if not _taken(old, mark.text):
                level = Level.WARN if mark.may_be_meant else None
                yield violation(judged, path, mark.lines, mark.reason, f"replaced {mark.text}", at_most=level)


def _born_hollow(judged: Comparison, test: Test) -> Iterator[Violation]:
    from checks.languages.testing.telling import plain, violation

    hollow = [mark for mark in test.hollow if not mark.may_be_meant]
    if hollow and not test.assertions and len(hollow) == len(test.hollow) and test.disabled is None:
        mark = hollow[0]
        message = f"nothing in the new test `{plain(test.name)}` can fail: its assertion {mark.reason}"
        text = f"born hollow {test.name} {mark.text}"
        yield violation(judged, test.path, mark.lines, message, text, at_most=Level.WARN)


def _taken(counts: Counter[str], text: str) -> bool:
    if counts[text] <= 0:
        return False
    counts[text] -= 1
    return True
