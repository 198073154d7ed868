"""A workflow, its jobs and their steps. Lines are those of `Source.text`, from 1; 0 where nothing stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checks.values.node import Node


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step of a job or of a composite action.

    Attributes:
        line: where it begins.
        id: by which expressions name it, empty if nothing does.
        uses: the action, as written.
        uses_line: the line of that.
        script: the text of `run`.
        script_line: the line of the first line of the script.
        is_literal: whether the lines of the script are lines of the file.
        interpreter: the shell that is asked for, by the step or by the defaults above it.
        condition: the text of `if`.
        condition_line: the line of that.
        tolerant: the text of `continue-on-error`.
        tolerant_line: the line of that.
        inputs: the texts of `with` by name, with their lines.
        env: the texts of `env` by name, with their lines.
    """

    line: int
    id: str
    uses: str
    uses_line: int
    script: str
    script_line: int
    is_literal: bool
    interpreter: str
    condition: str
    condition_line: int
    tolerant: str
    tolerant_line: int
    inputs: Mapping[str, tuple[str, int]]
    env: Mapping[str, tuple[str, int]]


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """One job; one that calls another workflow has `uses` and no steps, `name` is what it is shown as."""

    id: str
    name: str
    line: int
    uses: str
    uses_line: int
    condition: str
    condition_line: int
    tolerant: str
    tolerant_line: int
    permissions: Node | None
    permissions_line: int
    runs_on: tuple[str, ...]
    runs_on_line: int
    matrix: Node | None
    secrets: Node | None
    secrets_line: int
    env: Mapping[str, tuple[str, int]]
    needs: tuple[str, ...]
    environment: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Workflow:
    """A workflow, or a composite action as a workflow of one job that others call.

    Attributes:
        name: what it is shown as, empty where its file's name is.
        triggers: the events it runs on, each with its filters and the line of its name.
        permissions: the value of `permissions`, `None` where it is not said.
        permissions_line: the line of that.
        env: the texts of `env` by name, with their lines.
        jobs: the jobs in the order of the text.
        is_action: whether it is a composite action.
    """

    name: str
    triggers: Mapping[str, tuple[Node | None, int]]
    triggers_line: int
    permissions: Node | None
    permissions_line: int
    env: Mapping[str, tuple[str, int]]
    jobs: tuple[Job, ...]
    is_action: bool = False
