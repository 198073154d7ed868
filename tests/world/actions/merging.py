"""Whether a pull request may be merged, and why not."""

from __future__ import annotations

from dataclasses import dataclass

from tests.world.actions.checks import PASSING
from tests.world.core import Core
from tests.world.objects import Signature
from tests.world.state import Account, CheckRun, Pull, RequiredCheck

GITHUB = Signature("GitHub", "noreply@github.com")


@dataclass(frozen=True)
class MergeState:
    """Whether the merge button is green, and every reason why it is not."""

    allowed: bool
    reasons: tuple[str, ...]


ADMIN = {"actor_id": 5, "actor_type": "RepositoryRole", "bypass_mode": "always"}
"""Administrators among those who may bypass a ruleset; roles have fixed numbers, and 5 is theirs."""


def merge_state(core: Core, pull: Pull, *, bypassing: Account | None = None) -> MergeState:
    """The rules' answer for the pull request as it stands.

    Args:
        core: the world.
        pull: the pull request.
        bypassing: who asks not to be bound by the rules that they may bypass.
    """
    reasons: list[str] = []
    if pull.state == "closed":
        reasons.append("the pull request is closed")
    if pull.draft:
        reasons.append("the pull request is a draft")
    if test_merge(core, pull) is None:
        reasons.append("the branch has conflicts that must be resolved")
    is_admin = bypassing is not None and core.role(pull.repository, bypassing) == "admin"
    rules = [
        rule
        for rule in pull.repository.rules
        if rule.branch == pull.base_ref and not (is_admin and ADMIN in rule.bypass)
    ]
    reasons += [reason for rule in rules if (reason := _unmet(pull, rule))]
    return MergeState(not reasons, tuple(reasons))


def newest_runs(pull: Pull, name: str | None = None) -> list[CheckRun]:
    """The runs on the present head that count: the newest of each name and App."""
    newest: dict[tuple[str, int], CheckRun] = {}
    for run in pull.repository.runs:
        if run.head_sha == pull.head_sha and name in (None, run.name):
            newest[run.name, run.suite.app.id] = run
    return list(newest.values())


def _unmet(pull: Pull, rule: RequiredCheck) -> str | None:
    runs = newest_runs(pull, rule.name)
    if not runs:
        return f"{rule.name}: expected, waiting for status to be reported"
    counted = [run for run in runs if rule.app_id in (None, run.suite.app.id)]
    if not counted:
        return f"{rule.name}: was not set by the expected GitHub App"
    for run in counted:
        if run.status != "completed":
            return f"{rule.name}: {run.status}"
        if run.conclusion not in PASSING:
            return f"{rule.name}: {run.conclusion}"
    return None


def test_merge(core: Core, pull: Pull) -> str | None:
    """The commit of the test merge, kept as `refs/pull/N/merge`; None on a conflict."""
    objects = core.objects(pull.repository)
    base = objects.branch(pull.base_ref) or pull.base_sha
    key = (base, pull.head_sha)
    if pull.mergeability_of != key and not pull.merged:
        message = f"Merge {pull.head_sha} into {base}"
        pull.merge_commit_sha = objects.merge(base, pull.head_sha, message, GITHUB)
        if pull.merge_commit_sha:
            objects.point(f"refs/pull/{pull.number}/merge", pull.merge_commit_sha)
        pull.mergeability_of = key
    return pull.merge_commit_sha


def reading(core: Core, pull: Pull) -> tuple[bool | None, str]:
    """`mergeable` and `mergeable_state` as the API shows them: unknown when first asked after a change."""
    base = core.objects(pull.repository).branch(pull.base_ref) or pull.base_sha
    if pull.merged:
        return None, "unknown"
    if pull.mergeability_of != (base, pull.head_sha):
        test_merge(core, pull)
        return None, "unknown"
    if pull.merge_commit_sha is None:
        return False, "dirty"
    state = merge_state(core, pull)
    return True, "draft" if pull.draft else "clean" if state.allowed else "blocked"
