"""What the token of a job may do, as GitHub works it out, and what it may do more than before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from checks.finding import Level
from checks.values.lookups import entries, text
from checks.values.node import Node, Table
from checks.workflows.model import Job, Workflow

Rights = Mapping[str, int]
"""0 for nothing, 1 to read, 2 to write, by scope; `*` stands for every scope that is not named."""

_LEVELS = {"none": 0, "read": 1, "write": 2}
_STRONG = {"contents", "actions", "packages", "id-token", "*"}
_STRANGERS = {
    "pull_request_target",
    "issue_comment",
    "issues",
    "workflow_run",
    "discussion",
    "discussion_comment",
}


def is_for_strangers(workflow: Workflow) -> bool:
    """Whether anybody can start it, and it then runs with the rights of the repository."""
    return bool(_STRANGERS & set(workflow.triggers))


def rights_of(job: Job, workflow: Workflow) -> Rights | None:
    """What the token of a job may do; `None` where nothing is said, and the settings of GitHub hold."""
    if job.permissions_line:
        return _rights(job.permissions)
    return _rights(workflow.permissions) if workflow.permissions_line else None


def may_write(job: Job, workflow: Workflow, scope: str) -> bool:
    """Whether the token of a job is given the right to write, as the file says it."""
    rights = rights_of(job, workflow)
    return rights is not None and _may(rights, scope) > 1


def _rights(node: Node | None) -> Rights:
    if isinstance(node, Table):
        return {entry.key: _LEVELS.get(text(entry.node), 0) for entry in entries(node)}
    return {"*": {"write-all": 2, "read-all": 1}.get(text(node), 0)}


def widened(before: Iterable[Workflow], after: Workflow) -> Iterator[tuple[int, str, Level]]:
    """What jobs may do more than before: line, what was seen, weight.

    Args:
        before: the workflow as it was; several where it cannot be told which one it was; none if it is new.
        after: the workflow as it is.
    """
    old = [(job.id, rights_of(job, workflow)) for workflow in before for job in workflow.jobs]
    told: set[tuple[int, str]] = set()
    for job in after.jobs:
        same = [rights for name, rights in old if name == job.id]
        for line, said, level in _more(same or [rights for _, rights in old], job, after, is_new=not same):
            if (line, said) not in told:
                told.add((line, said))
                yield line, said, level


def _more(
    old: list[Rights | None], job: Job, after: Workflow, *, is_new: bool
) -> Iterator[tuple[int, str, Level]]:
    now = rights_of(job, after)
    line = job.permissions_line or after.permissions_line or job.line
    if now is None:
        if old and all(rights is not None and not _may(rights, "*") > 1 for rights in old) and not is_new:
            yield (
                job.line,
                f"lets the job `{job.id}` fall back to the default rights of the repository",
                Level.WARN,
            )
        return
    if _may(now, "*") > 1:
        if not any(rights is not None and _may(rights, "*") > 1 for rights in old):
            yield line, "gives the token every right, by `write-all`", Level.BLOCK
        return
    if not old or any(rights is None for rights in old):
        return  # naming rights is narrower than the default that nobody here can know
    known = [rights for rights in old if rights is not None]
    more = sorted(scope for scope in now if now[scope] > 1 and all(_may(one, scope) < 2 for one in known))
    if more:
        is_risky = bool(_STRONG & set(more)) and is_for_strangers(after) and not is_new
        names = ", ".join(f"`{scope}: write`" for scope in more)
        scope_lines = [entry.line for entry in entries(_said(job, after)) if entry.key == more[0]]
        yield (scope_lines or [line])[0], f"gives the token {names}", Level.WARN if is_risky else Level.NOTE


def _said(job: Job, workflow: Workflow) -> Node | None:
    return job.permissions if job.permissions_line else workflow.permissions


def _may(rights: Rights, scope: str) -> int:
    return rights.get(scope, rights.get("*", 0))
