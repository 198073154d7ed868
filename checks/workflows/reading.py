"""Reads workflows and composite actions of GitHub, and says which files are such."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from checks.change import Tree
from checks.source import Source
from checks.values.formats import Format, documents_of
from checks.values.lookups import child, entries, nodes, text, texts
from checks.values.node import Items, Leaf, Node, Table, Unreadable, scalar_text
from checks.workflows.model import Job, Step, Workflow

FOLDER = ".github/workflows"
_WORKFLOW = re.compile(r"\.github/workflows/[^/]+\.ya?ml")
_ACTION = re.compile(r"(?:.*/)?action\.ya?ml")
_COMPILED = re.compile(r"\.lock\.ya?ml$")
_BLOCK_SIGN = re.compile(r":\s*(?:[!&]\S+\s+)*(?P<sign>[|>])[-+0-9]*\s*(?:#.*)?$")


@lru_cache(4_096)
def is_workflow(path: str) -> bool:
    """Whether GitHub runs the file as a workflow; one that a program compiles is not looked at."""
    return _WORKFLOW.fullmatch(path) is not None and not _COMPILED.search(path)


@lru_cache(4_096)
def is_run(path: str) -> bool:
    """Whether GitHub runs the file as a workflow, whoever wrote it."""
    return _WORKFLOW.fullmatch(path) is not None


@lru_cache(4_096)
def is_action(path: str) -> bool:
    """Whether the file describes an action."""
    return _ACTION.fullmatch(path) is not None


@lru_cache(256)
def workflow_of(source: Source) -> Workflow | Unreadable:
    """The workflow or action in a file, or why it cannot be read."""
    documents = documents_of(source, Format.YAML)
    if isinstance(documents, Unreadable):
        return documents
    root = documents[0] if documents else None
    if not isinstance(root, Table):  # GitHub runs nothing of such a file
        return Workflow("", {}, 0, None, 0, {}, ())
    if child(root, "runs") is not None:
        steps = _steps(child(root, "runs"), "", source)
        return Workflow("", {}, 0, None, 0, {}, (_job("action", root, steps, root.line),), is_action=True)
    shell = _default_shell(root, "")
    jobs = tuple(
        _job(entry.key, entry.node, _steps(entry.node, _default_shell(entry.node, shell), source), entry.line)
        for entry in entries(child(root, "jobs"))
    )
    on = child(root, "on") or child(root, "true")
    return Workflow(
        name=text(child(root, "name")),
        triggers=_triggers(on),
        triggers_line=_line_of(root, "on") or _line_of(root, "true"),
        permissions=child(root, "permissions"),
        permissions_line=_line_of(root, "permissions"),
        env=_variables(child(root, "env")),
        jobs=jobs,
    )


def workflow_at(tree: Tree, path: str) -> Workflow | None:
    """The workflow at a path of a tree; `None` if there is none that can be read."""
    content = tree.read(path)
    found = None if content is None else workflow_of(Source(content))
    return found if isinstance(found, Workflow) else None


def _triggers(node: Node | None) -> Mapping[str, tuple[Node | None, int]]:
    if isinstance(node, Table):
        return {entry.key: (entry.node, entry.line) for entry in node.entries}
    return {scalar_text(item.value): (None, item.line) for item in nodes(node) if isinstance(item, Leaf)}


def _job(name: str, node: Node, steps: tuple[Step, ...], line: int) -> Job:
    runs_on = child(node, "runs-on")
    labels = child(runs_on, "labels") if isinstance(runs_on, Table) else runs_on
    environment = child(node, "environment")
    return Job(
        id=name,
        name=text(child(node, "name")),
        line=line,
        uses=text(child(node, "uses")),
        uses_line=_line_of(node, "uses"),
        condition=text(child(node, "if")),
        condition_line=_line_of(node, "if"),
        tolerant=text(child(node, "continue-on-error")),
        tolerant_line=_line_of(node, "continue-on-error"),
        permissions=child(node, "permissions"),
        permissions_line=_line_of(node, "permissions"),
        runs_on=texts(labels),
        runs_on_line=_line_of(node, "runs-on"),
        matrix=child(node, "strategy", "matrix"),
        secrets=child(node, "secrets"),
        secrets_line=_line_of(node, "secrets"),
        env=_variables(child(node, "env")),
        needs=texts(child(node, "needs")),
        environment=text(child(environment, "name") if isinstance(environment, Table) else environment),
        steps=steps,
    )


def _steps(node: Node | None, shell: str, source: Source) -> tuple[Step, ...]:
    listed = child(node, "steps")
    found = listed.nodes if isinstance(listed, Items) else ()
    return tuple(_step(one, shell, source) for one in found if isinstance(one, Table))


def _step(node: Table, shell: str, source: Source) -> Step:
    run = child(node, "run")
    run_line = _line_of(node, "run")
    is_block = run_line > 0 and _BLOCK_SIGN.search(source.lines[run_line - 1])
    return Step(
        line=node.line,
        id=text(child(node, "id")),
        uses=text(child(node, "uses")),
        uses_line=_line_of(node, "uses"),
        script=text(run),
        script_line=run_line + 1 if is_block else run_line,
        is_literal=bool(is_block and is_block["sign"] == "|"),
        interpreter=text(child(node, "shell")) or shell,
        condition=text(child(node, "if")),
        condition_line=_line_of(node, "if"),
        tolerant=text(child(node, "continue-on-error")),
        tolerant_line=_line_of(node, "continue-on-error"),
        inputs=_variables(child(node, "with")),
        env=_variables(child(node, "env")),
    )


def _default_shell(node: Node, otherwise: str) -> str:
    return text(child(node, "defaults", "run", "shell")) or otherwise


def _variables(node: Node | None) -> Mapping[str, tuple[str, int]]:
    return {entry.key: (text(entry.node), entry.line) for entry in entries(node)}


def _line_of(node: Node | None, key: str) -> int:
    return next((entry.line for entry in reversed(entries(node)) if entry.key == key), 0)
