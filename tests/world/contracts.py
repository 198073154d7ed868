"""GitHub's own description, as a judge of requests, answers and deliveries.

It is fetched with the ordinary npm client by the lock in `tests/contracts/`, cached in a folder named after
the lock's hash, and never copied into the repository.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema_rs

from tests.world.schemas import Schemas, unknown_keys

LOCK = Path(__file__).resolve().parents[1] / "contracts"
CACHE = Path(__file__).resolve().parents[2] / ".cache" / "contracts"
DESCRIPTION = "node_modules/@octokit/openapi/generated/api.github.com.json"
FETCH_SECONDS = 180
CALLED_WITHOUT_CHECK = {"owner", "repo"}


class Unavailable(Exception):
    """The description cannot be had on this machine now."""


def fetch(cache: Path = CACHE) -> Path:
    """Path of the description, fetched on first use.

    Raises:
        Unavailable: there is no npm, or the registry cannot be reached.
    """
    lock = LOCK / "package-lock.json"
    folder = cache / hashlib.sha256(lock.read_bytes()).hexdigest()[:16]
    if not (folder / DESCRIPTION).exists():
        _install(lock, folder)
    return folder / DESCRIPTION


def _install(lock: Path, folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise Unavailable("npm is not installed; it fetches GitHub's description for the contract checks")
    building = folder.with_name(f"{folder.name}.{os.getpid()}")
    building.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", lock.name):
        shutil.copy(lock.with_name(name), building / name)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(building)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        shutil.rmtree(building, ignore_errors=True)
        raise Unavailable(f"npm ci did not finish within {FETCH_SECONDS} s") from None
    if done.returncode:
        shutil.rmtree(building, ignore_errors=True)
        raise Unavailable(f"npm ci failed: {done.stderr.strip()[-300:]}")
    for other in (building / DESCRIPTION).parent.glob("*.json"):
        if other.name != Path(DESCRIPTION).name:
            other.unlink()
    try:
        building.rename(folder)
    except OSError:
        shutil.rmtree(building)
        if not (folder / DESCRIPTION).exists():
            raise


@functools.cache
def load(path: Path) -> Contracts:
    """The description at `path`, read once per process."""
    return Contracts(Schemas(json.loads(path.read_bytes())))


@dataclass
class Contracts:
    """Checks one message at a time; every method returns what is wrong, one sentence each."""

    schemas: Schemas
    _used: set[str] = field(default_factory=set)

    def check_request(
        self, operation: str, params: Mapping[str, str], query: Mapping[str, str], body: Any
    ) -> list[str]:
        """A request of the product against the operation's parameters and body."""
        found = self.schemas.operation(operation)
        if found is None:
            return [f"{operation}: GitHub describes no such operation"]
        self._used.add(operation)
        problems = []
        for where, given in (("path", params), ("query", query)):
            for name, value in given.items():
                schema = found.parameters.get((where, name))
                if schema is None:
                    if where == "query" or name not in CALLED_WITHOUT_CHECK:
                        problems.append(f"{operation}: unknown {where} parameter `{name}`")
                    continue
                problems += _errors(schema, _typed(value), f"{operation}: {where} parameter `{name}`")
        if found.body is not None and (body is not None or found.body_required):
            problems += _errors(found.body, body, f"{operation}: body")
            problems += [f"{operation}: unknown key `{key}`" for key in unknown_keys(found.body_schema, body)]
        return problems

    def check_answer(self, operation: str, status: int, value: Any, version: str) -> list[str]:
        """An answer of the world's own against the response schema of its status."""
        if value is None or status >= 400 or status == 301:
            return []
        validator = self.schemas.answer(operation, status, version)
        if validator is None:
            return [f"{operation}: GitHub describes no answer {status}"]
        return _errors(validator, value, f"{operation}: answer {status}")

    def check_delivery(self, event: str, action: str | None, payload: Any) -> list[str]:
        """A payload of the world's own against the description of the event."""
        name = "-".join(filter(None, (event, action))).replace("_", "-")
        validator = self.schemas.webhook(name)
        if validator is None:
            return [f"delivery {name}: GitHub describes no such event"]
        return _errors(validator, payload, f"delivery {name}")


def _typed(value: str) -> Any:
    return int(value) if value.isdecimal() else value == "true" if value in ("true", "false") else value


def _errors(validator: jsonschema_rs.Validator, value: Any, where: str) -> list[str]:
    found = []
    for error in validator.iter_errors(value):
        place = "/".join(str(part) for part in error.instance_path)
        found.append(f"{where} /{place}: {error.message[:300]}")
    return found[:10]
