"""A path that a person names on the command line, as the repository knows it."""

from __future__ import annotations

import os
from pathlib import Path

from bot.git.errors import GitUsageError
from bot.git.local import LocalRepository


def path_in(subject: str, start: Path) -> str:
    """The subject as a path from the root of the repository, empty where it does not look like one.

    A path is what holds a slash or a dot, or names something that is there; it counts from the working
    directory if that lies in the repository, from the root otherwise.

    Args:
        subject: what was named.
        start: a folder of the repository.
    """
    try:
        top = LocalRepository.open(start).top
    except GitUsageError:
        top = None
    if top is None:
        return subject if _looks_like_a_path(subject) else ""
    here = Path.cwd() / subject
    for place in (here, top / subject):
        inside = Path(os.path.normpath(place))
        if inside.is_relative_to(top) and (_looks_like_a_path(subject) or inside.exists()):
            return inside.relative_to(top).as_posix()
    return ""


def _looks_like_a_path(subject: str) -> bool:
    return "/" in subject or "." in subject
