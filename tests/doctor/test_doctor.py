"""`decisis doctor` against a GitHub in which one thing after the other is not as it should be."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import jsonschema_rs
import pytest

from bot.cli.main import main
from bot.doctor import engines, grant, merging
from bot.doctor.examination import ITEMS, gate
from bot.doctor.item import Item, State
from bot.engines.semgrep import SemgrepEngine, binary
from bot.engines.zizmor import ZizmorEngine, program
from bot.github.registration import Installation, Registration
from bot.manifest import PERMISSIONS
from tests.world import BrokenJson, NotFound, RateLimited, Status, World
from tests.world.contracts import Contracts
from tests.world.fixtures import contracts_or_none
from tests.world.handles.repository import Repository

__all__ = ["contracts_or_none"]

DOCS = Path(__file__).parents[2] / "docs"
DECISION = """\
---
status: accepted
date: 2026-03-02
enforce:
  level: block
  instead: put it into `src/modern`
  rules:
    - forbid-path: ["src/legacy/**"]
---
# Leave the legacy code alone
"""
POLICY = ".github/decisis.yml"
RECORD = "docs/decisions/0001-legacy.md"
FILES = {POLICY: "version: 1\nmode: enforce\n", RECORD: DECISION}
BREAK_GLASS = {"actor_id": 7, "actor_type": "Team", "bypass_mode": "pull_request"}

Found = dict[str, Item]


@pytest.fixture
def world(tmp_path: Path, contracts_or_none: Contracts | None) -> Iterator[World]:
    with World(tmp_path / "world", contracts=contracts_or_none) as made:
        yield made
        made.assert_clean(["fault"])


class Hook(ThreadingHTTPServer):
    """Takes deliveries, or refuses them with `status`."""

    daemon_threads = True
    status = 202

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/webhook"


class Taker(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(self.server.status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def hook(world: World) -> Iterator[Hook]:
    with Hook(("127.0.0.1", 0), Taker) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        world.listen(server.url)
        yield server
        world.delivered()
        server.shutdown()
        thread.join()


def looked(world: World, repository: str = "acme/shop", **changed: str) -> Found:
    """The items by name, with the settings of the world and what is changed; `-` takes a setting away."""
    world.delivered()
    environ = {**world.environment(), **changed}
    items = gate({name: text for name, text in environ.items() if text != "-"}, repository)
    assert [item.name for item in items] == list(ITEMS)
    assert all(bool(item.remedy) == (item.state is not State.OK) for item in items)
    return {item.name: item for item in items}


def not_ok(found: Found) -> dict[str, str]:
    return {name: item.state for name, item in found.items() if item.state is not State.OK}


def shop(world: World) -> Repository:
    return world.repository("acme/shop", FILES)


def admin(world: World, made: Repository) -> str:
    return world.other_app("admin").token(made, administration="write", statuses="read")


def test_a_gate_that_holds_is_all_ok(
    world: World, hook: Hook, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = shop(world)
    made.require_check("decisis", world.app)
    made.open_pull(world.agent(), files={"a.py": "a = 1\n"})
    world.delivered()
    for name, value in {**world.environment(), "DECISIS_ADMIN_TOKEN": admin(world, made)}.items():
        monkeypatch.setenv(name, value)
    assert main(["doctor", "--repo", "acme/shop", "--format", "json"]) == 0
    told = capsys.readouterr().out
    report = json.loads(told)
    jsonschema_rs.Draft202012Validator(json.loads((DOCS / "doctor.schema.json").read_text())).validate(report)
    assert [item["name"] for item in report["items"]] == ["semgrep", "zizmor", *ITEMS]
    assert {item["state"] for item in report["items"]} == {"ok"}
    said = {item["name"]: item["seen"] for item in report["items"]}
    assert said["policy"].endswith("with 1 decision record; it enforces")
    assert said["webhook"].startswith("the last ")
    assert "nobody may bypass ruleset" in said["bypass"]
    assert world.app.webhook_secret not in told
    assert "PRIVATE KEY" not in told


def test_everything_that_can_be_wrong_at_github_is_told_with_its_remedy(world: World, hook: Hook) -> None:
    hook.status = 401
    made = world.repository("acme/shop", {**FILES, RECORD: DECISION.replace("forbid-path", "forbid-pathh")})
    made.require_check("decisis")
    pull = made.open_pull(world.agent(), files={"a.py": "a = 1\n"})
    world.actions.post_check_run(made, pull.head_sha, "decisis")
    world.human("mallory").post_status(made, pull.head_sha, "decisis")
    world.delivered()
    grant = world.installation("acme").state_of
    del grant.permissions["merge_queues"]
    grant.events.remove("merge_group")

    found = looked(world, DECISIS_ADMIN_TOKEN=admin(world, made))

    assert not_ok(found) == {
        "webhook": "wrong",
        "permissions": "wrong",
        "events": "wrong",
        "policy": "wrong",
        "required-check": "wrong",
        "bypass": "unknown",
        "forged-checks": "wrong",
        "forged-statuses": "wrong",
    }
    assert "enter one secret" in found["webhook"].remedy
    assert {line.rpartition(" ")[2] for line in found["webhook"].details} == {"401"}
    assert found["permissions"].details == ("lacks `merge_queues: read`",)
    assert found["permissions"].remedy.startswith("accept the new permissions at http")
    assert "`merge_group`" in found["events"].seen
    assert [line.partition(":")[0] for line in found["policy"].details] == [RECORD]
    assert "from anybody" in found["required-check"].seen
    assert found["required-check"].remedy == f"choose the App {world.app.id} as its source"
    assert found["forged-checks"].details == (f"`github-actions` on #1 at {pull.head_sha[:7]}",)
    assert found["forged-statuses"].details == (f"on #1 at {pull.head_sha[:7]}",)


def test_what_the_app_may_not_see_is_unknown_and_an_observing_policy_is_told(world: World) -> None:
    made = world.repository("acme/shop", {"README.md": "# Shop\n"})
    made.require_check("decisis", world.app, bypass=(BREAK_GLASS,))
    world.delivered()
    for delivery in world.deliveries:
        delivery.delivered_at -= timedelta(days=4)  # GitHub lists three
    world.listen("https://decisis.acme.test/webhook")

    found = looked(world)

    assert not_ok(found) == {"webhook": "unknown", "bypass": "unknown", "forged-statuses": "unknown"}
    assert "DECISIS_ADMIN_TOKEN" in found["bypass"].remedy
    assert "observes and holds nothing back" in found["policy"].seen


@pytest.mark.threat("B5")
def test_what_github_does_not_tell_is_unknown_and_never_well(world: World, hook: Hook) -> None:
    made = shop(world)
    made.require_check("decisis", world.app)
    made.open_pull(world.agent(), files={"a.py": "a = 1\n"})
    world.fail("GET", "/app/hook/config", NotFound())
    world.fail("GIT", "/acme/shop.git", Status(500), times=9)
    world.fail("GET", "/repos/acme/shop/commits/*/check-runs", BrokenJson())

    found = looked(world, DECISIS_ADMIN_TOKEN="ghs_none")

    names = ("webhook", "policy", "bypass", "forged-checks", "forged-statuses")
    assert not_ok(found) == dict.fromkeys(names, "unknown")
    assert "DECISIS_ADMIN_TOKEN" in found["bypass"].remedy
    assert "DECISIS_ADMIN_TOKEN" in found["forged-statuses"].remedy

    world.fail("GET", "/repos/acme/shop/rules/branches/main", RateLimited())
    found = looked(world)
    assert found["required-check"].state == "unknown"
    assert "ask again after" in found["required-check"].remedy


def test_an_app_that_is_not_installed_or_suspended_leaves_the_rest_unknown(world: World) -> None:
    world.repository("acme/shop", FILES, installed=False)
    found = looked(world)
    assert found["installation"].state == "wrong"
    assert found["installation"].remedy.endswith("/installations/new")
    assert found["policy"].seen == "not looked at"
    assert found["policy"].remedy == "mend `installation` and ask again"

    world.repository("umbrella/shop", FILES)
    world.installation("umbrella").suspend()
    found = looked(world, "umbrella/shop")
    assert "suspended since" in found["installation"].seen
    assert found["policy"].state == "unknown"


@pytest.mark.threat("B1")
def test_a_clock_that_is_wrong_is_told_apart_from_a_wrong_key(world: World) -> None:
    world.clock.advance(3_600)
    found = looked(world)
    assert "s behind GitHub's" in found["app"].seen
    assert found["app"].remedy == "have the clock set by NTP"
    world.clock.advance(-3_600)

    found = looked(world, DECISIS_APP_ID="77")
    assert "Integration not found" in found["app"].seen
    assert "DECISIS_APP_ID" in found["app"].remedy

    assert looked(world, DECISIS_GITHUB_API_URL="http://127.0.0.1:9")["app"].state == "unknown"


def test_settings_are_told_with_every_problem_and_an_open_key_is_one(world: World, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_text(world.app.private_key)
    key.chmod(0o644)
    in_file = {"DECISIS_PRIVATE_KEY": "-", "DECISIS_PRIVATE_KEY_FILE": str(key)}
    found = looked(world, **in_file)
    assert found["settings"].remedy == f"run `chmod 600 {key}`"
    assert found["app"].state == "ok"

    found = looked(world, **in_file, DECISIS_WEBHOOK_SECRET="hunter2", DECISIS_APP_ID="-")
    assert [line.split("`")[1] for line in found["settings"].details] == [
        "DECISIS_APP_ID",
        "DECISIS_WEBHOOK_SECRET",
    ]
    assert "hunter2" not in str(found)


def test_the_key_of_the_ledger_is_looked_at_too(world: World, tmp_path: Path) -> None:
    key = tmp_path / "ledger.pem"
    command = ["openssl", "genpkey", "-algorithm", "ed25519", "-out", str(key)]
    subprocess.run(command, check=True, timeout=30, capture_output=True)
    key.chmod(0o640)
    found = looked(world, DECISIS_LEDGER_KEY_FILE=str(key))["settings"]
    assert (found.state, found.remedy) == ("wrong", f"run `chmod 600 {key}`")
    key.chmod(0o600)
    assert looked(world, DECISIS_LEDGER_KEY_FILE=str(key))["settings"].state == "ok"
    key.write_text(world.app.private_key)
    found = looked(world, DECISIS_LEDGER_KEY_FILE=str(key))["settings"]
    assert "holds no Ed25519 private key" in found.seen
    assert "PRIVATE KEY" not in str(found)


def test_a_name_that_is_none_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("shop", "acme/shop/x", "../etc", "acme/..", "acme/shop\n"):
        assert main(["doctor", "--repo", name]) == 2
    assert "help: give it as `OWNER/NAME`" in capsys.readouterr().err


def test_engines_that_are_missing_or_unknown_are_wrong(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(binary, "PLANTED_LIBRARIES", tmp_path)
    monkeypatch.setattr(program, "_PLACES", ())
    for found in (binary.locate, program.locate, program.installed_version):
        found.cache_clear()
    try:
        planted, missing = engines.semgrep(SemgrepEngine()), engines.zizmor(ZizmorEngine())
    finally:
        for found in (binary.locate, program.locate, program.installed_version):
            found.cache_clear()
    assert (planted.state, str(tmp_path) in planted.seen, bool(planted.remedy)) == ("wrong", True, True)
    assert (missing.state, missing.seen) == ("wrong", "zizmor is not installed")


def test_the_older_protection_counts_and_says_whether_administrators_are_bound(
    world: World, hook: Hook
) -> None:
    made = shop(world)
    made.require_check("decisis", world.app, classic="non_admins")
    found = looked(world)
    assert (found["required-check"].state, found["bypass"].state) == ("ok", "wrong")
    assert "does not bind administrators" in found["bypass"].seen


@pytest.mark.parametrize(
    ("sources", "state", "said"),
    [
        ([], "wrong", "nothing requires"),
        ([None], "wrong", "from anybody"),
        ([99], "wrong", "the App 99"),
        ([12, 99], "wrong", "the App 99"),
        ([12, None], "ok", "from the App 12"),
    ],
)
def test_the_check_must_be_required_of_this_app(sources: list[int | None], state: str, said: str) -> None:
    found = merging.required([merging.Requirement(1, "acme/shop", app) for app in sources], 12, "main")
    assert (found.state, said in found.seen) == (state, True)


def test_a_protected_branch_may_bind_administrators_or_not() -> None:
    states = [
        merging.bypass([merging.Requirement(0, "acme/shop", 12, bound)], 12, lambda _: None).state
        for bound in (True, False)
    ]
    assert states == ["ok", "wrong"]


@pytest.mark.parametrize(
    ("given", "state", "said"),
    [
        ({}, "ok", ""),
        ({"statuses": "write", "actions": "read"}, "ok", ""),
        ({"contents": "write"}, "wrong", "grants `contents: write`, needed is `read`"),
        ({"secrets": "write"}, "wrong", "grants `secrets: write`, needed is `none`"),
        ({"checks": "read"}, "wrong", "lacks `checks: write`"),
    ],
)
def test_a_grant_holds_all_that_is_needed_and_no_more_to_write(
    given: dict[str, str], state: str, said: str
) -> None:
    installed = Installation(id=1, permissions={**PERMISSIONS, **given})
    registered = Registration(id=12, slug="decisis", permissions=PERMISSIONS)
    found = grant.permissions(installed, registered, "PAGE")
    assert (found.state, "".join(found.details)) == (state, said)


def test_what_the_registration_lacks_is_set_there_first() -> None:
    few = {name: level for name, level in PERMISSIONS.items() if name != "members"}
    registered = Registration(id=12, slug="decisis", permissions=few)
    installed = Installation(id=1, permissions=few, html_url="HERE")
    found = grant.permissions(installed, registered, "PAGE")
    assert found.remedy == "set them at PAGE/permissions, then accept the new permissions at HERE"


@pytest.mark.parametrize(
    ("rules", "state"),
    [
        ([(1, ())], "ok"),
        ([(1, None)], "unknown"),
        ([(1, (BREAK_GLASS,))], "wrong"),
        ([(1, (BREAK_GLASS,)), (2, None)], "unknown"),
        ([(1, (BREAK_GLASS,)), (2, ())], "ok"),
    ],
)
def test_one_rule_that_nobody_bypasses_is_enough(rules: list[tuple[int, Any]], state: str) -> None:
    told = {
        number: None if actors is None else tuple(map(merging.Bypass.model_validate, actors))
        for number, actors in rules
    }
    found = [merging.Requirement(number, "acme/shop", 12) for number in told]
    assert merging.bypass(found, 12, told.__getitem__).state == state
