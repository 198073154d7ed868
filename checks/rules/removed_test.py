"""`removed-test`: a test is gone from the whole change, while what it tests stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change
from checks.check import Check, Sighting
from checks.finding import Level, Side
from checks.languages.testing import language_of_tests


@dataclass(frozen=True, kw_only=True)
class RemovedTest(Check):
    """Reports a test that is taken out of a file while what it tests is still there.

    ## Why

    A red test can be made green by taking it away. The defect stays, and a deletion is the easiest part of
    a change to pass over.

    ## What to do

    Put the test back and repair the product. Where the behaviour was dropped on purpose, drop the code with
    it; where other tests say the same, show them in this change.

    ## Example

        def test_total():                  # gone at the head
            assert total([2]) == 2         # `total` is still in app/cart.py

    Every test of the base is looked up at the head by name and by content over the whole change, so that a
    test that moved, was renamed, or became a row of a table is not missed. A test that is left has a subject
    if it imports or calls something of the repository, or lies where the ecosystem puts the tests of a file.
    Python is read with its own parser; JavaScript, TypeScript, Go, Java, Kotlin, C#, Ruby and Rust
    through their grammars.

    It blocks: a function of a test is gone in 2.3 % of the pull requests of agents, and 16 of 22 of those
    went with their feature. Of 299 merged pull requests drawn at random it blocks one, rightly, and of 394
    others none (read on 2026-11-26). A test that did not run at the base either is a note.

    ## Known limits

    Silent if the test speaks of a name that leaves the product or of lines that were rewritten, if a test
    that is new or has grown calls the same things, or if nothing tells what it tests. Subtests of Go and
    generated tests are read as part of the test that holds them. A whole file is `deleted-test-file`.
    """

    name: ClassVar[str] = "removed-test"
    is_about_the_whole: ClassVar[bool] = True
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
        from checks.languages.testing.telling import plain, shown, violation

        judged = comparison_of(change)
        yield from judged.gaps_at_head
        for removal in judged.removals.tests if judged.pairing.removed else ():
            test = removal.test
            was_off = test.disabled is not None
            ran = ", which did not run before either," if was_off else ""
            message = (
                f"test `{plain(test.name)}`{ran} is removed,"
                f" while {shown(removal.subject)}, which it tests, stays"
            )
            yield violation(
                judged,
                test.path,
                test.lines,
                message,
                f"removed {test.name}",
                side=Side.BASE,
                at_most=Level.NOTE if was_off else None,
            )
