"""Which files GitHub may show as renamed. Decisis pairs none, GitHub pairs what is half alike.

In a renamed file only the lines that differ from the old one lie in the diff, and the old path is in no
diff at all. A comment there would be refused, and the whole review with it, so whatever might be taken
for a rename is treated as one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from checks.change import Blob, ChangedFile, Status

ALIKE = 0.3
"""Share of common lines, by bytes, from which two files may be paired; git's own threshold is 0.5."""

MOST_COMPARED = 30
"""Files on the other side up to which each is compared; with more, all are taken to be alike."""


class Renames:
    """The renames that a change may contain.

    Args:
        files: all changed files.
    """

    def __init__(self, files: Iterable[ChangedFile]) -> None:
        self._files = tuple(files)

    @cached_property
    def _deleted(self) -> tuple[Counter[bytes], ...]:
        return tuple(_lines(file.base) for file in self._files if file.status is Status.DELETED)

    @cached_property
    def _added(self) -> tuple[Counter[bytes], ...]:
        return tuple(_lines(file.head) for file in self._files if file.status is Status.ADDED)

    @cached_property
    def _deleted_lines(self) -> frozenset[bytes]:
        return frozenset().union(*self._deleted)

    def may_be_source(self, file: ChangedFile) -> bool:
        """Whether a deleted file may be shown under another path."""
        if file.status is not Status.DELETED:
            return False
        lines = _lines(file.base)
        return len(self._added) > MOST_COMPARED or any(_alike(lines, new) for new in self._added)

    def carried_lines(self, file: ChangedFile) -> frozenset[bytes]:
        """Lines of an added file that may count as unchanged, because the old path had them."""
        if file.status is not Status.ADDED:
            return frozenset()
        if len(self._deleted) > MOST_COMPARED:
            return self._deleted_lines
        lines = _lines(file.head)
        return frozenset(line for old in self._deleted if _alike(lines, old) for line in old)


def _alike(one: Counter[bytes], other: Counter[bytes]) -> bool:
    larger = max(_size(one), _size(other))
    return larger > 0 and _size(one & other) >= ALIKE * larger


def _size(lines: Counter[bytes]) -> int:
    return sum((len(line) + 1) * count for line, count in lines.items())


def _lines(blob: Blob | None) -> Counter[bytes]:
    return Counter((blob.content or b"").split(b"\n")) if blob is not None else Counter()
