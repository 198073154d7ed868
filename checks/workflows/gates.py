"""When a workflow runs: whether a pull request waits for it, and what it is run less often by."""

from __future__ import annotations

from collections.abc import Iterator

from checks.finding import Level
from checks.values.lookups import child, entries, nodes, texts
from checks.values.node import Node, Table, identity
from checks.workflows.model import Job, Workflow

_REQUESTS = ("pull_request", "pull_request_target", "merge_group")
_PROSE = (".md", ".mdx", ".rst", ".txt", ".adoc", "LICENSE", "docs/**", "docs/*", ".gitignore")
_ALL = {"**", "*", "**/*"}


def gates(workflow: Workflow) -> bool:
    """Whether it runs for what is to be merged, by itself or where another one calls it."""
    return workflow.is_action or "workflow_call" in workflow.triggers or starts(workflow)


def starts(workflow: Workflow) -> bool:
    """Whether it runs by itself for what is to be merged: on requests, or on every branch."""
    for event in _REQUESTS:
        if event in workflow.triggers:
            types = texts(child(workflow.triggers[event][0], "types"))
            if not types or {"opened", "synchronize", "reopened", "checks_requested"} & set(types):
                return True
    if "push" not in workflow.triggers:
        return False
    push = workflow.triggers["push"][0]
    branches = set(texts(child(push, "branches")))
    has_tags_only = child(push, "tags") is not None and not branches
    return not has_tags_only and (not branches or bool(branches & _ALL))


def lost_filters(before: Workflow, after: Workflow) -> Iterator[tuple[int, str, Level]]:
    """Filters of pull requests that leave out more than before: line, what was done, weight."""
    for event in ("pull_request", "pull_request_target"):
        if event not in before.triggers or event not in after.triggers:
            continue
        old, (new, line) = before.triggers[event][0], after.triggers[event]
        for key in ("paths", "branches"):
            was, now = texts(child(old, key)), texts(child(new, key))
            gone = [one for one in was if one not in now]
            came = [one for one in now if one not in was]
            level = Level.NOTE if key == "paths" else Level.WARN
            if now and not was and not set(now) & _ALL:
                yield _line(new, key, line), f"`{key}` that were not there", level
            elif now and gone and not came:
                yield _line(new, key, line), f"`{key}` without `{gone[0]}`", Level.NOTE
        for key in ("paths-ignore", "branches-ignore"):
            was, now = texts(child(old, key)), texts(child(new, key))
            came = [one for one in now if one not in was and not one.endswith(_PROSE)]
            if came:
                everything = [one for one in came if one in _ALL - {"*"}]
                shown, level = (everything or came)[0], Level.WARN if everything else Level.NOTE
                yield _line(new, key, line), f"`{key}` with `{shown}`", level


def _line(node: Node | None, key: str, otherwise: int) -> int:
    return next((entry.line for entry in entries(node) if entry.key == key), max(otherwise, 1))


def lost_matrix(before: Workflow, old_job: str, after: Workflow, new_job: str) -> Iterator[tuple[int, str]]:
    """Values that a matrix lost while it got no others: line, the value."""
    old, new = _job(before, old_job), _job(after, new_job)
    if not old or not new or not isinstance(old.matrix, Table) or not isinstance(new.matrix, Table):
        return
    for entry in entries(new.matrix):
        was = child(old.matrix, entry.key)
        if entry.key == "include" or was is None:
            continue
        old_values = [identity(one) for one in nodes(was)]
        new_values = [identity(one) for one in nodes(entry.node)]
        gone = [one for one in old_values if one not in new_values]
        came = [one for one in new_values if one not in old_values]
        if entry.key == "exclude":
            if came and not gone:
                yield entry.line, f"`{_plain(came[0])}`"
        elif gone and not came and new_values and "${{" not in new_values[0]:
            yield entry.line, f"`{entry.key}: {_plain(gone[0])}`"


def _plain(text: str) -> str:
    return text.replace("'", "")[:60]


def _job(workflow: Workflow, name: str) -> Job | None:
    return next((job for job in workflow.jobs if job.id == name), None)
