"""`oversized-change`: more is changed at once than a person can read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change
from checks.check import Check, Sighting
from checks.finding import Level, Side, Violation
from checks.shape.size import lines_of, to_read


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
    is_about_the_whole: ClassVar[bool] = True
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
        if len(change.files) <= self.files and lines_of(change) <= self.lines:
            return
        counts = to_read(change)
        lines = sum(counts.values())
        if lines <= self.lines and len(counts) <= self.files:
            return
        first, *others = sorted(counts, key=lambda path: (-counts[path], path))
        limits = [f"{self.lines:,} lines"] * (lines > self.lines) + [f"{self.files:,} files"] * (
            len(counts) > self.files
        )
        yield Violation(
            path=first,
            line=0,
            end_line=0,
            message=f"changes {_counted(lines, 'line')} in {_counted(len(counts), 'file')}, more than "
            f"{' and '.join(limits)}; lock, generated, vendored and moved lines are not counted",
            text="oversized change",
            side=Side.HEAD if change.by_path[first].head is not None else Side.BASE,
            others=tuple(sorted(others)),
        )


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
