"""Dotted names of Python modules as paths of the repository."""

from __future__ import annotations

from checks.change import Mode, Tree

_ROOTS = ("", "src/", "lib/", "python/", "backend/")
"""Folders in which packages usually stand; the first that holds the package counts."""


def folder_of_module(tree: Tree, module: str) -> str | None:
    """The folder or file of a module without its ending; `None` where the tree has none."""
    parts = module.strip().replace(".", "/")
    for root in _ROOTS:
        place = root + parts
        if tree.mode(place) is Mode.DIRECTORY or tree.mode(f"{place}.py") is not None:
            return place
    return None


def patterns_of_module(tree: Tree, module: str) -> tuple[str, ...] | None:
    """Path patterns for a module with all below it; `None` where the tree has none."""
    place = folder_of_module(tree, module)
    if place is None:
        return None
    if tree.mode(place) is Mode.DIRECTORY:
        return (f"{place}/**",)
    return (f"{place}.py",)
