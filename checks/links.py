"""Where symbolic links lead, by their text alone: nothing is followed on a disk."""

from __future__ import annotations

from checks.change import Blob, Mode, Tree
from checks.paths import PathPatterns


def target_of(path: str, blob: Blob | None) -> str | None:
    """The path that a symbolic link leads to.

    Args:
        path: where the link stands.
        blob: the entry.

    Returns:
        The path from the root of the repository (the root itself is empty); `None` if the entry is no
        link, or leads out of the repository.
    """
    if blob is None or blob.mode is not Mode.SYMLINK or blob.content is None:
        return None
    written = blob.content.decode("utf-8", "surrogateescape").replace("\\", "/")
    if written.startswith("/"):
        return None
    parts = path.split("/")[:-1]
    for part in written.split("/"):
        if part == ".." and not parts:
            return None
        if part == "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def leaves_a_link(path: str, blob: Blob | None, tree: Tree) -> bool:
    """Whether the text of a link goes up (`..`) out of another link, so that it leads elsewhere than it says.

    Args:
        path: where the link stands.
        blob: the entry.
        tree: where other links are looked up.
    """
    if target_of(path, blob) is None or blob is None or blob.content is None:
        return False
    parts = path.split("/")[:-1]
    for part in blob.content.decode("utf-8", "surrogateescape").replace("\\", "/").split("/"):
        if part == "..":
            if tree.mode("/".join(parts)) is Mode.SYMLINK:
                return True
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return False


class Reach:
    """What can be written through a link; a place is looked up once, for many links may lead to one folder.

    Args:
        patterns: what is asked for.
        tree: where files below a place are looked up.
    """

    def __init__(self, patterns: PathPatterns, tree: Tree) -> None:
        self._patterns, self._tree = patterns, tree
        self._known: dict[str, bool] = {}

    def holds(self, place: str) -> bool:
        """Whether a path from the root (the root is empty), or a file below it, is matched in any form."""
        if place not in self._known:
            self._known[place] = self._look(place)
        return self._known[place]

    def _look(self, place: str) -> bool:
        matches = self._patterns.matches_any_form
        if place and (matches(place) or matches(f"{place}/")):
            return True
        return any(map(matches, self._tree.walk(place)))
