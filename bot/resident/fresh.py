"""Whether the code on disk is still the one that is loaded."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

OUTDATED = 75
"""Exit code of a process whose code on disk was replaced: `EX_TEMPFAIL`."""

_FILES_AFTER = 2.0
"""Seconds after which files are looked at and not just folders, whose time tells of files put there."""

_MADE_BY_PYTHON = "__pycache__"


class Freshness:
    """What code looked like when this was made, which is before it is loaded.

    Args:
        roots: folders of the code.
        beside: folders in which other code is put and taken away, such as `site-packages`.
    """

    def __init__(self, roots: Iterable[Path], beside: Iterable[str]) -> None:
        self._roots, self._beside = sorted(roots), sorted(beside)
        self._folders = [*self._beside, *(place for root in self._roots for place, _ in _walked(root))]
        self._times = _times(self._folders)
        self._seen = self._contents()
        self._looked = time.monotonic()

    def lasts(self) -> bool:
        """Whether nothing was changed, put there or taken away but by Python itself."""
        now = _times(self._folders)
        if now == self._times and time.monotonic() - self._looked < _FILES_AFTER:
            return True
        self._times, self._looked = now, time.monotonic()
        return self._contents() == self._seen

    def _contents(self) -> tuple[list[str], list[int]]:
        names = [f"{place}/{name}" for place in self._beside for name in _names(place)]
        files = [
            f"{place}/{name}" for root in self._roots for place, found in _walked(root) for name in found
        ]
        return [*names, *files], _times(files)


def _walked(root: Path) -> list[tuple[str, list[str]]]:
    found = []
    for place, folders, names in os.walk(root):
        folders[:] = sorted(each for each in folders if each != _MADE_BY_PYTHON)
        found.append((place, sorted(names)))
    return found


def _names(place: str) -> list[str]:
    try:
        return sorted(set(os.listdir(place)) - {_MADE_BY_PYTHON})  # noqa: PTH208 - names are all that counts
    except OSError:
        return []


def _times(paths: list[str]) -> list[int]:
    found = []
    for path in paths:
        try:
            found.append(os.stat(path).st_mtime_ns)  # noqa: PTH116 - some hundred at every call
        except OSError:
            found.append(0)
    return found
