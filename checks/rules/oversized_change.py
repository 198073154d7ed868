"""`oversized-change`: more is changed at once than a person can read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change, ChangedFile
from checks.check import Check, Sighting
from checks.finding import Level, Side, Violation
from checks.languages.provenance import is_foreign
from checks.moves import moved_unchanged
from checks.shape.moved_lines import written_lines

_MADE = (
    r"(?:^|/)(?:__?snapshots?__?|snapshots)/|\.(?:snap|ambr|lockb|lockfile)$|\.(?:approved|verified|golden)\.\w+$"
    r"|(?:^|/)(?:packages\.lock\.json|composer\.lock|deno\.lock|go\.work\.sum|Package\.resolved|yarn\.lock)$"
)
"""Lock files and snapshots that `is_foreign` does not know by name."""


@dataclass(frozen=True, kw_only=True)
class OversizedChange(Check):
    """Reports a change of more lines or files than are read with care.

    Attributes:
        lines: most lines that may be added and removed together.
        files: most files that may be changed.

    ## Why

    Reviewers find less in a change the longer it is, and what nobody reads is approved all the same. An
    agent writes a thousand lines as easily as ten.

    ## What to do

    Divide it into changes that can each be judged alone: the move before the edit, the helper before its use.
    What belongs together and cannot be divided, a person permits.

    ## Example

        - limit-size: {lines: 400, files: 20}

    Counted are lines that a person has to read. Left out are lock files, what is generated or vendored (by
    its path or its own header), snapshots, binary files, and lines that only moved: a run of them that is
    taken from one place and put in another, in the same or another file, however far it is indented. A
    file all of whose lines moved is no changed file.

    The limits of 1,000 lines and 60 files stand for every repository as a note: of 866 changes of agents
    drawn at random 8 % are longer and 1 % are wider (half of them have less than 90 lines, one in twenty
    more than 1,550). A decision that binds `limit-size` sets its own.

    ## Known limits

    A line that is rewritten counts twice, as removed and as added. A file too large to be read counts as a
    file without lines. Data that is written by hand counts as code does. In a change of more than 200,000
    lines no moves are looked for.
    """

    name: ClassVar[str] = "oversized-change"
    rule_kind: ClassVar[str] = "limit-size"
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.NOTE
    stands: ClassVar[bool] = False

    lines: int = 1_000
    files: int = 60

    def __post_init__(self) -> None:
        if self.lines < 1 or self.files < 1:
            raise ValueError("a limit must be at least 1")

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if len(change.files) <= self.files and _most_lines(change) <= self.lines:
            return
        moved = moved_unchanged(change.everywhere)
        gone = {old.path for old in moved.values()}
        read = [
            file
            for file in change.files
            if file.path not in moved and file.path not in gone and not _is_made(file)
        ]
        counts = {path: sum(both) for path, both in written_lines(read).items()}
        left = [file for file in read if counts[file.path] or not any((file.base_source, file.head_source))]
        lines = sum(counts.values())
        if lines <= self.lines and len(left) <= self.files:
            return
        left.sort(key=lambda file: (-counts[file.path], file.path))
        limits = [f"{self.lines:,} lines"] * (lines > self.lines) + [f"{self.files:,} files"] * (
            len(left) > self.files
        )
        yield Violation(
            path=left[0].path,
            line=0,
            end_line=0,
            message=f"changes {_counted(lines, 'line')} in {_counted(len(left), 'file')}, more than "
            f"{' and '.join(limits)}; lock, generated, vendored and moved lines are not counted",
            text="oversized change",
            side=Side.HEAD if left[0].head is not None else Side.BASE,
            others=tuple(sorted(file.path for file in left[1:])),
        )


def _most_lines(change: Change) -> int:
    """The changed lines as git counts them."""
    return sum(hunk.base_count + hunk.head_count for file in change.files for hunk in file.hunks)


def _is_made(file: ChangedFile) -> bool:
    if re.search(_MADE, file.path) or is_foreign(file):
        return True
    sides = [source for source in (file.base_source, file.head_source) if source is not None]
    return any(source.is_binary for source in sides)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
