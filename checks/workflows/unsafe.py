"""What a change lets strangers do through the workflows: rights, code of theirs, code by others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from checks.change import Change, ChangedFile, Incomplete, Reason, TooLarge, unread
from checks.finding import Level, Violation
from checks.introduced import introduced
from checks.source import Source
from checks.values.lookups import text
from checks.values.node import Unreadable
from checks.workflows.model import Job, Workflow
from checks.workflows.occurrences import is_looked_at
from checks.workflows.pins import Use, unpinned, uses_in
from checks.workflows.reading import FOLDER, is_workflow, workflow_at, workflow_of
from checks.workflows.rights import is_for_strangers, widened
from checks.workflows.untrusted import head_checkouts, injections

_Workflows = dict[str, tuple[Source, Workflow]]

_ASKED_FOR = re.compile(
    r"author_association|head\.repo\.(?:full_name|fork)|\.label|github\.actor|user\.login|inputs\.|permission"
)
_ALL_SECRETS = re.compile(r"tojson\(\s*secrets\s*\)", re.IGNORECASE)
_USE_ENV = "hand the text over in `env` and use the variable in quotes"
_SPLIT = "check out the base, or work on the head in a workflow on `pull_request` without rights and secrets"


def unsafe(change: Change) -> Iterator[Violation | Incomplete]:
    """Everything of the head's workflows that is unsafe and was not so before."""
    files = {file.path: file for file in change.files if is_looked_at(file.path)}
    if not files:
        return
    base = _workflows((path, file.base_source) for path, file in files.items())
    head = _workflows((path, file.head_source) for path, file in files.items())
    yield from _gaps(files, base, head)
    old = [seen for path, found in base.items() for seen in unsafe_places(path, *found)]
    new = [seen for path, found in head.items() for seen in unsafe_places(path, *found)]
    yield from introduced(files, old, new)
    yield from _rights(base, head)
    yield from _pins(change, files, base, head)


def _workflows(sides: Iterable[tuple[str, Source | None]]) -> _Workflows:
    read = [(path, source, workflow_of(source)) for path, source in sides if source is not None]
    return {path: (source, found) for path, source, found in read if isinstance(found, Workflow)}


def _gaps(files: dict[str, ChangedFile], base: _Workflows, head: _Workflows) -> Iterator[Incomplete]:
    """Workflows that came in, or could be read before, and cannot be read."""
    for path, file in files.items():
        if path in head or file.head is None or (file.base is not None and path not in base):
            continue
        if file.head.is_unread:
            yield unread(path, file.head.size)
        elif file.head_source is not None and is_workflow(path):
            why = workflow_of(file.head_source)
            if isinstance(why, Unreadable):
                yield Incomplete(Reason.NOT_ANALYSED, path, why.limit, why.measured, why.help)


def unsafe_places(path: str, source: Source, workflow: Workflow) -> Iterator[Violation]:
    """What is unsafe by itself in one workflow or action; lines as git counts them."""
    for seen in (*_injected(path, workflow), *_checked_out(path, workflow), *_handed(path, workflow)):
        line = source.git_line(max(seen.line, 1))
        yield replace(seen, line=line, end_line=line)


def _injected(path: str, workflow: Workflow) -> Iterator[Violation]:
    risky = is_for_strangers(workflow) or workflow.is_action
    for _, line, hit in injections(workflow):
        said = f"puts what strangers write into a script, by `{hit}`"
        level = Level.BLOCK if risky else Level.WARN
        yield Violation(path, line, line, said, f"injection {level} {hit}", instead=_USE_ENV, at_most=level)


