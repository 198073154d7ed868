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


def leads_into(place: str, patterns: PathPatterns, tree: Tree) -> bool:
    """Whether a path, or a file below it, is matched in any form.

    Args:
        place: a path from the root; empty for the root.
        patterns: what is asked for.
        tree: where files below the path are looked up.
    """
    if place and (patterns.matches_any_form(place) or patterns.matches_any_form(f"{place}/")):
        return True
    return any(map(patterns.matches_any_form, tree.walk(place)))
