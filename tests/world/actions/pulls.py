"""The life of a pull request."""

from __future__ import annotations

from typing import Any

from tests.world.actions import merging
from tests.world.actions.announce import announce
from tests.world.core import Core
from tests.world.errors import Blocked
from tests.world.render import pulls as render
from tests.world.state import Account, Label, Pull, Repository


def announce_pull(
    core: Core, pull: Pull, action: str, by: Account, more: dict[str, Any] | None = None
) -> None:
    """A `pull_request` event; in it, `mergeable` is not known yet."""
    pull.updated_at = core.now()
    shown = render.full(core, pull, None, "unknown")
    payload = {"number": pull.number, "pull_request": shown, **(more or {})}
    announce(core, pull.repository, "pull_request", action, by, payload)


def open_pull(
    core: Core, repository: Repository, source: Repository, author: Account, head: str, base: str, title: str,
    body: str | None, *, draft: bool,
) -> Pull:  # fmt: skip
    """Open a pull request from a branch of `source` into `base`."""
    sha, base_sha = core.objects(source).branch(head), core.objects(repository).branch(base)
    if sha is None or base_sha is None:
        raise LookupError(f"there is no branch {head if sha is None else base}; push it first")
    number, now = len(repository.pulls) + 1, core.now()
    pull = Pull(
        core.next_id(),
        number,
        repository,
        source,
        author,
        title,
        body,
        head,
        sha,
        base,
        base_sha,
        now,
        now,
        draft,
    )
    repository.pulls[number] = pull
    point_head(core, pull)
    announce_pull(core, pull, "opened", author)
    return pull


def point_head(core: Core, pull: Pull) -> None:
    """Make the head reachable in the base repository as `refs/pull/N/head`, fork or not."""
    ref, objects = f"refs/pull/{pull.number}/head", core.objects(pull.repository)
    if pull.source is pull.repository:
        objects.point(ref, pull.head_sha)
    else:
        objects.adopt(pull.source.git_dir, pull.head_sha, ref)


def synchronize(core: Core, pull: Pull, sha: str, by: Account) -> None:
    """The head moved."""
    before, pull.head_sha, pull.updated_at = pull.head_sha, sha, core.now()
    pull.base_sha = core.objects(pull.repository).branch(pull.base_ref) or pull.base_sha
    point_head(core, pull)
    announce_pull(core, pull, "synchronize", by, {"before": before, "after": sha})


def edit(core: Core, pull: Pull, by: Account, title: str | None, body: str | None, base: str | None) -> None:
    """Change title, description or base branch."""
    changes: dict[str, Any] = {}
    if title is not None:
        changes["title"] = {"from": pull.title}
        pull.title = title
    if body is not None:
        changes["body"] = {"from": pull.body or ""}
        pull.body = body
    if base is not None:
        sha = core.objects(pull.repository).branch(base)
        if sha is None:
            raise LookupError(f"there is no branch {base}")
        changes["base"] = {"ref": {"from": pull.base_ref}, "sha": {"from": pull.base_sha}}
        pull.base_ref, pull.base_sha = base, sha
    pull.updated_at = core.now()
    announce_pull(core, pull, "edited", by, {"changes": changes})


def close(core: Core, pull: Pull, by: Account) -> None:
    """Close without merging."""
    pull.state, pull.closed_at, pull.updated_at = "closed", core.now(), core.now()
    announce_pull(core, pull, "closed", by)


def reopen(core: Core, pull: Pull, by: Account) -> None:
    """Open a closed pull request again; its head is the branch's present tip."""
    if pull.merged:
        raise Blocked(("a merged pull request cannot be reopened",))
    pull.state, pull.closed_at, pull.updated_at = "open", None, core.now()
    pull.head_sha = core.objects(pull.source).branch(pull.head_ref) or pull.head_sha
    point_head(core, pull)
    announce_pull(core, pull, "reopened", by)


def set_draft(core: Core, pull: Pull, by: Account, *, draft: bool) -> None:
    """Turn into a draft, or mark ready for review."""
    pull.draft, pull.updated_at = draft, core.now()
    announce_pull(core, pull, "converted_to_draft" if draft else "ready_for_review", by)


def label(core: Core, pull: Pull, name: str, by: Account) -> None:
    """Add a label, once."""
    if name not in [one.name for one in pull.labels]:
        made = Label(core.next_id(), name)
        pull.labels.append(made)
        announce_pull(core, pull, "labeled", by, {"label": render.label(core, pull.repository, made)})


def unlabel(core: Core, pull: Pull, name: str, by: Account) -> bool:
    """Remove a label; False if the pull request does not have it."""
    found = next((one for one in pull.labels if one.name == name), None)
    if found is None:
        return False
    pull.labels.remove(found)
    announce_pull(core, pull, "unlabeled", by, {"label": render.label(core, pull.repository, found)})
    return True


def merge(core: Core, pull: Pull, by: Account, *, bypass: bool = False) -> str:
    """Merge with a merge commit and return it; the caller pushes it to the base branch.

    Args:
        core: the world.
        pull: what is merged.
        by: who merges.
        bypass: whether they tick "Merge without waiting for requirements to be met".

    Raises:
        Blocked: the rules hold it back.
    """
    state = merging.merge_state(core, pull, bypassing=by if bypass else None)
    sha = merging.test_merge(core, pull)
    if not state.allowed or sha is None:
        raise Blocked(state.reasons)
    pull.state, pull.merged_by = "closed", by
    pull.merged_at = pull.closed_at = pull.updated_at = core.now()
    announce_pull(core, pull, "closed", by)
    return sha
