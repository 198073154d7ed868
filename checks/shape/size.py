"""How much of a change a person has to read."""

from __future__ import annotations

import re

from checks.change import Change, ChangedFile
from checks.languages.provenance import is_foreign
from checks.moves import moved_unchanged
from checks.shape.moved_lines import written_lines

_MADE = (
    r"(?:^|/)(?:__?snapshots?__?|snapshots)/|\.(?:snap|ambr|lockb|lockfile)$|\.(?:approved|verified|golden)\.\w+$"
    r"|(?:^|/)(?:packages\.lock\.json|composer\.lock|deno\.lock|go\.work\.sum|Package\.resolved|yarn\.lock)$"
)
"""Lock files and snapshots that `is_foreign` does not know by name."""


def lines_of(change: Change) -> int:
    """The changed lines as git counts them: never less than what `to_read` comes to."""
    return sum(hunk.base_count + hunk.head_count for file in change.files for hunk in file.hunks)


def to_read(change: Change) -> dict[str, int]:
    """The changed files that a person has to read, with their added and removed lines together.

    Left out are lock files, what is generated or vendored, snapshots, binary files, and what only moved:
    whole files, and runs of lines. A file without readable text has no lines.

    Args:
        change: the change, perhaps narrowed; a file may have moved from anywhere.
    """
    moved = moved_unchanged(change.everywhere)
    gone = {old.path for old in moved.values()}
    read = [
        file
        for file in change.files
        if file.path not in moved and file.path not in gone and not _is_made(file)
    ]
    counts = {path: sum(both) for path, both in written_lines(read).items()}
    return {
        file.path: counts[file.path]
        for file in read
        if counts[file.path] or not any((file.base_source, file.head_source))
    }


def _is_made(file: ChangedFile) -> bool:
    if re.search(_MADE, file.path) or is_foreign(file):
        return True
    sides = [source for source in (file.base_source, file.head_source) if source is not None]
    return any(source.is_binary for source in sides)
