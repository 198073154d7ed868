"""Every place in the workflows of one side where something is checked, and whether a failure there counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from checks.change import TooLarge, Tree
from checks.path_parts import folder_of
from checks.test_runs.options import Option, options_of
from checks.workflows.known import Checking, action_check, checks_of
from checks.workflows.model import Job, Step, Workflow
from checks.workflows.reading import FOLDER, is_action, is_workflow, workflow_at
from checks.workflows.shell import EXPRESSION, commands_of
from checks.workflows.silencing import silenced
from checks.workflows.tools import Kind

_DEEPEST = 3
_QUOTED = re.compile(r"""["']""")
_VERSION = re.compile(r"(?<=[\w\]])(?:[=~!<>]=?=?|@)v?\d[\w.*+-]*|\$\{?EXPRESSION\}?")
_VERDICT = re.compile(r"setFailed|checks\.create|\bexit (?:[1-9$]|\"\$)|throw new Error|process\.exit")
_NOT_SHELLS = ("python", "node", "cmd")
_LENIENT_FLAGS = {
    *("--exit-zero", "--soft-fail", "--no-fail", "--fail-under=0", "-DskipTests", "-Dmaven.test.skip=true"),
    *(
        "-Dmaven.test.skip",
        "-DskipTests=true",
        "-Dmaven.test.failure.ignore",
        "-Dmaven.test.failure.ignore=true",
    ),
    *("--exit-code=0", "--issues-exit-code=0", "--passWithNoTests", "--suppress-exit-code", "--no-error"),
}
_LENIENT_PAIRS = {("--exit-code", "0"), ("--issues-exit-code", "0"), ("-x", "test"), ("--fail-under", "0")}


@dataclass(frozen=True, slots=True)
class Place:
    """One command or action that checks.

    Attributes:
        path: the workflow or action in which it is reached.
        job: the id of its job.
        line: its line, as `Source.text` counts.
        checking: what it checks.
        command: the command without versions and quotes, for comparison.
        muted: what keeps a failure from counting, empty if it counts.
        muted_line: where that stands.
        conditions: the conditions it is under, those of the job first.
        condition_line: the line of the last.
        is_judged: whether a later step of the job may fail it, or publish a verdict of its own.
        options: options by which it runs less than all of its tests.
    """

    path: str
    job: str
    line: int
    checking: Checking
    command: str
    muted: str
    muted_line: int
    conditions: tuple[str, ...]
    condition_line: int
    is_judged: bool = False
    options: tuple[Option, ...] = ()

    @property
    def shown(self) -> str:
        """The check as people call it."""
        return self.checking.key.removeprefix("uses ")


def places_in(
    path: str, workflow: Workflow, tree: Tree, changed: Iterable[str], depth: int = 0
) -> list[Place]:
    """The places of a workflow, with those of the actions and workflows of the repository that it calls.

    Args:
        path: its path.
        workflow: the workflow.
        tree: where it and what it calls are.
        changed: paths that are looked at by themselves.
        depth: how many calls lead here.
    """
    left_out = frozenset(changed)
    found = []
    for job in workflow.jobs:
        called = _called(path, job.uses, job.uses_line, tree, left_out, depth)
        found += [replace(place, job=job.id) for place in called]
        if job.uses and (checking := action_check(job.uses)):
            found.append(Place(path, job.id, job.uses_line, checking, checking.key, "", 0, (), 0))
        for step in job.steps:
            called = _called(path, step.uses, step.uses_line, tree, left_out, depth)
            found += [_within(place, job, step) for place in (*_own(path, job, step), *called)]
    return [_in_job(place, job) for place in found for job in workflow.jobs if job.id == place.job]


def _own(path: str, job: Job, step: Step) -> Iterator[Place]:
    checking = action_check(step.uses) if step.uses else None
    if checking:
        muted, line = _lenient_inputs(step)
        yield Place(path, job.id, step.uses_line, checking, checking.key, muted, line, (), 0)
    if not step.script or step.interpreter.startswith(_NOT_SHELLS):
        return
    commands = commands_of(step.script)
    for number, command in enumerate(commands):
        for found in checks_of(command.words):
            muted = _lenient(command.words) or silenced(commands, number, interpreter=step.interpreter)
            line = step.script_line + (command.line if step.is_literal else 0)
            options = tuple(options_of(command.words, found.key)) if found.kind is Kind.TESTS else ()
            shown = _normal(command.words)
            yield Place(path, job.id, line, found, shown, muted, line, (), 0, options=options)


