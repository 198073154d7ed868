"""Which files a rule expects to stay where they are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from checks.change import Change, ChangedFile, Mode, Status
from checks.path_parts import folder_of, name_of
from checks.paths import PathPatterns

_OPEN = frozenset("*?[")


def is_expected(file: ChangedFile, patterns: Sequence[str], change: Change) -> bool:
    """Whether taking a file away takes away a value that somebody counts on.

    That is so where a pattern spells out its name and its folder stays. One of many whose name is left
    open may go, so may one whose folder goes, and one in whose place the change puts another.
    """
    naming = [one for one in patterns if _names(one) and _matcher((one,)).matches_any_form(file.path)]
    if not naming:
        return False
    folder = folder_of(file.path)
    is_spelled_out = any(not _OPEN & set(one) for one in naming)
    if not is_spelled_out and folder and change.head_tree.mode(folder) is not Mode.DIRECTORY:
        return False
    return not any(
        other.status is Status.ADDED
        and folder_of(other.path) == folder
        and _matcher(tuple(patterns)).matches_any_form(other.path)
        for other in change.files
    )


def _names(pattern: str) -> bool:
    return not pattern.startswith("!") and bool(name_of(pattern)) and not _OPEN & set(name_of(pattern))


@lru_cache(1_024)
def _matcher(patterns: tuple[str, ...]) -> PathPatterns:
    return PathPatterns(patterns)
