"""Where a review comment stands now: pushes move it, or leave it outdated."""

from __future__ import annotations

from dataclasses import dataclass

from tests.world.core import Core
from tests.world.hunks import follow
from tests.world.state import ReviewComment


@dataclass(frozen=True)
class Place:
    """A comment's present place; an outdated one has no line and no position."""

    commit_id: str
    line: int | None
    start_line: int | None
    position: int | None
    outdated: bool


def placed(core: Core, comment: ReviewComment) -> Place:
    """Follow the comment's line from the commit it was written for to the pull request's present head."""
    pull, anchor = comment.pull, comment.anchor
    objects = core.objects(pull.repository)
    shown = core.pull_diff(pull).by_path.get(anchor.path)
    if anchor.line is None:
        gone = shown is None
        return Place(
            comment.original_commit_id if gone else pull.head_sha, None, None, None if gone else 1, gone
        )
    if anchor.side == "RIGHT":
        old, new = comment.original_commit_id, pull.head_sha
    else:
        old, new = comment.original_base_id, core.pull_base(pull)
    line = follow(objects, anchor.path, anchor.line, old, new)
    position = shown.positions.get((anchor.side, line)) if shown and line else None
    if line is None or position is None:
        return Place(comment.original_commit_id, None, None, None, outdated=True)
    start = follow(objects, anchor.path, anchor.start_line, old, new) if anchor.start_line else None
    return Place(pull.head_sha, line, start, position, outdated=False)