def _lenient(words: tuple[str, ...]) -> str:
    for word in words:
        if word in _LENIENT_FLAGS:
            return f"`{word}`"
    pairs = set(pairwise(words)) & _LENIENT_PAIRS
    return f"`{' '.join(min(pairs))}`" if pairs else ""


def _lenient_inputs(step: Step) -> tuple[str, int]:
    for name, (value, line) in step.inputs.items():
        plain = name.lower().replace("_", "-")
        if (plain == "exit-code" and value == "0") or (
            plain in ("fail-on-error", "fail-build", "failonerror") and value.lower() == "false"
        ):
            return f"`{name}: {value}`", line
        if plain in ("soft-fail", "continue-on-error", "warn-only") and value.lower() == "true":
            return f"`{name}: {value}`", line
    return "", 0


def _within(place: Place, job: Job, step: Step) -> Place:
    """A place with what its step says."""
    if step.condition:
        place = replace(
            place, conditions=(step.condition, *place.conditions), condition_line=step.condition_line
        )
    if not place.muted and _tolerates(step.tolerant) and not _is_asked_for(step, job):
        muted = f"`continue-on-error: {step.tolerant}`"
        later = job.steps[job.steps.index(step) + 1 :]
        is_judged = any(_VERDICT.search(text) for one in later for text in (one.script, *_values(one)))
        return replace(place, muted=muted, muted_line=step.tolerant_line, is_judged=is_judged)
    return place


def _in_job(place: Place, job: Job) -> Place:
    """A place with what its job says."""
    if job.condition:
        line = place.condition_line or job.condition_line
        place = replace(place, conditions=(job.condition, *place.conditions), condition_line=line)
    if not place.muted and _tolerates(job.tolerant):
        muted = f"`continue-on-error: {job.tolerant}` of the job `{job.id}`"
        return replace(place, muted=muted, muted_line=job.tolerant_line)
    return place


def _tolerates(text: str) -> bool:
    plain = text.strip().removeprefix("${{").removesuffix("}}").strip().lower()
    return bool(plain) and plain != "false" and "matrix." not in plain and "inputs." not in plain


def _is_asked_for(step: Step, job: Job) -> bool:
    """Whether a later step looks at how the step ended."""
    if not step.id:
        return False
    said = re.compile(rf"steps\.{re.escape(step.id)}\.(?:outcome|conclusion|outputs)")
    texts = [
        text
        for other in job.steps
        for text in (
            other.condition,
            other.script,
            *(value for value, _ in (*other.env.values(), *other.inputs.values())),
        )
    ]
    return any(said.search(text) for text in texts)


def _values(step: Step) -> Iterator[str]:
    return (value for value, _ in (*step.env.values(), *step.inputs.values()))


def _called(path: str, uses: str, line: int, tree: Tree, changed: frozenset[str], depth: int) -> list[Place]:
    """What an action or workflow of the repository checks, as if it stood where it is called."""
    if not uses.startswith("./") or depth >= _DEEPEST:
        return []
    target = file_of(uses, tree)
    if not target or target in changed:
        return []
    workflow = _read(tree, target)
    inner = places_in(target, workflow, tree, changed, depth + 1) if workflow else []
    return [
        replace(one, path=path, line=line, muted_line=line if one.muted else 0, condition_line=line)
        for one in inner
    ]


def file_of(uses: str, tree: Tree) -> str:
    """The file that a `./` reference of the repository names, empty if there is none."""
    plain = uses.removeprefix("./").rstrip("/")
    if plain.endswith((".yml", ".yaml")):
        return plain
    candidates = (f"{plain}/action.yml".lstrip("/"), f"{plain}/action.yaml".lstrip("/"))
    return next((one for one in candidates if tree.mode(one) is not None), "")


def _read(tree: Tree, path: str) -> Workflow | None:
    try:
        return workflow_at(tree, path)
    except TooLarge:
        return None


def everywhere(tree: Tree, without: Mapping[str, object]) -> list[tuple[Workflow, list[Place]]]:
    """The workflows of a tree that nobody changed, and what they check."""
    paths = [path for path in tree.walk(FOLDER) if path not in without and is_workflow(path)]
    read = [(path, workflow) for path in paths if (workflow := _read(tree, path))]
    return [(workflow, places_in(path, workflow, tree, without)) for path, workflow in read]


def is_looked_at(path: str) -> bool:
    """Whether a file is a workflow or an action that workflows of the repository can call."""
    return is_workflow(path) or (is_action(path) and bool(folder_of(path)))


def _normal(words: tuple[str, ...]) -> str:
    joined = " ".join(word.replace(EXPRESSION, "$") for word in words)
    return _VERSION.sub("", _QUOTED.sub("", joined))
