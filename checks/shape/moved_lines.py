"""Lines that a change takes from one place and puts in another: moved, not written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from checks.change import ChangedFile
from checks.source import Source

_LEAST_CHARACTERS = 20
"""Letters and digits that a run needs to count as moved; git's `--color-moved` asks for as many."""

_MOST_PLACES = 20
"""Places of one line that are tried; a line that stands in more of them tells nothing."""

_MOST_LINES = 200_000
"""Changed lines among which moves are looked for; in a larger change every line counts."""

Run = Sequence[str]


def written_lines(files: Sequence[ChangedFile]) -> dict[str, tuple[int, int]]:
    """How many lines each file gains and loses, without the runs of lines that one loses and one gains.

    White space at both ends of a line says nothing, so code that moves into another block is moved, too.

    Args:
        files: changed files; a side that is no readable text has no lines.

    Returns:
        Path → lines added and lines removed.
    """
    lost = [(file.path, run) for file in files for run in _runs(file, head=False)]
    gained = [(file.path, run) for file in files for run in _runs(file, head=True)]
    counts = {file.path: [0, 0] for file in files}
    lost_lines = [line for _, run in lost for line in (*run, None)]
    taken = [False] * len(lost_lines)
    is_searched = len(lost_lines) + sum(len(run) for _, run in gained) <= _MOST_LINES
    places = _places(lost_lines) if is_searched else {}
    for path, run in gained:
        counts[path][0] += len(run) - _moved(run, lost_lines, places, taken)
    at = 0
    for path, run in lost:
        counts[path][1] += taken[at : at + len(run)].count(False)
        at += len(run) + 1
    return {path: (added, removed) for path, (added, removed) in counts.items()}


def _places(lines: Sequence[str | None]) -> dict[str, list[int]]:
    """Where each line stands at which a run may begin: one that holds a letter or a digit."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if line and len(places[line]) < _MOST_PLACES and _weight(line):
            places[line].append(at)
    return places


def _moved(run: Run, lost: Sequence[str | None], places: dict[str, list[int]], taken: list[bool]) -> int:
    """How many lines of a run stood together elsewhere; marks those as taken."""
    moved = at = 0
    while at < len(run):
        start, length = _longest(run, at, lost, places, taken)
        if sum(map(_weight, run[at : at + length])) < _LEAST_CHARACTERS:
            at += 1
            continue
        taken[start : start + length] = [True] * length
        moved += length
        at += length
    return moved


def _longest(
    run: Run, at: int, lost: Sequence[str | None], places: dict[str, list[int]], taken: list[bool]
) -> tuple[int, int]:
    """Where the longest run of lost lines begins that agrees with the lines at `at`, and its length."""
    best = (0, 0)
    for start in places.get(run[at], ()):
        length = 0
        while (
            at + length < len(run) and lost[start + length] == run[at + length] and not taken[start + length]
        ):
            length += 1
        best = max(best, (start, length), key=lambda found: found[1])
    return best


def _weight(line: str) -> int:
    return sum(map(str.isalnum, line))


def _runs(file: ChangedFile, *, head: bool) -> Iterable[Run]:
    source = file.head_source if head else file.base_source
    if source is None or source.is_binary:
        return
    lines = _git_lines(source)
    for hunk in file.hunks:
        start, count = (hunk.head_start, hunk.head_count) if head else (hunk.base_start, hunk.base_count)
        if count:
            yield [line.strip() for line in lines[start - 1 : start - 1 + count]]


def _git_lines(source: Source) -> Sequence[str]:
    """The lines as git counts them: a lone carriage return ends none."""
    return source.lines if "\r" not in source.raw_text else source.raw_text.split("\n")
