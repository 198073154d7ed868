"""Look-ups in the two trees of a change, each path asked for once."""

from __future__ import annotations

from collections.abc import Iterator

from checks.change import Mode, TooLarge, Tree
from checks.source import Source


class Trees:
    """One tree to read, and another in which a file may still, or already, stand.

    Args:
        own: the tree of the side that is read.
        other: the tree of the other side.

    Attributes:
        remembered: what was worked out from both trees, by whoever did.
    """

    def __init__(self, own: Tree, other: Tree) -> None:
        self.own = own
        self._other = other
        self._modes: dict[str, Mode | None] = {}
        self._texts: dict[str, str | None] = {}
        self._folders: dict[str, tuple[str, ...]] = {}
        self.remembered: dict[object, object] = {}

    def mode(self, path: str) -> Mode | None:
        """The mode of the entry at `path` in either tree; `None` if there is none."""
        if path not in self._modes:
            self._modes[path] = (self.own.mode(path) or self._other.mode(path)) if path else Mode.DIRECTORY
        return self._modes[path]

    def is_file(self, path: str) -> bool:
        """Whether a file or link stands at `path`."""
        return self.mode(path) not in (None, Mode.DIRECTORY, Mode.GITLINK)

    def is_directory(self, path: str) -> bool:
        """Whether a directory stands at `path`; the empty path is the root."""
        return self.mode(path) is Mode.DIRECTORY

    def folders(self, directory: str) -> tuple[str, ...]:
        """Paths of the directories in a directory, the empty path being the root; sorted."""
        if directory not in self._folders:
            start = f"{directory}/" if directory else ""
            names = {*self.own.names(directory), *self._other.names(directory)}
            found = (start + name for name in names)
            self._folders[directory] = tuple(sorted(path for path in found if self.is_directory(path)))
        return self._folders[directory]

    def text(self, path: str) -> str | None:
        """The text of a configuration file; `None` if there is none that can be read."""
        if path not in self._texts:
            try:
                content = self.own.read(path) if self.is_file(path) else None
            except TooLarge:
                content = None
            self._texts[path] = None if content is None else Source(content).text
        return self._texts[path]


def ancestors(path: str) -> Iterator[str]:
    """The directories above a path, the nearest first, ending with the root as the empty path."""
    while path:
        path = path.rpartition("/")[0]
        yield path


def joined(directory: str, name: str) -> str | None:
    """The path that `name` leads to from `directory`; `None` if it leads out of the repository.

    Args:
        directory: a directory of the repository, empty for the root.
        name: a relative path, which may hold `.` and `..`; from the root if it begins with a slash.
    """
    parts = [part for part in directory.split("/") if part and not name.startswith("/")]
    for part in name.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
