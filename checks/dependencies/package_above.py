"""The package of npm that a file lies in; little is imported here, because many files are asked about."""

from __future__ import annotations

from checks.change import TooLarge, Tree
from checks.path_parts import folder_of

_MANIFEST = "package.json"


def package_above(folder: str, tree: Tree) -> tuple[str, bytes | None]:
    """The nearest `package.json` at or above a folder.

    Args:
        folder: path of the folder, empty for the root.
        tree: the tree in which it lies.

    Returns:
        Its path, and its content; `None` where there is none up to the root, or it is too large to be read.
    """
    while folder and tree.mode(f"{folder}/{_MANIFEST}") is None:
        folder = folder_of(folder)
    path = f"{folder}/{_MANIFEST}" if folder else _MANIFEST
    try:
        return path, tree.read(path)
    except TooLarge:
        return path, None
