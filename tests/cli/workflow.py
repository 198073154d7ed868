"""A runner of GitHub Actions as far as a step can tell: in this process, or as a process of its own."""

from __future__ import annotations

import io
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import main
from tests.report.runner import Command, commands
from tests.world import World
from tests.world.handles.repository import Repository

ROOT = Path(__file__).parents[2]
WRITING = {"contents": "read", "pull_requests": "read", "checks": "write"}
READING = {"contents": "read", "pull_requests": "read", "checks": "read"}


@dataclass(frozen=True)
class Step:
    """What a step left behind."""

    code: int
    log: str
    summary: str
    outputs: dict[str, str]

    @property
    def commands(self) -> list[Command]:
        """What the runner takes for commands, of both streams."""
        return commands(self.log)

    @property
    def report(self) -> Any:
        """The JSON report."""
        return json.loads(Path(self.outputs["report-file"]).read_bytes())

    @property
    def found(self) -> list[tuple[str, str, int]]:
        """Rule, path and line of all findings."""
        return [(each["rule"], each["path"], each["line"]) for each in self.report["findings"]]

    @property
    def ids(self) -> set[str]:
        """Ids of all findings."""
        return {each["id"] for each in self.report["findings"]}


@dataclass
class Workflow:
    """Runs steps for the events of one repository."""

    world: World
    repository: Repository
    directory: Path
    permissions: Mapping[str, str] = field(default_factory=lambda: WRITING)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def event(self, name: str = "pull_request") -> Any:
        """The newest event of that name, as GitHub told it."""
        return next(each.payload for each in reversed(self.world.deliveries) if each.event == name)

    def run(
        self,
        name: str = "pull_request",
        payload: Any = None,
        variables: Mapping[str, str | None] | None = None,
        **more: str,
    ) -> Step:
        """Run `decisis action`; one of `variables` that is `None` is not set."""
        place = self._place()
        return self._done(place, *_called(place, self._environment(place, name, payload, variables, more)))

    def run_apart(self, **more: str) -> Step:
        """Run it for the newest pull request as a process of its own."""
        place = self._place()
        done = subprocess.run(
            [sys.executable, "-P", "-m", "bot.cli.main", "action"],
            env={"PYTHONPATH": str(ROOT), **self._environment(place, "pull_request", None, None, more)},
            cwd=place,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
        )
        return self._done(place, done.returncode, done.stdout.decode())

    def _place(self) -> Path:
        place = self.directory / f"step-{next(self._numbers)}"
        (place / "temp").mkdir(parents=True)
        return place

    def _environment(
        self,
        place: Path,
        name: str,
        payload: Any,
        variables: Mapping[str, str | None] | None,
        more: Mapping[str, str],
    ) -> dict[str, str]:
        event = place / "event.json"
        event.write_text(json.dumps(self.event(name) if payload is None else payload))
        given = {
            "PATH": os.environ["PATH"],
            "HOME": str(place),
            "GITHUB_EVENT_NAME": name,
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_REPOSITORY": self.repository.full_name,
            "GITHUB_REPOSITORY_ID": str(self.repository.id),
            "GITHUB_API_URL": self.world.api_url,
            "GITHUB_SERVER_URL": self.world.url,
            "GITHUB_STEP_SUMMARY": str(place / "summary.md"),
            "GITHUB_OUTPUT": str(place / "outputs"),
            "GITHUB_TOKEN": self.world.actions.token(self.repository, **self.permissions),
            "RUNNER_TEMP": str(place / "temp"),
            **(variables or {}),
            **more,
        }
        return {key: value for key, value in given.items() if value is not None}

    @staticmethod
    def _done(place: Path, code: int, log: str) -> Step:
        assert [each.name for each in (place / "temp").iterdir() if each.is_dir()] == []
        return Step(code, log, _text(place / "summary.md"), outputs(place / "outputs"))


def _called(place: Path, environment: Mapping[str, str]) -> tuple[int, str]:
    """What `decisis action` returns and prints in this process, with that environment and nothing else."""
    log = io.StringIO()
    with pytest.MonkeyPatch.context() as patched, redirect_stdout(log), redirect_stderr(log):
        for key in os.environ:
            patched.delenv(key)
        for key, value in environment.items():
            patched.setenv(key, value)
        patched.chdir(place)
        return main(["action"]), log.getvalue()


def outputs(file: Path) -> dict[str, str]:
    """The outputs as the runner reads them: `NAME<<DELIMITER`, lines, the delimiter."""
    found, lines = {}, iter(_text(file).splitlines())
    for line in lines:
        name, _, delimiter = line.partition("<<")
        assert len(delimiter) >= 32
        found[name] = "\n".join(iter(partial(next, lines), delimiter))
    return found


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""
