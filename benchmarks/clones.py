"""Clones of public repositories on this machine, in which recorded changes are judged again."""

from __future__ import annotations

from pathlib import Path


def clone_of(folder: Path, repository: str) -> Path | None:
    """The clone of `owner/name` below a folder, bare or not; `None` if there is none."""
    owner, name = repository.split("/")
    for place in (folder / owner / name, folder / f"{owner}+{name}" / "repo", folder / f"{owner}+{name}"):
        if place.is_dir():
            return place
    return None
