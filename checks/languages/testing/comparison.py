"""The tests of both sides of a change, read and paired."""

from __future__ import annotations

from checks.change import Change, ChangedFile, Incomplete, Reason, unread
from checks.languages.provenance import is_foreign, is_product
from checks.languages.testing import NotParsed, TestFile, language_of_tests, read_tests
from checks.languages.testing.pairing import Pairing, pair


class Comparison:
    """The tests of both sides of a change, paired.

    Attributes:
        gaps: test files that could be read at the base and cannot at the head.
    """

    def __init__(self, change: Change) -> None:
        self.change = change
        self.files = {
            file.path: file for file in change.files if language_of_tests(file.path) and not is_foreign(file)
        }
        self.gaps: list[Incomplete] = []
        self.base: dict[str, TestFile] = {}
        self.head: dict[str, TestFile] = {}
        for path, file in self.files.items():
            self._read(path, file)
        self.pairing = self._paired()
        self.product_changes = any(is_product(file) for file in change.files if file.path not in self.base)
        self.functions = {name for file in self.head.values() for name, _ in file.functions}
        self.asserting = {name for file in self.head.values() for name in file.asserting}

    def _read(self, path: str, file: ChangedFile) -> None:
        for blob in (file.base, file.head):
            if blob is not None and blob.is_unread:
                self.gaps.append(unread(path, blob.size))
                return
        base = TestFile(path)
        if file.base_source is not None:
            try:
                base = read_tests(path, file.base_source)
            except NotParsed:
                return
        head = TestFile(path)
        if file.head_source is not None:
            try:
                head = read_tests(path, file.head_source)
            except NotParsed as refused:
                if base.tests:
                    self.gaps.append(unreadable(path, refused.why))
                return
        if base.tests:
            self.base[path] = base
        if file.head_source is not None:
            self.head[path] = head

    def _paired(self) -> Pairing:
        base = [test for file in self.base.values() for test in file.tests]
        found = pair(base, [test for file in self.head.values() for test in file.tests])
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


def unreadable(path: str, why: str) -> Incomplete:
    """The gap that a file leaves whose tests were due and cannot be read."""
    return Incomplete(
        code=Reason.NOT_ANALYSED,
        path=path,
        limit="",
        measured=f"what the file says of tests cannot be read: {why}",
        help="correct the syntax of the file",
    )
