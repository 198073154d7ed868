"""Which file of the base a new file of the head is: a move makes no new imports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from checks.change import ChangedFile
from checks.path_parts import folder_of, name_of, suffix_of

_ALIKE = 0.5
_MAX_PAIRS = 10_000


@dataclass(frozen=True)
class Renames:
    """What the modules of the base are called at the head.

    Attributes:
        moves: path at the head → path at the base, of files that were moved.
        stands: whether a path exists at the head.
    """

    moves: Mapping[str, str]
    stands: Callable[[str], bool]

    @cached_property
    def _files(self) -> Mapping[str, str]:
        return {old: new for new, old in self.moves.items()}

    @cached_property
    def _folders(self) -> Mapping[str, str]:
        """Folder that is gone → the one folder that all of its moved files went to."""
        found: dict[str, set[str]] = defaultdict(set)
        for new, old in self.moves.items():
            found[folder_of(old)].add(folder_of(new))
        return {old: min(new) for old, new in found.items() if old and len(new) == 1 and not self.stands(old)}

    def now(self, module: str) -> str:
        """The path at the head of a module that was known by its path; any other name as it is."""
        return self._files.get(module) or self._folders.get(module, module)

    @cached_property
    def _origins(self) -> Mapping[str, str]:
        return {new: old for old, new in self._folders.items()}

    def before(self, module: str) -> str:
        """The path at the base of a module that is known by its path."""
        return self.moves.get(module) or self._origins.get(module, module)


def moved_from(files: Iterable[ChangedFile]) -> Mapping[str, str]:
    """Path at the head → path at the base, of files that were taken away there and added here.

    Equal content comes first, then an equal name with alike content, then alike content alone; alike is
    half of the lines.
    """
    seen = list(files)
    added = [file for file in seen if file.base is None and file.head_source is not None]
    gone = [file for file in seen if file.head is None and file.base_source is not None]
    if not added or not gone or len(added) * len(gone) > _MAX_PAIRS:
        return _by_content(added, gone)
    found = dict(_by_content(added, gone))
    pairs = sorted(
        (-alike, name_of(new.path) != name_of(old.path), new.path, old.path)
        for new in added
        if new.path not in found
        for old in gone
        if suffix_of(old.path) == suffix_of(new.path) and (alike := _alike(new, old)) >= _ALIKE
    )
    taken = set(found.values())
    for _, _, new_path, old_path in pairs:
        if new_path not in found and old_path not in taken:
            found[new_path] = old_path
            taken.add(old_path)
    return found


def _by_content(added: list[ChangedFile], gone: list[ChangedFile]) -> Mapping[str, str]:
    by_oid: dict[str, list[str]] = {}
    for file in gone:
        if file.base is not None:
            by_oid.setdefault(file.base.oid, []).append(file.path)
    found = {}
    for file in added:
        if file.head is not None and by_oid.get(file.head.oid):
            found[file.path] = by_oid[file.head.oid].pop(0)
    return found


def _alike(new: ChangedFile, old: ChangedFile) -> float:
    if new.head_source is None or old.base_source is None:
        return 0
    lines, before = set(new.head_source.lines), set(old.base_source.lines)
    return len(lines & before) / max(len(lines), len(before))
