"""Commit statuses as JSON."""

from __future__ import annotations

from tests.world.clock import stamp
from tests.world.core import Core
from tests.world.render.accounts import Json, user
from tests.world.render.repositories import commit, minimal, url
from tests.world.state import CommitStatus, Repository, node_id


def combined(core: Core, made: Repository, sha: str, chosen: list[CommitStatus], count: int) -> Json:
    """`combined-commit-status`: the last status of each context; who set it is not told."""
    states = {one.state for one in chosen}
    worst = "failure" if states & {"error", "failure"} else "success" if states == {"success"} else "pending"
    own = f"{url(core, made)}/commits/{sha}"
    return {
        "state": worst,
        "statuses": [_simple(core, made, one) for one in chosen],
        "sha": sha,
        "total_count": count,
        "repository": minimal(core, made),
        "commit_url": own,
        "url": f"{own}/status",
    }


def event(core: Core, made: Repository, one: CommitStatus) -> Json:
    """The part of a `status` payload that is its own; there is no action."""
    told = _simple(core, made, one)
    shared = ("id", "context", "state", "description", "target_url", "created_at", "updated_at", "avatar_url")
    return {
        **{name: told[name] for name in shared},
        "sha": one.sha,
        "name": made.full_name,
        "commit": commit(core, made, core.objects(made).read_commit(one.sha)),
        "branches": [],
    }


def _simple(core: Core, made: Repository, one: CommitStatus) -> Json:
    return {
        "url": f"{url(core, made)}/statuses/{one.sha}",
        "avatar_url": user(core, one.author)["avatar_url"],
        "id": one.id,
        "node_id": node_id("SC", one.id),
        "state": one.state,
        "description": None,
        "target_url": None,
        "context": one.context,
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.created_at),
    }
