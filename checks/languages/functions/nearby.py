"""Files of a tree around some others, the nearest first: what is looked at when not everything can be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from checks.change import Tree
from checks.path_parts import folder_of

MOST_LISTED = 20_000
"""Paths that are looked at in one folder with all that lies below it."""


def nearby(tree: Tree, paths: Iterable[str], wanted: Callable[[str], bool], most: int) -> list[str]:
    """Files that are wanted: first those in the folders of `paths` and below, then one folder further up.

    Args:
        tree: where they lie.
        paths: the files they are to be near.
        wanted: which files count.
        most: how many are listed.
    """
    found: dict[str, None] = {}
    for folder in _outwards({folder_of(path) for path in paths}):
        for path in islice(tree.walk(folder), MOST_LISTED):
            if path not in found and wanted(path):
                found[path] = None
                if len(found) >= most:
                    return list(found)
    return list(found)


def _outwards(folders: set[str]) -> Iterator[str]:
    """The folders, then those above them, up to the root; each once."""
    seen: set[str] = set()
    while folders:
        yield from sorted(folders)
        seen |= folders
        folders = {folder_of(folder) for folder in folders if folder} - seen
