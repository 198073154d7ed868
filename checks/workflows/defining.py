"""Which workflows post a check run of a name, and which of them a change has a hand in.

A run carries the name of its job and nothing of its workflow, so every workflow with such a job may have
posted it. Source: GitHub's documentation of `jobs.<job_id>.name`, of matrices and of reusable workflows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from checks.change import TooLarge, Tree
from checks.source import Source
from checks.values.node import Unreadable
from checks.workflows.model import Job, Workflow
from checks.workflows.occurrences import file_of
from checks.workflows.reading import FOLDER, is_action, is_run, workflow_of
from checks.workflows.rights import may_write

_DEEPEST = 10
"""Levels to which reusable workflows may call one another; GitHub's documentation, November 2025."""

_EXPRESSION = re.compile(r"\$\{\{[^}]*\}\}")


def is_of_workflows(path: str) -> bool:
    """Whether a file is a workflow or an action."""
    return is_run(path) or is_action(path)


def edited(tree: Tree, changed: Collection[str], run: str) -> Iterator[str]:
    """The files of a change that say what a check run of a name does, or that could post one themselves.

    Args:
        tree: the head.
        changed: paths of the files that the change touches.
        run: the name of the run.

    Yields:
        Workflows and actions, in order; one that cannot be read may be anything.
    """
    if not any(map(is_of_workflows, changed)):
        return
    found: set[str] = set()
    for path in tree.walk(FOLDER):
        if is_run(path):
            found |= _concerned(tree, path, changed, run)
    yield from sorted(found)


def definitions(tree: Tree, workflow: str, job: str) -> Iterator[tuple[str, Job]]:
    """The jobs that a person may mean by `WORKFLOW / JOB`: path and job, in order.

    Args:
        tree: where workflows stand.
        workflow: its `name:`, its path or its file's name, with or without the ending.
        job: its `name:` or its id.
    """
    for path in sorted(tree.walk(FOLDER)):
        found = _read(tree, path) if is_run(path) else None
        if found is None:
            continue
        file = path.rpartition("/")[2]
        if workflow in (found.name or path, path, file, file.rpartition(".")[0]):
            yield from ((path, one) for one in found.jobs if job in (one.id, one.name))


def may_be(job: Job, run: str) -> bool:
    """Whether a job can post a check run of a name, whatever its expressions come to."""
    shown = [job.name or job.id]
    if job.matrix is not None:
        shown.append(f"{shown[0]} (${{{{ }}}})")
    if job.uses:
        shown.append(f"{shown[0]} / ${{{{ }}}}")
        shown.append(f"{shown[0]} (${{{{ }}}}) / ${{{{ }}}}")
    return any(_fits(one, run) for one in shown)


def _fits(template: str, text: str) -> bool:
    """Whether a text is a template with something in the place of each expression; linear in both."""
    first, *middle = _EXPRESSION.split(template)
    if not middle:
        return template == text
    last = middle.pop()
    if not (text.startswith(first) and text.endswith(last) and len(text) >= len(first) + len(last)):
        return False
    at, end = len(first), len(text) - len(last)
    for part in middle:
        at = text.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True


def _concerned(tree: Tree, path: str, changed: Collection[str], run: str) -> set[str]:
    workflow = _read(tree, path)
    if workflow is None:
        return {path} & set(changed)
    jobs = [job for job in workflow.jobs if may_be(job, run)]
    found = {one for one in _reached(tree, path, jobs) if one in changed} if jobs else set()
    if path in changed and any(may_write(job, workflow, "checks") for job in workflow.jobs):
        found.add(path)
    return found


def _reached(tree: Tree, path: str, jobs: Iterable[Job]) -> set[str]:
    """The file of some jobs, and every file of the repository that they call."""
    reached, level = {path}, list(jobs)
    for _ in range(_DEEPEST):
        called = {target for job in level for target in _called(tree, job)} - reached
        reached |= called
        workflows = filter(None, (_read(tree, target) for target in sorted(called)))
        level = [job for workflow in workflows for job in workflow.jobs]
    return reached


def _called(tree: Tree, job: Job) -> Iterator[str]:
    for uses in (job.uses, *(step.uses for step in job.steps)):
        if uses.startswith("./"):
            yield file_of(uses, tree)


def _read(tree: Tree, path: str) -> Workflow | None:
    try:
        content = tree.read(path)
    except TooLarge:
        return None
    found = None if content is None else workflow_of(Source(content))
    return None if isinstance(found, Unreadable) else found
