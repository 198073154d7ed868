"""The tests of both sides of a change, read and paired."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from checks.change import Change, ChangedFile, Incomplete, unread
from checks.languages.provenance import is_foreign, is_product
from checks.languages.testing import language_of_tests
from checks.languages.testing.model import NotParsed, Test, TestFile, unreadable
from checks.languages.testing.pairing import NOISE, Pairing, pair
from checks.languages.testing.reading import read_tests
from checks.languages.testing.subjects import without_tests
from checks.source import Source

if TYPE_CHECKING:
    from checks.languages.testing.removal import Removals


def comparison_of(change: Change) -> Comparison:
    """The tests of a change, read and paired once for all checks that speak of the same files."""
    paths = tuple(file.path for file in change.files if language_of_tests(file.path))
    known = change.remembered.get((Comparison, paths))
    if isinstance(known, Comparison):
        return known
    made = change.remembered[Comparison, paths] = Comparison(change)
    return made


class Comparison:
    """The tests of both sides of a change, paired.

    Tests that a file has on both sides alike are left out where nothing can follow from them.

    Attributes:
        gaps: test files whose tests were due and cannot be read.
    """

    def __init__(self, change: Change) -> None:
        self.change = change
        self.files = {
            file.path: file for file in change.files if language_of_tests(file.path) and not is_foreign(file)
        }
        self.gaps: list[Incomplete] = []
        self.base: dict[str, TestFile] = {}
        self.head: dict[str, TestFile] = {}
        self._left_out: dict[str, frozenset[str]] = {}
        for path, file in self.files.items():
            self._read(path, file)
        self.pairing = self._paired()

    @cached_property
    def product_changes(self) -> bool:
        """Whether the change touches code of the product."""
        return any(
            is_product(file) and (file.path not in self.base or _differs_outside_tests(file))
            for file in self.change.everywhere
        )

    @cached_property
    def product_stays(self) -> bool:
        """Whether nothing that stood before is touched but test files and documents.

        A file that is new is not what a test was written for, so adding some makes no difference.
        """
        return all(
            file.path in self.files or file.base is None or file.path.endswith(_DOCUMENTS)
            for file in self.change.everywhere
        ) and not any(
            _differs_outside_tests(file) for file in self.change.everywhere if file.path in self.files
        )

    @cached_property
    def adds_files(self) -> bool:
        """Whether files come in besides tests and documents: some products find theirs by looking."""
        return any(
            file.base is None and file.path not in self.files and not file.path.endswith(_DOCUMENTS)
            for file in self.change.everywhere
        )

    @cached_property
    def removals(self) -> Removals:
        """The tests that are gone while what they test stays."""
        from checks.languages.testing.removal import removals  # loaded for changes that take tests away

        return removals(self)

    @property
    def gaps_at_head(self) -> list[Incomplete]:
        """Those of the gaps whose file is still there."""
        return [gap for gap in self.gaps if self.files[gap.path].head is not None]

    @cached_property
    def functions(self) -> frozenset[str]:
        """Names of the functions of the head that are no tests."""
        return frozenset(name for file in self.head.values() for name, _ in file.functions)

    @cached_property
    def asserting(self) -> frozenset[str]:
        """Names of those that assert."""
        return frozenset(name for file in self.head.values() for name in file.asserting)

    def new_calls(self, base: Test, head: Test) -> frozenset[str]:
        """Names that a test newly calls, without those that say nothing."""
        return head.calls - base.calls - NOISE

    def _read(self, path: str, file: ChangedFile) -> None:
        for blob in (file.base, file.head):
            if blob is not None and blob.is_unread:
                self.gaps.append(unread(path, blob.size))
                return
        before, after = file.base_source, file.head_source
        if before is None or after is None or not self._read_what_differs(path, before, after):
            self._read_whole(path, before, after)

    def _read_what_differs(self, path: str, before: Source, after: Source) -> bool:
        if language_of_tests(path) != "python":
            return False
        from checks.languages.testing.python_shared import differing

        found = differing(path, before, after)
        if found is None:
            return False
        self.base[path], self.head[path] = found.base, found.head
        self._left_out[path] = found.functions
        return True

    def _read_whole(self, path: str, before: Source | None, after: Source | None) -> None:
        try:
            base = read_tests(path, before) if before is not None else TestFile(path)
        except NotParsed:
            return
        try:
            head = read_tests(path, after) if after is not None else TestFile(path)
        except NotParsed as refused:
            if base.tests:
                self.gaps.append(unreadable(path, refused.why))
            return
        if base.tests:
            self.base[path] = base
        if after is not None:
            self.head[path] = head

    def _paired(self) -> Pairing:
        found = self._pair()
        needed = self._needed_whole(found)
        for path in needed:
            del self.base[path], self.head[path]
            self._read_whole(path, self.files[path].base_source, self.files[path].head_source)
        if needed:
            found = self._pair()
        torn = {
            test.path
            for test in found.removed
            if (head := self.head.get(test.path)) is not None
            and head.broken
            and not self.base[test.path].broken
        }
        self.gaps += [unreadable(path, "there is a syntax error in it") for path in sorted(torn)]
        return Pairing(
            found.pairs, tuple(test for test in found.removed if test.path not in torn), found.added
        )

    def _pair(self) -> Pairing:
        base = [test for path in self.files if path in self.base for test in self.base[path].tests]
        return pair(
            base, [test for path in self.files if path in self.head for test in self.head[path].tests]
        )

    def _needed_whole(self, found: Pairing) -> list[str]:
        """Files to be read whole: one that lost a test, or whose functions may assert for another."""
        gone = {test.path for test in found.removed}
        called: set[str] = set()
        for base, head in found.pairs:
            if len(head.assertions) < len(base.assertions):
                called |= head.calls
        return [
            path for path, names in self._left_out.items() if path in gone or not called.isdisjoint(names)
        ]


_DOCUMENTS = (".md", ".rst", ".txt", ".mdx")


def _differs_outside_tests(file: ChangedFile) -> bool:
    """Whether a file that holds its own tests, as those of Rust do, changes before them."""
    if not file.path.endswith(".rs") or file.base_source is None or file.head_source is None:
        return False
    before, after = (
        without_tests(file.path, file.base_source.text),
        without_tests(file.path, file.head_source.text),
    )
    return before != after
