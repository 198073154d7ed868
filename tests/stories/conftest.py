"""The real service as a process, and a world around it in which people and agents work."""

from __future__ import annotations

import itertools
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.sql import sqlite_url
from tests.databases import STORES, query
from tests.server.conftest import Service, start
from tests.world import World
from tests.world.contracts import Contracts
from tests.world.fixtures import contracts_or_none
from tests.world.handles.pull import Pull
from tests.world.handles.repository import Repository
from tests.world.seen import SeenRun

__all__ = ["contracts_or_none"]

_ONE_STORE_WILL_DO = re.compile(
    r"test_trouble\.py::.*(made_up_for|names_no_secret|ends_in_order)\[postgresql"
    r"|test_kills\.py::.*\[postgresql-(making|sending|adding)"
    r"|test_faults\.py::.*(clock|disk_that_is_full).*\[postgresql"
)
"""Stories that start the service again and again; `DECISIS_ALL_MOMENTS=1` plays them on both stores."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to `make thorough` what one store shows as well."""
    if "DECISIS_ALL_MOMENTS" in os.environ:
        return
    left = [item for item in items if _ONE_STORE_WILL_DO.search(item.nodeid)]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


POLICY = b"version: 1\nmode: enforce\n"
DECISION = b"""---
status: accepted
date: 2026-03-02
decision-makers: ["@alice"]
enforce:
  level: block
  for: agents
  instead: Put it into `src/modern`.
  rules:
    - forbid-path: ["src/legacy/**"]
---
# Leave the legacy code alone

## Decision Outcome

The legacy code is frozen, because it is being replaced.
"""
FILES = {
    "README.md": b"# Shop\n",
    ".github/decisis.yml": POLICY,
    "docs/decisions/0001-legacy.md": DECISION,
    "src/legacy/old.py": b"x = 1\n",
}
BAD = {"src/legacy/new.txt": b"y = 2\n"}
GOOD = {"src/legacy/new.txt": None, "src/modern/new.txt": b"y = 2\n"}


@dataclass
class Stage:
    """A world with the service in it.

    Attributes:
        world: the world.
        directory: where service and world keep what they have.
        url: the database.
        variables: more variables of the service's environment, from its next start on.
    """

    world: World
    directory: Path
    url: str
    service: Service = field(init=False)
    variables: Mapping[str, str] = field(default_factory=dict)
    _names: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def begin(self) -> None:
        """Start the service, again if it was ended, and have deliveries sent to it."""
        variables = {
            **self.world.environment(),
            "DECISIS_DATA_DIR": str(self.directory / "data"),
            "DECISIS_DATABASE_URL": self.url,
            "DECISIS_PORT": "0",
            **self.variables,
        }
        self.service = start(variables, self.directory / "service.log")
        self.world.listen(self.service.url + "/webhook")

    def shop(self, files: Mapping[str, Any] | None = None, **options: Any) -> Repository:
        """A repository of its own, with a policy and a decision, in an organisation of its own."""
        return self.world.repository(
            f"acme-{next(self._names)}/shop", files={**FILES, **(files or {})}, **options
        )

    def settled(self, pull: Pull) -> SeenRun:
        """The completed check run of the present head."""
        return self.world.verdict(pull, 30)

    def idle(self) -> None:
        """Wait until every delivery was sent and every job is done."""
        self.world.delivered(30)
        self.world.until(lambda: not self._open_jobs(), 30, "the end of all jobs")

    def _open_jobs(self) -> int:
        query = "SELECT count(*) FROM workflow_status WHERE status IN ('ENQUEUED', 'PENDING')"
        return int(self.query(query)[0][0])

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Look into the service's database."""
        return query(self.url, statement)

    def records(self, pull: Pull) -> list[dict[str, Any]]:
        """The ledger's verdicts on a pull request."""
        return [each for each in self._chain(pull.repository, pull.number) if "kind" not in each]

    def notes(self, place: Pull | Repository, kind: str) -> list[dict[str, Any]]:
        """What the ledger's records of a kind say of a pull request, or of a whole repository."""
        repository, number = (place, 0) if isinstance(place, Repository) else (place.repository, place.number)
        found = self._chain(repository, number)
        return [json.loads(each["document"]) for each in found if each.get("kind") == kind]

    def _chain(self, repository: Repository, number: int) -> list[dict[str, Any]]:
        found = [json.loads(row[0]) for row in self.query("SELECT record FROM verdicts ORDER BY sequence")]
        return [each for each in found if (each["repository"], each["pull"]) == (repository.id, number)]

    def end(self) -> None:
        """End the service."""
        self.service.kill()


def _staged(
    directory: Path, contracts: Contracts | None, url: str = "", variables: Mapping[str, str] | None = None
) -> Iterator[Stage]:
    with World(directory / "world", contracts=contracts) as world:
        url = url or sqlite_url(directory / "data" / "decisis.db")
        stage = Stage(world, directory, url, variables or {})
        stage.begin()
        try:
            yield stage
        finally:
            stage.end()
            if "DECISIS_TEST_LOG" in os.environ:
                print((directory / "service.log").read_text())


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, contracts_or_none: Contracts | None) -> Iterator[Stage]:
    """One world and one service for stories that leave nothing odd behind; each has its own repository.

    At the end every check run of theirs has one of the three conclusions.
    """
    for stage in _staged(tmp_path_factory.mktemp("town"), contracts_or_none):
        yield stage
        stage.idle()
        runs = [run for each in stage.world.core.state.repositories.values() for run in each.runs]
        assert {run.status for run in runs} <= {"completed"}
        assert {run.conclusion for run in runs} <= {"success", "failure", "action_required"}


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory, contracts_or_none: Contracts | None) -> Iterator[Stage]:
    """One world and one service for stories in which something fails, each in its own repository.

    At the end nothing is there twice, and nothing was asked that GitHub does not know.
    """
    for stage in _staged(tmp_path_factory.mktemp("harbour"), contracts_or_none):
        yield stage
        stage.world.assert_clean(allow=["fault"])


@pytest.fixture(scope="module")
def forum(tmp_path_factory: pytest.TempPathFactory, contracts_or_none: Contracts | None) -> Iterator[Stage]:
    """One world and one service for stories in which people change what a commit is judged by.

    Annotations cannot be taken back, so a second check run stands for a commit whose findings were permitted.
    """
    for stage in _staged(tmp_path_factory.mktemp("forum"), contracts_or_none):
        yield stage
        problems = stage.world.problems()
        assert [line for line in problems.pop("duplicate", []) if not line.startswith("check run")] == []
        assert {kind: lines for kind, lines in problems.items() if lines} == {}


@pytest.fixture(scope="module")
def night_variables() -> Mapping[str, str]:
    """More variables of the environment of the service of `night`; a module may have its own."""
    return {}


@pytest.fixture(scope="module", params=STORES)
def _night(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    contracts_or_none: Contracts | None,
    night_variables: Mapping[str, str],
) -> Iterator[Stage]:
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgresql").database()
    yield from _staged(tmp_path_factory.mktemp("night"), contracts_or_none, url, night_variables)


@pytest.fixture
def night(_night: Stage) -> Stage:
    """One world whose service dies again and again, on each store; it runs when a story begins."""
    if not _night.service.is_alive:
        _night.begin()
    return _night


@pytest.fixture
def stage(tmp_path: Path, contracts_or_none: Contracts | None) -> Iterator[Stage]:
    """A world and a service of the story's own."""
    yield from _staged(tmp_path, contracts_or_none)
