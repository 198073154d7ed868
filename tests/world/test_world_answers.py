"""Every operation answers in the shape GitHub describes, under both API versions and both roots."""

from __future__ import annotations

import pytest

from bot.manifest import manifest
from tests.world.client import Client
from tests.world.contracts import Contracts
from tests.world.handles.pull import Pull
from tests.world.handles.repository import Repository
from tests.world.routing import ROUTES
from tests.world.test_world_registration import registered
from tests.world.world import World

SHOP = "/repos/acme/shop"


def _speak(world: World, shop: Repository, pull: Pull, version: str) -> None:
    shop.require_check("decisis", world.app)
    shop.require_check("ci")
    alice = world.human("alice")
    shop.grant(alice, "maintain")
    said = alice.comment(pull, "/decisis recheck")
    pull.label("agent")
    client = Client(world, version=version)
    app, one = client.app, client.json
    number = client.installation.id
    assert app("GET", "/app").json()["installations_count"] == 1
    for path in ("", f"/{number}"):
        app("GET", f"/app/installations{path}").raise_for_status()
    app("GET", f"{SHOP}/installation").raise_for_status()
    world.delivered()
    listed = app("GET", "/app/hook/deliveries", params={"per_page": 5, "status": "failure"}).json()
    app("GET", f"/app/hook/deliveries/{listed[0]['id']}").raise_for_status()
    assert app("POST", f"/app/hook/deliveries/{listed[0]['id']}/attempts").status_code == 202
    for path in (
        "/installation/repositories",
        "/rate_limit",
        f"/users/{pull.author.login}",
        f"/user/{alice.id}",
        SHOP,
    ):
        one("GET", path)
    for path in (
        "branches",
        "branches/main",
        "rules/branches/main",
        "collaborators/alice/permission",
        "activity",
    ):
        one("GET", f"{SHOP}/{path}")
    head = pull.head_sha
    tree = one("GET", f"{SHOP}/git/commits/{head}")["tree"]["sha"]
    blob = next(
        entry for entry in one("GET", f"{SHOP}/git/trees/{tree}")["tree"] if entry["path"] == "app.py"
    )
    one("GET", f"{SHOP}/git/blobs/{blob['sha']}")
    for path in (f"commits/{head}", "git/ref/heads/main", "contents/app.py", f"commits/{head}/pulls"):
        one("GET", f"{SHOP}/{path}")
    one("GET", f"{SHOP}/pulls", state="all", sort="updated", direction="asc")
    for path in ("", "", "/files", "/commits"):
        one("GET", f"{SHOP}/pulls/1{path}")
    inline = {"path": "app.py", "line": 20, "side": "RIGHT", "start_line": 19, "body": "why"}
    review = one("POST", f"{SHOP}/pulls/1/reviews", {"event": "COMMENT", "body": "see", "comments": [inline]})
    reviews = f"{SHOP}/pulls/1/reviews"
    one("GET", reviews)
    one("GET", f"{reviews}/{review['id']}")
    one("PUT", f"{reviews}/{review['id']}", {"body": "seen"})
    one("GET", f"{reviews}/{review['id']}/comments")
    remark = one(
        "POST", f"{SHOP}/pulls/1/comments", {"body": "!", "commit_id": head, "path": "new.py", "line": 2}
    )
    one("POST", f"{SHOP}/pulls/1/comments/{remark['id']}/replies", {"body": "so"})
    one("GET", f"{SHOP}/pulls/1/comments")
    one("GET", f"{SHOP}/pulls/comments/{remark['id']}")
    one("PATCH", f"{SHOP}/pulls/comments/{remark['id']}", {"body": "!!"})
    pull.push({"new.py": "quite\nelse\n"})
    assert one("GET", f"{SHOP}/pulls/comments/{remark['id']}")["line"] is None
    one("DELETE", f"{SHOP}/pulls/comments/{remark['id']}")
    made = one("POST", f"{SHOP}/issues/1/comments", {"body": "hello"})
    one("GET", f"{SHOP}/issues/1/comments")
    one("GET", f"{SHOP}/issues/comments/{made['id']}")
    one("PATCH", f"{SHOP}/issues/comments/{made['id']}", {"body": "hello!"})
    one("DELETE", f"{SHOP}/issues/comments/{made['id']}")
    one("POST", f"{SHOP}/issues/comments/{said.id}/reactions", {"content": "eyes"})
    one("GET", f"{SHOP}/issues/comments/{said.id}/reactions")
    one("POST", f"{SHOP}/issues/1/labels", {"labels": ["held"]})
    one("GET", f"{SHOP}/issues/1/labels")
    one("DELETE", f"{SHOP}/issues/1/labels/held")
    run = one(
        "POST", f"{SHOP}/check-runs", {"name": "decisis", "head_sha": pull.head_sha, "status": "in_progress"}
    )
    note = {"path": "x", "start_line": 1, "end_line": 1, "annotation_level": "failure", "message": "m"}
    output = {"title": "t", "summary": "s", "annotations": [note]}
    one("PATCH", f"{SHOP}/check-runs/{run['id']}", {"conclusion": "failure", "output": output})
    one("GET", f"{SHOP}/check-runs/{run['id']}")
    one("GET", f"{SHOP}/check-runs/{run['id']}/annotations")
    one("GET", f"{SHOP}/commits/{pull.head_sha}/check-runs", check_name="decisis", app_id=world.app.id)
    suite = one("GET", f"{SHOP}/commits/{pull.head_sha}/check-suites")["check_suites"][0]
    one("GET", f"{SHOP}/check-suites/{suite['id']}")
    one("GET", f"{SHOP}/check-suites/{suite['id']}/check-runs")
    (rule, _) = one("GET", f"{SHOP}/rules/branches/main")
    one("GET", f"{SHOP}/commits/{pull.head_sha}/status")
    admin = world.other_app("admin").token(shop, administration="write", statuses="read")
    world.human("mallory").post_status(shop, head, "decisis")
    for path in (f"rulesets/{rule['ruleset_id']}", f"commits/{head}/statuses"):
        client.call("GET", f"{SHOP}/{path}", admin).raise_for_status()
    world.team("acme/dba", alice)
    one("GET", "/orgs/acme/teams/dba/memberships/alice")
    app("GET", "/app/hook/config").raise_for_status()
    app("PATCH", "/app/hook/config", json={"secret": "s" * 32}).raise_for_status()
    one("DELETE", "/installation/token")
    code = registered(world, manifest("", "http://127.0.0.1:9/created"))
    client.http.post(f"/app-manifests/{code}/conversions").raise_for_status()
    client.close()


