"""What a change does at protected places: in every spelling, through links, by submodules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from checks.change import Blob, Change, ChangedFile, Mode, Status
from checks.links import Reach, leaves_a_link, target_of
from checks.path_index import index_of
from checks.path_matching import matches, matches_any_form, patterns_of
from checks.paths import folded


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
