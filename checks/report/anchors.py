"""Where a comment can be put: GitHub takes one only inside a hunk as its diff shows it.

A hunk has three lines of context; two that touch or overlap with it are one. Context and added lines are
on the right side, removed lines on the left. A file over 500 KB or 20,000 changed lines has no diff
there, a file with a NUL neither.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from checks.change import Blob, ChangedFile
from checks.finding import Finding, Side
from checks.report import safe
from checks.report.renames import Renames

CONTEXT = 3
MOST_BYTES = 500_000
MOST_LINES = 20_000


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a finding is shown in the diff.

    Attributes:
        path: the file.
        line: the last line.
        start_line: the first line if there are several, else `None`.
        side: `RIGHT` for the head, `LEFT` for the base.
        exact: whether it is the finding's own place, not the nearest changed line.
    """

    path: str
    line: int
    start_line: int | None
    side: str
    exact: bool


class Anchors:
    """The lines of a change that can carry a comment.

    Args:
        files: the changed files by path, as they were judged.
    """

    def __init__(self, files: Mapping[str, ChangedFile]) -> None:
        self._files = files
        self._renames = Renames(files.values())
        self._ranges: dict[str, list[tuple[int, int]]] = {}
        self._carried: dict[str, tuple[frozenset[bytes], list[bytes]]] = {}

    def find(self, finding: Finding) -> Anchor | None:
        """The anchor of a finding, `None` if no line of the diff can carry it."""
        file = self._files.get(finding.path)
        if file is None or not _has_diff(file) or not safe.is_utf_8(file.path):
            return None
        return self._left(finding, file) if finding.side is Side.BASE else self._right(finding, file)

    def _right(self, finding: Finding, file: ChangedFile) -> Anchor | None:
        if finding.line and self._is_shown(finding.line, finding.line, file):
            several = finding.line < finding.end_line and self._is_shown(finding.line, finding.end_line, file)
            last = finding.end_line if several else finding.line
            return Anchor(file.path, last, finding.line if several else None, "RIGHT", exact=True)
        if finding.line and finding.on_changed_line:
            return None
        nearest = file.nearest_changed_line(finding.line)
        if not self._is_shown(nearest, nearest, file):
            return None
        return Anchor(file.path, nearest, None, "RIGHT", exact=False)

    def _left(self, finding: Finding, file: ChangedFile) -> Anchor | None:
        if self._renames.may_be_source(file):
            return None
        first = finding.line or min(file.removed_lines, default=0)
        if first not in file.removed_lines:
            return None
        several = first < finding.end_line and any(
            hunk.base_start <= first and finding.end_line < hunk.base_start + hunk.base_count
            for hunk in file.hunks
        )
        last = finding.end_line if several else first
        return Anchor(file.path, last, first if several else None, "LEFT", exact=bool(finding.line))

    def _is_shown(self, first: int, last: int, file: ChangedFile) -> bool:
        if file.path not in self._ranges:
            self._ranges[file.path] = shown_ranges(file)
        ranges = self._ranges[file.path]
        index = bisect_right(ranges, (first, sys.maxsize)) - 1
        if index < 0 or last > ranges[index][1]:
            return False
        old, lines = self._carried_over(file)
        return not old.intersection(lines[first - 1 : last])

    def _carried_over(self, file: ChangedFile) -> tuple[frozenset[bytes], list[bytes]]:
        """Lines that a rename may leave out of the diff, and the lines of the head."""
        if file.path not in self._carried:
            carried = self._renames.carried_lines(file)
            content = file.head.content if carried and file.head is not None else None
            self._carried[file.path] = (carried, (content or b"").split(b"\n"))
        return self._carried[file.path]


def nearest_head_line(finding: Finding, files: Mapping[str, ChangedFile]) -> int:
    """The head line at which an annotation can show a finding, 1 where there is none."""
    if finding.side is Side.HEAD:
        return max(finding.line, 1)
    file = files.get(finding.path)
    if file is None or file.head is None:
        return 1
    mapped = file.head_line(finding.line)
    if mapped is not None:
        return max(mapped, 1)
    inside = (
        hunk.head_start
        for hunk in file.hunks
        if hunk.base_start <= finding.line < hunk.base_start + hunk.base_count
    )
    return max(next(inside, 1), 1)


def shown_ranges(file: ChangedFile) -> list[tuple[int, int]]:
    """First and last head line of every hunk with its context, both inclusive."""
    last_line = _line_count(file.head)
    ranges: list[tuple[int, int]] = []
    for hunk in file.hunks:
        first = hunk.head_start if hunk.head_count else hunk.head_start + 1
        start = max(first - CONTEXT, 1)
        end = min(first + hunk.head_count - 1 + CONTEXT, last_line)
        if end < start:
            continue
        if ranges and start <= ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], end)
        else:
            ranges.append((start, end))
    return ranges


def _line_count(blob: Blob | None) -> int:
    if blob is None or blob.content is None:
        return 0
    return blob.content.count(b"\n") + (not blob.content.endswith(b"\n") and bool(blob.content))


def _has_diff(file: ChangedFile) -> bool:
    lines = sum(hunk.base_count + hunk.head_count for hunk in file.hunks)
    sides = [side for side in (file.base, file.head) if side is not None]
    return 0 < lines <= MOST_LINES and all(
        side.mode.is_regular
        and side.content is not None
        and side.size <= MOST_BYTES
        and b"\0" not in side.content
        for side in sides
    )
