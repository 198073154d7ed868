"""Many paths against many lists of patterns at once: what the lists share is worked out a single time.

A policy of hundreds of rules asks about the same changed files again and again, mostly with patterns whose
names stand in none of them. So the paths are indexed by the names of their parts, sets of paths are the
bits of a number, and each pattern is compared only with paths that hold every name in it.
"""

from __future__ import annotations

from collections.abc import Sequence

from checks.change import Blob, Change, ChangedFile
from checks.globs import BELOW, ITSELF, Glob, glob
from checks.paths import PathPatterns, folded

_Reach = tuple[int, int]
"""The paths that a pattern reaches from above, and those that it names, as bits."""


class _Spelling:
    """The paths in one spelling, as they are or folded.

    Args:
        paths: the paths.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self._parts = [tuple(path.removeprefix("/").split("/")) for path in paths]
        self._all = (1 << len(paths)) - 1
        self._holding: dict[str, int] = {}
        self._ending: dict[str, int] = {}
        for at, parts in enumerate(self._parts):
            for part in parts:
                self._holding[part] = self._holding.get(part, 0) | 1 << at
                ending = part.rpartition(".")[2]
                self._ending[ending] = self._ending.get(ending, 0) | 1 << at
        self._reached: dict[str, _Reach] = {}

    def matching(self, patterns: Sequence[str]) -> int:
        """The paths that a list of patterns takes in; the last that matches decides, see `PathPatterns`."""
        taken = named = 0
        for pattern in patterns:
            below, itself = self._reach(pattern)
            if not below | itself:
                continue
            if glob(pattern).includes:
                apply = below | itself
                taken |= apply
            else:
                apply = itself | below & ~named
                taken &= ~apply
            named = named & ~apply | itself & apply
        return taken

    def _reach(self, pattern: str) -> _Reach:
        found = self._reached.get(pattern)
        if found is None:
            found = self._reached[pattern] = self._compared(glob(pattern))
        return found

    def _compared(self, one: Glob) -> _Reach:
        left = self._all if one.ending is None else self._ending.get(one.ending, 0)
        for name in one.names:
            left &= self._holding.get(name, 0)
        below = itself = 0
        while left:
            bit = left & -left
            left ^= bit
            reach = one.reach(self._parts[bit.bit_length() - 1])
            below |= bit if reach == BELOW else 0
            itself |= bit if reach == ITSELF else 0
        return below, itself


class PathIndex:
    """Some paths, ready to be asked about by many lists of patterns.

    Args:
        files: changed files, the paths of which are asked about.
    """

    def __init__(self, files: tuple[ChangedFile, ...]) -> None:
        self.files = files
        paths = [file.path for file in files]
        self._paths = tuple(paths)
        forms = [folded(path) for path in paths]
        self._plain = _Spelling(self._paths)
        self._is_plain = forms == paths
        self._folded = self._plain if self._is_plain else _Spelling(forms)
        self.doors = tuple(file.path for file in files if any(map(_is_door, (file.base, file.head))))
        """Links and submodules, through which a folder is entered."""
        self.unread = tuple(file for file in files if file.head is not None and _is_unread(file))
        """Files that stay and that nobody could read."""
        self._found: dict[tuple[str, ...], frozenset[str]] = {}

    def matching_any_form(self, patterns: PathPatterns) -> frozenset[str]:
        """The paths for which `PathPatterns.matches_any_form` holds."""
        written = patterns.patterns
        found = self._found.get(written)
        if found is None:
            found = self._found[written] = self._asked(written)
        return found

    def _asked(self, written: tuple[str, ...]) -> frozenset[str]:
        if not written:
            return frozenset(self._paths)
        bits = self._plain.matching(written)
        forms = tuple(map(folded, written))
        if not self._is_plain or forms != written:
            bits |= self._folded.matching(forms)
        return frozenset(path for at, path in enumerate(self._paths) if bits >> at & 1)


def _is_door(blob: Blob | None) -> bool:
    return blob is not None and not blob.mode.is_regular


def _is_unread(file: ChangedFile) -> bool:
    return any(blob is not None and blob.is_unread for blob in (file.base, file.head))


def index_of(change: Change) -> PathIndex:
    """The index of all changed files, made once for a change and whatever it is narrowed to."""
    found = change.remembered.get(PathIndex)
    if not isinstance(found, PathIndex) or found.files is not change.everywhere:
        found = change.remembered[PathIndex] = PathIndex(change.everywhere)
    return found
