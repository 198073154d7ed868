"""Who may do what: JWTs, tokens, their scope and their end, and the permissions of `app.yml`."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from tests.world.client import AGENT, Client
from tests.world.handles.pull import Pull
from tests.world.handles.repository import Repository
from tests.world.manifest import DEFAULT_MANIFEST, lint, load
from tests.world.world import World

SHOP = "/repos/acme/shop"


@pytest.mark.parametrize(
    ("issued", "expires", "status"),
    [(-60, 540, 200), (-60, 600, 200), (-60, 700, 401), (-700, -60, 401), (60, 540, 401)],
)
def test_a_jwt_counts_within_its_times_only(client: Client, issued: int, expires: int, status: int) -> None:
    """B1."""
    headers = {"authorization": f"Bearer {client.jwt(issued=issued, expires=expires)}"}
    assert client.http.get("/app", headers=headers).status_code == status


def test_the_wrong_kind_of_credentials_is_401(client: Client, pull: Pull) -> None:
    assert client.call("GET", "/app").status_code == 401
    assert client.app("GET", f"{SHOP}/pulls").status_code == 401
    assert client.http.get(SHOP).status_code == 401
    assert client.http.get(SHOP, headers={"authorization": "Bearer nonsense"}).status_code == 401


def test_a_token_looks_as_today_and_lives_an_hour(world: World, client: Client) -> None:
    assert re.fullmatch(r"ghs_\d+_[\w-]+\.[\w-]+\.[\w-]+", client.token)
    assert 360 < len(client.token) < 400
    world.clock.advance(3_590)
    assert client.call("GET", SHOP).status_code == 200
    world.clock.advance(20)
    assert client.call("GET", SHOP).status_code == 401


def test_a_token_is_held_to_its_repositories_and_permissions(
    world: World, shop: Repository, pull: Pull, client: Client
) -> None:
    """B2."""
    other = world.repository("acme/other")
    narrow = client.mint(repository_ids=[shop.id], permissions={"contents": "read"})
    assert narrow["permissions"] == {"contents": "read", "metadata": "read"}
    assert client.call("GET", "/repos/acme/other", narrow["token"]).status_code == 404
    assert client.call("GET", "/repos/acme/other").json()["id"] == other.id
    refused = client.call("GET", f"{SHOP}/pulls/1", narrow["token"])
    assert refused.status_code == 403
    assert refused.json()["message"] == "Resource not accessible by integration"
    assert refused.headers["x-accepted-github-permissions"] == "pull_requests=read"
    assert world.record.tokens[-1].repository_ids == (shop.id,)


def test_empty_permissions_mean_all_and_more_than_granted_is_refused(world: World, client: Client) -> None:
    assert client.mint(permissions={})["permissions"] == world.app.permissions
    path = f"/app/installations/{client.installation.id}/access_tokens"
    assert client.app("POST", path, json={"permissions": {"contents": "write"}}).status_code == 422
    foreign = world.repository("umbrella/lab")
    assert client.app("POST", path, json={"repository_ids": [foreign.id]}).status_code == 422


def test_another_tenant_is_invisible(world: World, client: Client) -> None:
    """B3."""
    world.repository("umbrella/lab")
    assert client.call("GET", "/repos/umbrella/lab").status_code == 404


def test_what_is_public_is_read_with_any_token_and_nothing_else_of_it(world: World, client: Client) -> None:
    world.repository("umbrella/open", private=False)
    root = "/repos/umbrella/open"
    assert client.call("GET", root).json()["private"] is False
    assert client.call("GET", f"{root}/branches/main").status_code == 200
    assert client.call("GET", f"{root}/pulls").status_code == 404
    assert client.call("POST", f"{root}/check-runs", json={}).status_code == 404


def test_suspension_removal_and_uninstallation_end_access(
    world: World, shop: Repository, client: Client
) -> None:
    """B5."""
    client.installation.suspend()
    assert client.call("GET", SHOP).status_code == 403
    client.installation.unsuspend()
    assert client.call("GET", SHOP).status_code == 200
    client.installation.remove(shop)
    assert client.call("GET", SHOP).status_code == 404
    client.installation.uninstall()
    assert client.call("GET", SHOP).status_code == 401
    assert client.app("POST", f"/app/installations/{client.installation.id}/access_tokens").status_code == 404


def test_the_product_asks_for_no_more_than_its_manifest_says() -> None:
    manifest = load()
    assert manifest.permissions["contents"] == "read"
    assert {name for name, level in manifest.permissions.items() if level == "write"} == {
        "checks",
        "pull_requests",
    }


def test_each_permission_and_event_of_the_manifest_carries_its_reason() -> None:
    text = DEFAULT_MANIFEST.read_text().partition("default_permissions:")[2]
    lines = [line for line in text.splitlines() if re.match(r"  (- )?\w", line)]
    assert lines
    assert [line for line in lines if not re.search(r"# \S.{15}", line)] == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"colour": 1}, "`colour` is not a key of a manifest"),
        ({"default_permissions": {"magic": "read"}}, "unknown permission `magic`"),
        ({"default_permissions": {"metadata": "write"}}, "`metadata` cannot be `write`"),
        ({"default_events": ["check_run"]}, "`check_run` arrives unasked"),
        ({"default_events": ["issue_comment"], "default_permissions": {}}, "needs the permission `issues`"),
        ({"default_events": ["moon"]}, "unknown event `moon`"),
    ],
)
def test_a_manifest_that_github_would_not_take_is_named(change: dict[str, object], problem: str) -> None:
    good: dict[str, object] = {
        "name": "n", "url": "u", "hook_attributes": {}, "redirect_url": "r", "public": False,
        "default_permissions": {}, "default_events": [],
    }  # fmt: skip
    assert lint(good) == []
    assert problem in "; ".join(lint(good | change))


def test_what_the_manifest_forgets_is_refused_and_never_delivered(tmp_path: Path) -> None:
    poor = tmp_path / "app.yml"
    text = DEFAULT_MANIFEST.read_text()
    text = re.sub(r"  pull_requests: write.*\n", "", text)
    poor.write_text(re.sub(r"  - pull_request.*\n", "", text))
    with World(manifest=poor) as world:
        shop = world.repository("acme/shop")
        shop.open_pull(world.agent(), files={"a": "b"})
        client = Client(world)
        assert client.call("GET", f"{SHOP}/pulls").status_code == 403
        client.close()
        world.delivered()
        assert "pull_request.opened: the App did not subscribe" in world.record.unsent
        assert "pull_request" not in {one.event for one in world.deliveries}


def test_a_published_secret_is_found(world: World, pull: Pull, client: Client) -> None:
    client.json("POST", f"{SHOP}/issues/1/comments", {"body": f"my token is {client.token}"})
    with pytest.raises(AssertionError, match="leak: secret in a comment on acme/shop#1") as caught:
        world.assert_clean()
    assert client.token not in str(caught.value)


def test_a_request_without_user_agent_is_refused(world: World, client: Client) -> None:
    with httpx.Client(headers={"user-agent": ""}) as bare:
        assert bare.get(f"{world.url}/rate_limit").status_code == 403
    assert httpx.get(f"{world.url}/rate_limit", headers=AGENT).status_code == 200


def test_the_token_of_a_job_acts_as_actions_within_its_permissions(
    world: World, shop: Repository, pull: Pull, client: Client
) -> None:
    reading = world.actions.token(shop, contents="read")
    body = {"name": "x", "head_sha": pull.head_sha, "status": "in_progress"}
    refused = client.call("POST", f"{SHOP}/check-runs", reading, json=body)
    assert refused.status_code == 403
    assert client.call("GET", f"{SHOP}/branches/main", reading).status_code == 200
    assert client.call("GET", f"{SHOP}/pulls/1", reading).status_code == 403
    made = client.call("POST", f"{SHOP}/check-runs", world.actions.token(shop, checks="write"), json=body)
    assert made.json()["app"]["id"] == 15_368
    run = f"{SHOP}/check-runs/{made.json()['id']}"
    assert client.call("PATCH", run, json={"status": "completed", "conclusion": "success"}).status_code == 403
