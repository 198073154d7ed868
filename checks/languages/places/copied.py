"""Files that repeat, line by line, one that a boundary keeps from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from checks.change import Change, ChangedFile, Status
from checks.finding import Level, Violation
from checks.path_parts import suffix_of
from checks.paths import PathPatterns
from checks.source import Source

_ALIKE = 0.9
_LEAST_LETTERS = 40
_LEAST_LINES = 3
_MOST_READ = 200


def copies(change: Change, files: Sequence[ChangedFile], to: Sequence[str]) -> Iterator[Violation]:
    """Added files that hold nine tenths of a file behind the boundary, or are nine tenths of it.

    Args:
        change: the change.
        files: those of its files that the boundary keeps out.
        to: what it keeps them from; only paths are looked at.
    """
    paths = [entry for entry in to if "/" in entry]
    added = [
        file
        for file in files
        if file.status is Status.ADDED and file.head_source is not None and not file.head_source.is_binary
    ]
    if not paths or not added:
        return
    patterns = PathPatterns(tuple(paths))
    endings = {suffix_of(file.path) for file in added}
    behind = [
        path
        for root in sorted({entry.split("*")[0].strip("/").rpartition("/")[0] or entry for entry in paths})
        for path in change.base_tree.walk(root.split("*")[0].rstrip("/"))
        if suffix_of(path) in endings and patterns.matches(path)
    ]
    some = islice(sorted(set(behind)), _MOST_READ)
    held = {path: _lines(Source(content)) for path, content in change.base_tree.read_all(some)}
    for file in added:
        own = _lines(file.head_source) if file.head_source is not None else Counter()
        other = next((path for path, lines in held.items() if path != file.path and _alike(own, lines)), "")
        if other:
            said = f"repeats `{other}`, which it must not import"
            yield Violation(file.path, 1, 1, said, f"copy of {other}", at_most=Level.NOTE)


def _lines(source: Source) -> Counter[str]:
    return Counter(stripped for line in source.lines if (stripped := line.strip()))


def _alike(own: Counter[str], other: Counter[str]) -> bool:
    if other.total() < _LEAST_LINES or sum(map(len, other.elements())) < _LEAST_LETTERS:
        return False
    return (own & other).total() >= _ALIKE * other.total()
