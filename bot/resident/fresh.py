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


class Freshness:
    """What code looked like when this was made, which is before it is loaded.

    Args:
        roots: folders of the code.
        beside: folders in which other code is put and taken away, such as `site-packages`.
    """

    def __init__(self, roots: Iterable[Path], beside: Iterable[str]) -> None:
        self._folders = sorted(beside)
        self._files: list[str] = []
        for root in roots:
            for place, _, names in os.walk(root):
                if not place.endswith("__pycache__"):
                    self._folders.append(place)
                    self._files += [f"{place}/{name}" for name in names]
        self._seen = _times(self._folders), _times(self._files)
        self._looked = time.monotonic()

    def lasts(self) -> bool:
        """Whether nothing was changed, put there or taken away."""
        if _times(self._folders) != self._seen[0]:
            return False
        if time.monotonic() - self._looked < _FILES_AFTER:
            return True
        self._looked = time.monotonic()
        return _times(self._files) == self._seen[1]


def _times(paths: list[str]) -> list[int]:
    found = []
    for path in paths:
        try:
            found.append(os.stat(path).st_mtime_ns)  # noqa: PTH116 - some hundred at every call
        except OSError:
            found.append(0)
    return found
