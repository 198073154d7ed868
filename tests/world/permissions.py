"""What each event needs, and whether a grant holds what an operation needs.

Source of the levels: GitHub's tables of permissions for Apps. What operations need stands at their routes.
"""

from __future__ import annotations

from collections.abc import Mapping

Need = Mapping[str, str]
"""Permission to level; a list of needs means that any one of them will do."""

LEVELS = ("read", "write", "admin")

EVENTS: dict[str, str] = {
    "pull_request": "pull_requests",
    "pull_request_review": "pull_requests",
    "pull_request_review_comment": "pull_requests",
    "pull_request_review_thread": "pull_requests",
    "issue_comment": "issues",
    "push": "contents",
    "merge_group": "merge_queues",
    "status": "statuses",
}
"""Events an App may subscribe to in this world, with the permission that at least `read` is needed for."""

UNASKED: dict[str, tuple[str, str] | None] = {
    "check_run": ("checks", "write"),
    "check_suite": ("checks", "write"),
    "installation": None,
    "installation_repositories": None,
    "ping": None,
}
"""Events that arrive without subscription, with the permission and level they need, if any."""

KNOWN = {
    "actions", "administration", "checks", "contents", "deployments", "environments", "issues", "members",
    "merge_queues", "metadata", "organization_administration", "packages", "pages", "pull_requests",
    "repository_hooks", "secrets", "security_events", "statuses", "workflows",
}  # fmt: skip
"""Permissions a manifest may name in this world."""


def allows(grant: Mapping[str, str], need: Need) -> bool:
    """Whether the grant reaches the level of every permission in `need`."""
    return all(
        name in grant and LEVELS.index(grant[name]) >= LEVELS.index(level) for name, level in need.items()
    )


def written(needs: tuple[Need, ...]) -> str:
    """The needs as `X-Accepted-GitHub-Permissions` names them."""
    return "; ".join(",".join(f"{name}={level}" for name, level in sorted(need.items())) for need in needs)