@pytest.mark.parametrize("version", ["2022-11-28", "2026-03-10"])
def test_every_operation_answers_and_delivers_as_described(
    world: World, shop: Repository, pull: Pull, contracts: Contracts, version: str
) -> None:
    _speak(world, shop, pull, version)
    world.delivered()
    assert {call.operation for call in world.record.requests} == {one.operation for one in ROUTES}
    world.assert_clean()


def test_the_newer_version_has_lost_its_keys(world: World, pull: Pull, client: Client) -> None:
    old = client.json("GET", f"{SHOP}/pulls/1")
    new = client.call("GET", f"{SHOP}/pulls/1", headers={"x-github-api-version": "2026-03-10"}).json()
    assert {"merge_commit_sha", "assignee"} == set(old) - set(new)
    assert "has_downloads" in old["base"]["repo"]
    assert "has_downloads" not in new["base"]["repo"]


def test_an_unknown_version_is_refused(client: Client) -> None:
    answer = client.call("GET", SHOP, headers={"x-github-api-version": "2020-01-01"})
    assert answer.status_code == 400


def test_the_api_is_served_at_both_roots(world: World, client: Client) -> None:
    plain = client.call("GET", f"{world.url}{SHOP}").json()
    assert plain == client.json("GET", SHOP)


def test_what_is_not_modelled_answers_501_and_is_a_gap(world: World, client: Client) -> None:
    assert client.call("GET", f"{SHOP}/milestones").status_code == 501
    with pytest.raises(AssertionError, match="gap: GET /repos/acme/shop/milestones"):
        world.assert_clean()


def test_lists_come_in_pages_of_at_most_100_with_links_by_repository_id(
    world: World, pull: Pull, client: Client
) -> None:
    for number in range(5):
        world.human("alice").comment(pull, f"comment {number}")
    first = client.call("GET", f"{SHOP}/issues/1/comments", params={"per_page": 2})
    assert [one["body"] for one in first.json()] == ["comment 0", "comment 1"]
    assert set(first.links) == {"next", "last"}
    assert f"/repositories/{pull.repository.id}/issues/1/comments" in first.links["next"]["url"]
    last = client.call("GET", first.links["last"]["url"])
    assert [one["body"] for one in last.json()] == ["comment 4"]
    assert set(last.links) == {"first", "prev"}
    many = client.call("GET", f"{SHOP}/issues/1/comments", params={"per_page": 5000})
    assert len(many.json()) == 5
    world.assert_clean(allow={"violation"})


def test_an_unchanged_answer_is_304_and_free(client: Client) -> None:
    first = client.call("GET", SHOP)
    again = client.call("GET", SHOP, headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.headers["x-ratelimit-remaining"] == first.headers["x-ratelimit-remaining"]


def test_a_renamed_repository_redirects_to_its_id(world: World, shop: Repository, client: Client) -> None:
    shop.rename("store")
    moved = client.call("GET", f"{SHOP}/pulls")
    assert moved.status_code == 301
    assert client.call("GET", moved.headers["location"]).json() == []
    assert client.json("GET", f"/repositories/{shop.id}")["full_name"] == "acme/store"


def test_the_quota_of_the_hour_runs_out_and_comes_back(world: World, client: Client) -> None:
    world.rates.limit = 3
    statuses = [client.call("GET", SHOP).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 403]
    world.clock.advance(3_601)
    assert client.call("GET", SHOP, token=client.mint()["token"]).status_code == 200


def test_content_made_too_quickly_is_a_secondary_limit(world: World, pull: Pull, client: Client) -> None:
    for number in range(80):
        client.json("POST", f"{SHOP}/issues/1/comments", {"body": f"comment {number}"})
    refused = client.call("POST", f"{SHOP}/issues/1/comments", json={"body": "one more"})
    assert (refused.status_code, refused.headers["retry-after"]) == (403, "60")
    world.clock.advance(61)
    client.json("POST", f"{SHOP}/issues/1/comments", {"body": "one more"})
