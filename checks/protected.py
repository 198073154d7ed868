"""What a change does at protected places: in every spelling, through links, by submodules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from checks.change import Blob, Change, ChangedFile, Mode, Status, TooLarge
from checks.links import Reach, leaves_a_link, target_of
from checks.path_index import index_of
from checks.path_matching import matches, matches_any_form, patterns_of
from checks.path_parts import fixed_folder, name_of
from checks.paths import folded
from checks.source import Source

_LEAST_COPY = 200
"""Bytes of a file from which on the same text twice is a copy."""


@dataclass(frozen=True)
class Protected:
    """Places that a rule protects, looked at for one change.

    Attributes:
        paths: their patterns.
        called: what such a path is called in a sentence, as `forbidden path`.
        change: the change.
    """

    paths: tuple[str, ...]
    called: str
    change: Change

    @property
    def candidates(self) -> Iterator[ChangedFile]:
        """The files of the change that can touch the places: by their path, or as a link or submodule."""
        index = index_of(self.change)
        named = index.matching_any_form(patterns_of(self.paths))
        if named or index.doors:
            yield from (file for file in self.change.files if file.path in named or file.path in index.doors)

    def copies(self) -> Iterator[tuple[ChangedFile, str]]:
        """Files that a change adds elsewhere and that say what a protected file of the same name says.

        Only files that lie right in a folder that a pattern names are known, so that no tree is walked.

        Yields:
            The file and the path of what it copies.
        """
        added = _added_by_name(self.change)
        folders = sorted({fixed_folder(one) for one in self.paths if not one.startswith("!")} - {""})
        for folder in folders if added else ():
            for name in added.keys() & set(self.change.base_tree.names(folder)):
                path = f"{folder}/{name}"
                for file in added[name]:
                    if self._is_copy(file, path):
                        yield file, path

    def _is_copy(self, file: ChangedFile, path: str) -> bool:
        source = file.head_source
        if source is None or not matches(self.paths, path) or matches_any_form(self.paths, file.path):
            return False
        try:
            content = self.change.base_tree.read(path)
        except TooLarge:
            return False
        return content is not None and Source(content).lines == source.lines

    def touched_by(self, file: ChangedFile) -> str:
        """What a file does to the places, one sentence; empty if nothing."""
        return self._said(file) or self._led(file)

    def _said(self, file: ChangedFile) -> str:
        """What is wrong with the path itself."""
        if matches(self.paths, file.path):
            return f"{done(file)} at the {self.called} {self._shown(file.path)}"
        if matches_any_form(self.paths, file.path):
            return f"{done(file)} whose name can be taken for the {self.called} {self._shown(file.path)}"
        return ""

    def _led(self, file: ChangedFile) -> str:
        """What is wrong with the place that a link or a submodule opens or opened."""
        head = file.head
        if not (_is_door(file.base) or _is_door(head)):
            return ""
        did = done(file)
        if _is_door(file.base) and self._lie_below(file.path):
            return f"{did} that stands in place of the {self.called} {self._shown_all}"
        if head is None or head.mode.is_regular:
            return ""
        if self._before.holds(file.path) or self._lie_below(file.path):
            return f"{did} in place of the {self.called} {self._shown_all}"
        target = target_of(file.path, head)
        if target is not None and self._after.holds(target):
            return f"{did} that leads to the {self.called} {self._shown_all}"
        if leaves_a_link(file.path, head, self.change.head_tree):
            return f"{did} that goes up out of another link, perhaps to the {self.called} {self._shown_all}"
        return ""

    def _lie_below(self, path: str) -> bool:
        """Whether a pattern names the path as a folder, or something below it."""
        if matches_any_form(self.paths, f"{path}/"):
            return True
        start = f"{folded(path)}/"
        return any(folded(one.removeprefix("/")).startswith(start) for one in self.paths)

    @cached_property
    def _before(self) -> Reach:
        return Reach(patterns_of(self.paths), self.change.base_tree)

    @cached_property
    def _after(self) -> Reach:
        return Reach(patterns_of(self.paths), self.change.head_tree)

    def _shown(self, path: str) -> str:
        """The last pattern that matches the path in some form; it decided."""
        return next(
            (f"`{one}`" for one in reversed(self.paths) if matches_any_form((one,), path)), self._shown_all
        )

    @property
    def _shown_all(self) -> str:
        return " ".join(f"`{one}`" for one in self.paths)


def _added_by_name(change: Change) -> Mapping[str, Sequence[ChangedFile]]:
    """The added files that say more than a line or two, by their names; worked out once for all rules."""
    known = change.remembered.get(_added_by_name)
    if known is None:
        found: dict[str, list[ChangedFile]] = {}
        for file in change.files:
            head = file.head if file.status is Status.ADDED else None
            if head is not None and head.mode.is_regular and head.size >= _LEAST_COPY:
                found.setdefault(name_of(file.path), []).append(file)
        known = change.remembered[_added_by_name] = found
    return cast("Mapping[str, Sequence[ChangedFile]]", known)


def _is_door(blob: Blob | None) -> bool:
    """Whether an entry is a link or a submodule, through which a folder is entered."""
    return blob is not None and not blob.mode.is_regular


def done(file: ChangedFile) -> str:
    """What a change does to a file, as `adds a symbolic link`."""
    now = file.head or file.base
    noun = {Mode.SYMLINK: "symbolic link", Mode.GITLINK: "submodule"}.get(now.mode, "file") if now else "file"
    match file.status:
        case Status.ADDED:
            return f"adds a {noun}"
        case Status.DELETED:
            return f"deletes a {noun}"
        case Status.TYPE_CHANGED:
            return f"puts a {noun} in place of what stood"
        case Status.MODIFIED if file.base and file.head and file.base.oid == file.head.oid:
            return f"changes the mode of a {noun}"
        case Status.MODIFIED:
            return f"changes a {noun}"
