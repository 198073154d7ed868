"""The merge queue: a group branch with a commit of its own, which has to be judged afresh."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tests.world.actions.announce import announce
from tests.world.actions.merging import GITHUB
from tests.world.core import Core
from tests.world.errors import Blocked
from tests.world.render.repositories import simple_commit
from tests.world.state import Account, Pull


@dataclass(frozen=True)
class Group:
    """One entry of the queue."""

    pull: Pull
    branch: str
    head_sha: str
    base_sha: str


def enqueue(core: Core, pull: Pull, by: Account) -> Group:
    """Make the group's branch and ask for checks on its commit; no pull-request event comes of it.

    Each entry has a commit of its own, also where two are made of the same within one second.

    Raises:
        Blocked: the pull request conflicts with its base.
    """
    objects = core.objects(pull.repository)
    base = objects.branch(pull.base_ref) or pull.base_sha
    message = f"Merge pull request #{pull.number}\n\nEntry {core.next_id()} of the queue"
    sha = objects.merge(base, pull.head_sha, message, GITHUB)
    if sha is None:
        raise Blocked(("the branch has conflicts that must be resolved",))
    branch = f"gh-readonly-queue/{pull.base_ref}/pr-{pull.number}-{base}"
    objects.point(f"refs/heads/{branch}", sha)
    group = Group(pull, branch, sha, base)
    _announce(core, group, "checks_requested", by)
    return group


def leave(
    core: Core, group: Group, by: Account, reason: Literal["merged", "invalidated", "dequeued"]
) -> None:
    """The group ends and its branch goes."""
    _announce(core, group, "destroyed", by, reason)
    core.objects(group.pull.repository).point(f"refs/heads/{group.branch}", None)


def _announce(core: Core, group: Group, action: str, by: Account, reason: str | None = None) -> None:
    repository = group.pull.repository
    shown = {
        "head_sha": group.head_sha,
        "head_ref": f"refs/heads/{group.branch}",
        "base_sha": group.base_sha,
        "base_ref": f"refs/heads/{group.pull.base_ref}",
        "head_commit": simple_commit(core.objects(repository).read_commit(group.head_sha)),
    }
    payload = {"merge_group": shown} | ({"reason": reason} if reason else {})
    announce(core, repository, "merge_group", action, by, payload)
