"""A tree with other files laid over it: the state that an example stands for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from checks.change import (
    Blob,
    Change,
    ChangedFile,
    Hunk,
    MemoryTree,
    Mode,
    PullFacts,
    Status,
    Tree,
    each_read,
)
from checks.diff import whole


def blob(content: bytes, mode: Mode = Mode.FILE) -> Blob:
    """A blob with the object id that git gives it."""
    oid = hashlib.sha1(b"blob %d\0%s" % (len(content), content), usedforsecurity=False).hexdigest()
    return Blob(oid, mode, len(content), content)


@dataclass(frozen=True)
class Side:
    """One file before and after, `None` where there is none."""

    path: str
    base: Blob | None
    head: Blob | None
    hunks: tuple[Hunk, ...] | None = None

    @property
    def changed(self) -> ChangedFile:
        """The same as a file of a change; without hunks all of it is taken to have changed."""
        before = (self.base.content if self.base else None) or b""
        after = (self.head.content if self.head else None) or b""
        return ChangedFile(
            path=self.path,
            status=_status(self.base, self.head),
            base=self.base,
            head=self.head,
            hunks=whole(before, after) if self.hunks is None else self.hunks,
        )


def _status(base: Blob | None, head: Blob | None) -> Status:
    if base is None or head is None:
        return Status.ADDED if base is None else Status.DELETED
    same = base.mode is head.mode or (base.mode.is_regular and head.mode.is_regular)
    return Status.MODIFIED if same else Status.TYPE_CHANGED


def change_over(tree: Tree, sides: Iterable[Side]) -> Change:
    """The change of some files, everything else as the tree has it on both sides.

    It stands for a pull request that says nothing of itself but its title.
    """
    ordered = sorted(sides, key=lambda side: side.path.encode("utf-8", "surrogateescape"))
    return Change(
        base="0" * 40,
        head="1" * 40,
        files=tuple(side.changed for side in ordered),
        base_tree=Overlay(tree, {side.path: side.base for side in ordered}),
        head_tree=Overlay(tree, {side.path: side.head for side in ordered}),
        facts=PullFacts(title="an example"),
    )


@dataclass(frozen=True)
class Overlay:
    """A tree with some files put in place of its own.

    Attributes:
        tree: what lies beneath.
        files: path → entry, `None` where there is to be none.
    """

    tree: Tree
    files: Mapping[str, Blob | None]

    @property
    def _laid(self) -> MemoryTree:
        return MemoryTree({path: entry for path, entry in self.files.items() if entry is not None})

    def mode(self, path: str) -> Mode | None:
        """See `Tree.mode`."""
        if path in self.files:
            entry = self.files[path]
            return entry.mode if entry is not None else None
        return self._laid.mode(path) or self.tree.mode(path)

    def read(self, path: str) -> bytes | None:
        """See `Tree.read`."""
        return self._laid.read(path) if path in self.files else self.tree.read(path)

    def read_all(self, paths: Iterable[str]) -> Iterable[tuple[str, bytes]]:
        """See `Tree.read_all`."""
        return each_read(self, paths)

    def walk(self, prefix: str = "") -> Iterable[str]:
        """See `Tree.walk`."""
        below = (path for path in self.tree.walk(prefix) if path not in self.files)
        return sorted({*below, *self._laid.walk(prefix)}, key=_in_bytes)

    def names(self, directory: str) -> Iterable[str]:
        """See `Tree.names`."""
        start = f"{directory}/" if directory else ""
        found = {*self.tree.names(directory), *self._laid.names(directory)}
        return sorted(name for name in found if self.mode(start + name) is not None)


def _in_bytes(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")