def _checked_out(path: str, workflow: Workflow) -> Iterator[Violation]:
    events = sorted({"pull_request_target", "workflow_run", "issue_comment"} & set(workflow.triggers))
    if not events:
        return
    for job in workflow.jobs:
        for step, runs in head_checkouts(job):
            is_asked = any(_ASKED_FOR.search(one) for one in _conditions(job))
            is_open = runs and not is_asked and events != ["issue_comment"]
            done = "and runs what lies there" if runs else "where anything may run it"
            said = f"checks out the head of a pull request on `{events[0]}`, {done}"
            level = Level.BLOCK if is_open else Level.WARN
            text_ = f"head {events[0]} {job.id}"
            yield Violation(path, step.line, step.line, said, text_, instead=_SPLIT, at_most=level)


def _conditions(job: Job) -> Iterator[str]:
    yield job.condition
    yield job.environment and "permission"
    yield from (step.condition for step in job.steps)


def _handed(path: str, workflow: Workflow) -> Iterator[Violation]:
    """Secrets given away, commands that GitHub switched off, runners of one's own for everybody."""
    for job in workflow.jobs:
        if text(job.secrets) == "inherit" and not job.uses.startswith("./") and job.uses:
            said = f"hands every secret to `{job.uses.partition('@')[0]}`"
            yield Violation(path, job.secrets_line, 0, said, said, at_most=Level.WARN)
        if "self-hosted" in job.runs_on and {"pull_request", "pull_request_target"} & set(workflow.triggers):
            said = f"runs pull requests on a machine of one's own, by the job `{job.id}`"
            yield Violation(path, job.runs_on_line, 0, said, f"self-hosted {job.id}", at_most=Level.NOTE)
        for step in job.steps:
            scripts = ((step.script, step.script_line), *step.env.values(), *step.inputs.values())
            for value, line in scripts:
                if _ALL_SECRETS.search(value):
                    said = "hands every secret over, by `toJSON(secrets)`"
                    yield Violation(path, line, 0, said, f"{said} {job.id}", at_most=Level.BLOCK)
        for env in (workflow.env, job.env, *(step.env for step in job.steps)):
            value, line = env.get("ACTIONS_ALLOW_UNSECURE_COMMANDS", ("", 0))
            if value.lower() == "true":
                said = "permits workflow commands that GitHub switched off"
                yield Violation(path, line, 0, said, said, at_most=Level.WARN)


def _rights(base: _Workflows, head: _Workflows) -> Iterator[Violation]:
    gone = [workflow for path, (_, workflow) in base.items() if path not in head]
    for path, (source, workflow) in head.items():
        before = [base[path][1]] if path in base else gone
        for line, said, level in widened(before, workflow):
            git_line = source.git_line(max(line, 1))
            instead = "name the rights that the job needs, on the job"
            yield Violation(path, git_line, git_line, said, said, instead=instead, at_most=level)


def _pins(
    change: Change, files: dict[str, ChangedFile], base: _Workflows, head: _Workflows
) -> Iterator[Violation]:
    owner = change.facts.repository.partition("/")[0]
    before = [use for _, workflow in base.values() for use in uses_in(workflow, owner)]
    known = {(use.action, use.ref) for use in before}
    uses = {path: list(uses_in(workflow, owner)) for path, (_, workflow) in head.items()}
    if all(use.is_pinned or (use.action, use.ref) in known for found in uses.values() for use in found):
        return
    style = [*before, *_habit(change, owner, set(base))]
    for path, found in uses.items():
        for use, said, level in unpinned(found, before, style):
            line = head[path][0].git_line(use.line)
            if (use.action, use.ref) in known and line not in files[path].added_lines:
                continue
            instead = "name the commit, with the version as a comment"
            yield Violation(path, line, line, said, f"{use.action}@{use.ref}", instead=instead, at_most=level)


def _habit(change: Change, owner: str, without: set[str]) -> Iterator[Use]:
    """What the workflows of the base use that nobody changed."""
    for path in change.base_tree.walk(FOLDER):
        if path not in without and is_workflow(path):
            try:
                workflow = workflow_at(change.base_tree, path)
            except TooLarge:
                continue
            yield from uses_in(workflow, owner) if workflow else ()
