"""A branch moves: the push event, the pull requests that follow it, the suites that are asked for."""

from __future__ import annotations

from typing import Any

from tests.world.actions.announce import announce
from tests.world.actions.checks import request_suite
from tests.world.actions.pulls import synchronize
from tests.world.core import Core
from tests.world.objects import ZERO
from tests.world.render import repositories as render
from tests.world.render.accounts import user
from tests.world.state import Account, Activity, Repository

MAX_COMMITS = 2_048
"""Most commits in the payload of a push."""


class NotFastForward(Exception):
    """The push would lose commits; a person would have to force it."""


def push(core: Core, repository: Repository, branch: str, sha: str, by: Account, *, force: bool) -> None:
    """Move a branch and let everything follow.

    Raises:
        NotFastForward: commits would be lost and `force` is not given.
    """
    objects = core.objects(repository)
    before = objects.branch(branch) or ZERO
    if before == sha:
        return
    rewound = before != ZERO and objects.merge_base(before, sha) != before
    if rewound and not force:
        raise NotFastForward(f"{branch} would lose commits; push with force=True")
    objects.point(f"refs/heads/{branch}", sha)
    kind = "branch_creation" if before == ZERO else "force_push" if rewound else "push"
    repository.activities.append(
        Activity(core.next_id(), by, f"refs/heads/{branch}", before, sha, kind, core.now())
    )
    announce(
        core,
        repository,
        "push",
        None,
        by,
        _payload(core, repository, branch, before, sha, by, forced=rewound),
    )
    request_suite(core, repository, sha, branch, before, by)
    for other in list(core.state.repositories.values()):
        for pull in other.pulls.values():
            if pull.source is repository and pull.head_ref == branch and pull.state == "open":
                synchronize(core, pull, sha, by)


def _payload(
    core: Core, repository: Repository, branch: str, before: str, after: str, by: Account, *, forced: bool
) -> dict[str, Any]:
    objects = core.objects(repository)
    known = (
        [before] if before != ZERO else [tip for name, tip in objects.branches().items() if name != branch]
    )
    new = objects.commits(after, *(f"^{tip}" for tip in known))[:MAX_COMMITS]
    commits = [_commit(core, repository, sha) for sha in new]
    page = render.html_url(core, repository)
    return {
        "ref": f"refs/heads/{branch}",
        "before": before,
        "after": after,
        "base_ref": None,
        "created": before == ZERO,
        "deleted": False,
        "forced": forced,
        "compare": f"{page}/compare/{before[:12]}...{after[:12]}",
        "commits": commits,
        "head_commit": _commit(core, repository, after),
        "pusher": {"name": by.login, "email": render.noreply(by.id, by.login)},
        "sender": user(core, by),
    }


def _commit(core: Core, repository: Repository, sha: str) -> dict[str, Any]:
    objects = core.objects(repository)
    raw = objects.run(
        "diff-tree", "--root", "-r", "-m", "--first-parent", "--no-commit-id", "--name-status", "-z", sha
    )
    fields = raw.decode(errors="replace").split("\0")[:-1]
    changed: dict[str, list[str]] = {"added": [], "removed": [], "modified": []}
    names = {"A": "added", "D": "removed"}
    for letter, path in zip(fields[::2], fields[1::2], strict=True):
        changed[names.get(letter, "modified")].append(path)
    return render.pushed_commit(core, repository, objects.read_commit(sha), changed)
