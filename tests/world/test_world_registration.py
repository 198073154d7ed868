"""What the doctor and the registration ask: hook, rulesets, old protection, statuses, manifests."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import httpx

from bot.manifest import manifest
from tests.world.client import AGENT, Client
from tests.world.handles.pull import Pull
from tests.world.handles.repository import Repository
from tests.world.world import World

BACK = "http://127.0.0.1:9/created"


def posted(world: World, shown: dict[str, object]) -> httpx.Response:
    """What the page answers a browser that posts a manifest."""
    form = {"manifest": json.dumps(shown)}
    return httpx.post(f"{world.url}/organizations/acme/settings/apps/new?state=s", data=form, trust_env=False)


def registered(world: World, shown: dict[str, object]) -> str:
    """The code of an App that a person has confirmed."""
    answer = posted(world, shown)
    assert answer.status_code == 302, answer.text
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert query["state"] == ["s"]
    return query["code"][0]


def test_a_manifest_becomes_the_app_of_the_world_once(world: World, client: Client) -> None:
    code = registered(world, manifest("https://decisis.acme.test/webhook", BACK))
    path = f"/app-manifests/{code}/conversions"
    made = client.http.post(path, headers=AGENT).json()
    assert (made["id"], made["pem"]) == (world.app.id, world.app.private_key)
    assert client.http.post(path, headers=AGENT).status_code == 404
    hook = client.app("GET", "/app/hook/config").json()
    assert (hook["url"], hook["secret"]) == ("https://decisis.acme.test/webhook", "********")
    world.assert_clean()


def test_a_code_is_good_for_an_hour_and_a_wrong_manifest_for_nothing(world: World, client: Client) -> None:
    assert posted(world, manifest("", BACK) | {"colour": "red"}).status_code == 422
    code = registered(world, manifest("", BACK))
    world.clock.advance(3_700)
    answer = client.http.post(f"/app-manifests/{code}/conversions", headers=AGENT)
    assert answer.status_code == 404


def test_who_bypasses_a_ruleset_is_told_to_its_writers_alone(
    world: World, shop: Repository, client: Client
) -> None:
    actor = {"actor_id": 5, "actor_type": "RepositoryRole", "bypass_mode": "always"}
    shop.require_check("decisis", world.app, bypass=(actor,))
    (rule,) = client.json("GET", "/repos/acme/shop/rules/branches/main")
    path = f"/repos/acme/shop/rulesets/{rule['ruleset_id']}"
    assert "bypass_actors" not in client.json("GET", path)
    admin = world.other_app("admin").token(shop, administration="write")
    assert client.call("GET", path, admin).json()["bypass_actors"] == [actor]
    world.assert_clean()


def test_old_protection_shows_in_the_branch_and_holds_a_merge_back(
    world: World, shop: Repository, pull: Pull, client: Client
) -> None:
    shop.require_check("decisis", world.app, classic="non_admins")
    shown = client.json("GET", "/repos/acme/shop/branches/main")["protection"]["required_status_checks"]
    assert (shown["enforcement_level"], shown["checks"]) == (
        "non_admins",
        [{"context": "decisis", "app_id": world.app.id}],
    )
    assert client.json("GET", "/repos/acme/shop/rules/branches/main") == []
    assert not pull.merge_state.allowed
    world.assert_clean()


def test_statuses_are_read_with_their_own_permission(
    world: World, shop: Repository, pull: Pull, client: Client
) -> None:
    world.human("mallory").post_status(shop, pull.head_sha, "decisis")
    path = f"/repos/acme/shop/commits/{pull.head_sha}/statuses"
    stranger = world.other_app("reader").token(shop, checks="read")
    assert client.call("GET", path, stranger).status_code == 403
    reader = world.other_app("reader").token(shop, statuses="read")
    (status,) = client.call("GET", path, reader).json()
    assert (status["context"], status["creator"]["login"]) == ("decisis", "mallory")
    world.assert_clean()
