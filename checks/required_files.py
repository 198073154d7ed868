"""Files that must be there, in one place or in each of many."""

from __future__ import annotations

from dataclasses import dataclass

from checks.blank_characters import is_blank
from checks.change import Blob, TooLarge, Tree
from checks.path_captures import Bindings, filled, read_whole
from checks.path_parts import fixed_folder
from checks.source import Source


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that must be there.

    Attributes:
        folder: where it must be, empty for the root.
        path: its path from there, perhaps a pattern.
        bindings: what captures in the path stand for.
    """

    folder: str
    path: str
    bindings: Bindings

    @property
    def shown(self) -> str:
        """Its path from the root."""
        path = filled(self.path, self.bindings).removeprefix("/")
        return f"{self.folder}/{path}" if self.folder else path

    @property
    def is_pattern(self) -> bool:
        """Whether several paths would do."""
        return "*" in self.path or "?" in self.path

    @property
    def start(self) -> str:
        """The folder in which it must lie."""
        return "/".join(part for part in (self.folder, fixed_folder(self.path)) if part)

    def is_at(self, path: str) -> bool:
        """Whether a path is one that would do, as git spells it."""
        start = f"{self.folder}/" if self.folder else ""
        if not path.startswith(start):
            return False
        found = read_whole(self.path, path.removeprefix(start), any_form=False)
        return found is not None and set(found) <= set(self.bindings)

    def stands_in(self, tree: Tree, *, may_be_empty: bool) -> bool:
        """Whether a tree holds a file that will do."""
        if not self.is_pattern:
            return _holds(tree, self.shown, may_be_empty=may_be_empty)
        return any(
            self.is_at(path) and _holds(tree, path, may_be_empty=may_be_empty)
            for path in tree.walk(self.start)
        )


def will_do(blob: Blob | None, *, may_be_empty: bool) -> bool:
    """Whether an entry is a file, and one that says something."""
    if blob is None or not blob.mode.is_regular:
        return False
    return may_be_empty or blob.content is None or not _is_blank(blob.content)


def _holds(tree: Tree, path: str, *, may_be_empty: bool) -> bool:
    mode = tree.mode(path)
    if mode is None or not mode.is_regular:
        return False
    if may_be_empty:
        return True
    try:
        return not _is_blank(tree.read(path) or b"")
    except TooLarge:
        return True


def _is_blank(content: bytes) -> bool:
    return is_blank(Source(content).text)
