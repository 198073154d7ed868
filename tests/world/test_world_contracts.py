"""GitHub's description judges requests, and the lock that fetches it names no host."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.world import contracts as module
from tests.world.client import Client
from tests.world.contracts import Contracts, Unavailable, fetch
from tests.world.fixtures import described
from tests.world.handles.pull import Pull
from tests.world.world import World


def test_the_lock_pins_versions_and_integrity_and_names_no_host() -> None:
    text = (module.LOCK / "package-lock.json").read_text()
    packages = {name: one for name, one in json.loads(text)["packages"].items() if name}
    assert packages
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())
    assert not re.search(r"https?:|resolved", text)
    wanted = json.loads((module.LOCK / "package.json").read_text())["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())


def test_a_breach_of_the_description_is_recorded(
    world: World, pull: Pull, client: Client, contracts: Contracts
) -> None:
    body = {"name": "decisis", "head_sha": pull.head_sha, "status": "in_progress", "colour": "red"}
    client.json("POST", "/repos/acme/shop/check-runs", body)
    client.call("GET", "/repos/acme/shop/pulls", params={"sort": "colour", "shade": "dark"})
    client.call("POST", "/repos/acme/shop/issues/1/comments", json={"body": 5})
    assert {line.partition(":")[2].strip() for line in world.record.violations} == {
        "unknown key `colour`",
        "unknown query parameter `shade`",
        'query parameter `sort` /: "colour" is not one of "created", "updated" or 2 other candidates',
        'body /body: 5 is not of type "string"',
    }


def test_unknown_keys_are_found_inside_lists(contracts: Contracts) -> None:
    operation = "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews"
    body = {"event": "COMMENT", "comments": [{"path": "a", "line": 1, "body": "b", "colour": 1}]}
    found = contracts.check_request(operation, {}, {}, body)
    assert found == [f"{operation}: unknown key `comments[0].colour`"]


def test_a_described_operation_of_the_product_is_no_breach(contracts: Contracts) -> None:
    operation = "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}"
    body = {"status": "completed", "conclusion": "success", "output": {"title": "t", "summary": "s"}}
    found = contracts.check_request(operation, {"check_run_id": "1"}, {}, body)
    assert found == []


def test_without_npm_there_is_one_clear_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match="npm is not installed"):
        fetch(tmp_path / "cache")


def test_without_a_registry_there_is_one_clear_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho 'request to the registry failed' >&2\nexit 1\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(Unavailable, match="npm ci failed: request to the registry failed"):
        fetch(tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_unavailable_contracts_fail_in_ci_and_only_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def unavailable() -> Contracts:
        raise Unavailable("npm is not installed")

    monkeypatch.setenv("CI", "false")
    assert described(unavailable) is None
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="must run in CI: npm is not installed"):
        described(unavailable)


def test_the_world_works_without_the_description() -> None:
    with World() as world:
        shop = world.repository("acme/shop")
        shop.open_pull(world.agent(), files={"a": "b"})
        world.assert_clean()
