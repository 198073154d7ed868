"""Which places of the head are new: every place is compared between base and head, one to one.

Old debt that was moved, re-indented or touched in passing is not reported. A place is old if the same
text stood

1. on the base line that the diff maps to its line,
2. anywhere in the same file of the base, each base place standing for one head place,
3. in another changed file of the base that lost it: the code moved.

The order and the one-to-one count are those measured against `semgrep scan --baseline-commit`, which
gets the second copy of an old place wrong.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from checks.change import ChangedFile
from checks.finding import Violation, normalised


def introduced(
    files: Mapping[str, ChangedFile], base: Iterable[Violation], head: Iterable[Violation]
) -> list[Violation]:
    """The places of the head that the change brings in, in order of path and line.

    Args:
        files: the changed files by path.
        base: what the check sees in the changed files of the base; lines are base lines.
        head: what the same check sees in the changed files of the head; lines are head lines.

    Returns:
        The leftover of `head`, each told whether the place itself was changed.
    """
    base_by_path, head_by_path = _by_path(base), _by_path(head)
    fresh: list[Violation] = []
    gone: Counter[str] = Counter()
    for path in sorted(base_by_path.keys() | head_by_path.keys()):
        new, lost = _pair(files[path], base_by_path.get(path, []), head_by_path.get(path, []))
        fresh += new
        gone.update(normalised(place.text) for place in lost)
    result = []
    for place in fresh:
        key = normalised(place.text)
        if gone[key]:
            gone[key] -= 1
            continue
        result.append(_marked(place, files[place.path]))
    return result


def _by_path(places: Iterable[Violation]) -> dict[str, list[Violation]]:
    grouped: dict[str, list[Violation]] = defaultdict(list)
    for place in places:
        grouped[place.path].append(place)
    return {
        path: sorted(group, key=lambda place: (place.line, place.end_line, place.text))
        for path, group in grouped.items()
    }


def _pair(
    file: ChangedFile, base: Sequence[Violation], head: Sequence[Violation]
) -> tuple[list[Violation], list[Violation]]:
    """Pair the places of one file; returns what is left of the head and of the base."""
    mapped: Counter[tuple[int | None, str]] = Counter(
        (file.head_line(place.line), normalised(place.text)) for place in base
    )
    unmoved: Counter[str] = Counter()
    rest = []
    for place in head:
        key = (place.line, normalised(place.text))
        if mapped[key]:
            mapped[key] -= 1
            unmoved[key[1]] += 1
        else:
            rest.append(place)
    free = Counter(normalised(place.text) for place in base)
    free.subtract(unmoved)
    new = []
    for place in rest:
        key_text = normalised(place.text)
        if free[key_text] > 0:
            free[key_text] -= 1
        else:
            new.append(place)
    lost = []
    for place in base:
        key_text = normalised(place.text)
        if free[key_text] > 0:
            free[key_text] -= 1
            lost.append(place)
    return new, lost


def _marked(place: Violation, file: ChangedFile) -> Violation:
    lines = range(place.line, max(place.end_line, place.line) + 1)
    touched = place.line == 0 or any(line in file.added_lines for line in lines)
    return place if touched else replace(place, on_changed_line=False)
