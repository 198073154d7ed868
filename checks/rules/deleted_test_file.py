"""`deleted-test-file`: a whole file of tests is gone, while what it tests stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Blob, Change
from checks.check import Check, Sighting
from checks.finding import Level, Side
from checks.languages.testing import language_of_tests


@dataclass(frozen=True, kw_only=True)
class DeletedTestFile(Check):
    """Reports a test file that is deleted, or replaced by a link, while what it tests is still there.

    ## Why

    With the file goes everything that told whether its subject works, and the run stays green. A deletion
    is no added line, so that nothing which looks at added lines sees it.

    ## What to do

    Restore the file and repair the product or the tests. If they were moved or merged, let this change hold
    them where they are now.

    ## Example

        src/api/errors.test.ts     deleted
        src/api/errors.ts          stays

    The tests of the file are looked up over the whole change as for `removed-test`; the file is reported
    once, with the number of tests that are nowhere else, and never together with those tests.

    It blocks: 1.3 % of the pull requests of agents delete a test file; of 323 such files 42 had a subject
    that lived. Of 297 random merged changes this check blocks one, a whole rewrite. A file whose tests did
    not run at the base is a note.

    ## Known limits

    Silent if nothing tells what the tests test: no import of the repository's own code, and no file that
    lies where the ecosystem puts the subject of this one. Tests that another test of the change took over
    are not counted.
    """

    name: ClassVar[str] = "deleted-test-file"
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
        if not any(language_of_tests(file.path) and _is_gone(file.head) for file in change.files):
            return
        from checks.languages.testing.comparison import comparison_of  # loaded for changes that hold tests
        from checks.languages.testing.telling import counted, shown, violation

        judged = comparison_of(change)
        yield from (gap for gap in judged.gaps if judged.files[gap.path].head is None)
        for path, base in judged.base.items():
            head = judged.files[path].head
            if head is not None and not head.mode.is_regular:
                message = f"the test file with {counted(len(base.tests))} is replaced by a link"
                yield violation(judged, path, (0, 0), message, "linked away")
        if not judged.pairing.removed:
            return
        for path, gone in judged.removals.files.items():
            were_off = all(removal.test.disabled is not None for removal in gone)
            ran = ", which did not run before either," if were_off else ""
            message = (
                f"the test file is deleted with {counted(len(judged.base[path].tests))}{ran or ','}"
                f" while {shown(gone[0].subject)}, which it tests, stays"
            )
            yield violation(
                judged,
                path,
                (0, 0),
                message,
                "deleted",
                side=Side.BASE,
                at_most=Level.NOTE if were_off else None,
            )


def _is_gone(head: Blob | None) -> bool:
    return head is None or not head.mode.is_regular
