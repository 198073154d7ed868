"""Check runs: limits with their own answers, whose they are, and what they mean for a merge."""

from __future__ import annotations

from typing import Any

import pytest

from tests.world.client import Client
from tests.world.errors import Blocked
from tests.world.handles.pull import Pull
from tests.world.handles.repository import Repository
from tests.world.world import World

RUNS = "/repos/acme/shop/check-runs"


def _note(number: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "path": "a",
        "start_line": number,
        "end_line": number,
        "annotation_level": "failure",
        "message": "m",
    } | more


def _create(client: Client, pull: Pull, **more: Any) -> Any:
    return client.json("POST", RUNS, {"name": "decisis", "head_sha": pull.head_sha} | more)


def test_annotations_are_appended_and_the_output_is_replaced(client: Client, pull: Pull) -> None:
    output = {"title": "t", "summary": "s", "text": "x", "annotations": [_note(n) for n in range(1, 51)]}
    run = _create(client, pull, status="in_progress", output=output)
    more = {"title": "t2", "summary": "s2", "annotations": [_note(60)]}
    changed = client.json("PATCH", f"{RUNS}/{run['id']}", {"output": more})
    assert changed["output"]["annotations_count"] == 51
    assert changed["output"]["text"] is None
    seen = pull.check()
    assert seen is not None
    assert (seen.title, seen.summary, len(seen.annotations)) == ("t2", "s2", 51)


@pytest.mark.threat("G8")
@pytest.mark.parametrize(
    ("output", "said"),
    [
        (
            {"annotations": [_note(n) for n in range(1, 52)]},
            "No more than 50 items are allowed; 51 were supplied.",
        ),
        ({"summary": "x" * 65_536}, "Only 65535 characters are allowed; 65536 were supplied."),
        ({"text": "\U0001f600" * 32_768}, "Only 65535 characters are allowed; 65536 were supplied."),
        ({"summary": "é" * 40_000}, "summary exceeds a maximum bytesize"),
        ({"annotations": [_note(title="x" * 256)]}, "title exceeds 255 characters"),
        ({"annotations": [_note(message="x" * 65_537)]}, "message exceeds 64 KB"),
        ({"annotations": [_note(end_line=3, start_column=1)]}, "columns are allowed only within one line"),
        ({"summary": None}, "wasn't supplied"),
    ],
)
def test_what_is_beyond_a_limit_is_refused_whole(
    world: World, client: Client, pull: Pull, output: dict[str, Any], said: str
) -> None:
    body = {"name": "decisis", "head_sha": pull.head_sha, "output": {"title": "t", "summary": "s"} | output}
    answer = client.call("POST", RUNS, json=body)
    assert answer.status_code == 422
    assert said in answer.text
    assert pull.check_runs == []


def test_a_text_with_too_many_bytes_is_cut_without_a_word(client: Client, pull: Pull) -> None:
    run = _create(client, pull, output={"title": "t", "summary": "s", "text": "a" + "é" * 40_000})
    assert len(run["output"]["text"].encode()) == 65_535


@pytest.mark.parametrize(
    "more",
    [
        {"status": "completed"},
        {"conclusion": "stale"},
        {"head_sha": "0" * 40},
        {"head_sha": "main"},
        {"name": ""},
        {"details_url": "javascript:alert(1)"},
        {"actions": [{"label": "x" * 21, "description": "d", "identifier": "i"}]},
    ],
)
def test_a_malformed_run_is_refused(client: Client, pull: Pull, more: dict[str, Any]) -> None:
    answer = client.call("POST", RUNS, json={"name": "decisis", "head_sha": pull.head_sha} | more)
    assert answer.status_code == 422, answer.text


def test_only_its_own_app_changes_a_run(world: World, shop: Repository, client: Client, pull: Pull) -> None:
    foreign = world.actions.post_check_run(shop, pull.head_sha, "decisis")
    answer = client.call("PATCH", f"{RUNS}/{foreign.id}", json={"conclusion": "failure"})
    assert answer.status_code == 403
    assert "can only be modified by the GitHub App that created it" in answer.json()["message"]
    assert pull.check() is None


def test_a_required_check_must_come_from_the_named_app(
    world: World, shop: Repository, client: Client, pull: Pull
) -> None:
    shop.require_check("decisis", world.app)
    assert pull.merge_state.reasons == ("decisis: expected, waiting for status to be reported",)
    world.actions.post_check_run(shop, pull.head_sha, "decisis", "success")
    assert pull.merge_state.reasons == ("decisis: was not set by the expected GitHub App",)
    run = _create(client, pull, status="in_progress")
    assert pull.merge_state.reasons == ("decisis: in_progress",)
    client.json("PATCH", f"{RUNS}/{run['id']}", {"conclusion": "action_required"})
    with pytest.raises(Blocked, match="decisis: action_required"):
        pull.merge(shop.owner)
    client.json("PATCH", f"{RUNS}/{run['id']}", {"conclusion": "neutral"})
    assert pull.merge_state.allowed
    merged = pull.merge(shop.owner)
    assert shop.head("main") == merged
    assert pull.merged


def test_a_check_of_an_earlier_head_does_not_count(
    world: World, shop: Repository, client: Client, pull: Pull
) -> None:
    shop.require_check("decisis", world.app)
    _create(client, pull, conclusion="success")
    assert pull.merge_state.allowed
    pull.push({"more.py": "1\n"})
    assert pull.merge_state.reasons == ("decisis: expected, waiting for status to be reported",)


def test_a_rerun_asks_the_app_and_leaves_the_run(
    world: World, shop: Repository, client: Client, pull: Pull
) -> None:
    button = {"label": "Recheck", "description": "once more", "identifier": "recheck"}
    _create(client, pull, conclusion="failure", actions=[button])
    seen = pull.check()
    assert seen is not None
    alice = world.human("alice")
    alice.rerun(shop, seen)
    alice.rerun(shop, seen, whole_suite=True)
    alice.press(shop, seen, "recheck")
    asked = [(one.event, one.action) for one in world.deliveries if one.payload["sender"]["login"] == "alice"]
    assert asked == [
        ("check_run", "rerequested"),
        ("check_suite", "rerequested"),
        ("check_run", "requested_action"),
    ]
    assert pull.check() == seen


def test_what_the_app_publishes_comes_back_as_events(world: World, client: Client, pull: Pull) -> None:
    _create(client, pull, conclusion="success")
    own = [one for one in world.deliveries if one.event == "check_run"]
    assert {one.action for one in own} == {"created", "completed"}
    assert {one.payload["check_run"]["app"]["id"] for one in own} == {world.app.id}


def test_the_run_of_a_fork_names_no_pull_request(world: World, shop: Repository, client: Client) -> None:
    fork = shop.fork(world.human("mallory"))
    pull = shop.open_pull(world.human("mallory"), source=fork, files={"evil.py": "1\n"})
    run = _create(client, pull, conclusion="failure")
    suite = client.json("GET", f"/repos/acme/shop/check-suites/{run['check_suite']['id']}")
    assert (run["pull_requests"], suite["head_branch"]) == ([], None)


def test_two_runs_of_a_name_on_one_commit_are_a_duplicate(world: World, client: Client, pull: Pull) -> None:
    _create(client, pull, conclusion="success")
    _create(client, pull, conclusion="success")
    with pytest.raises(AssertionError, match="duplicate: check run decisis on acme/shop"):
        world.assert_clean()


def test_the_last_status_of_each_context_counts_and_page_by_page(
    world: World, client: Client, pull: Pull
) -> None:
    alice = world.human()
    for context, state in (("a", "pending"), ("b", "failure"), ("a", "success")):
        alice.post_status(pull.repository, pull.head_sha, context, state)
    path = f"/repos/acme/shop/commits/{pull.head_sha}/status"
    whole = client.json("GET", path)
    assert whole["state"] == "failure"
    assert {one["context"]: one["state"] for one in whole["statuses"]} == {"a": "success", "b": "failure"}
    second = client.json("GET", path, per_page=1, page=2)
    assert (second["total_count"], len(second["statuses"])) == (2, 1)


def test_a_suite_is_completed_with_the_last_of_its_runs(world: World, pull: Pull) -> None:
    world.actions.post_check_run(pull.repository, pull.head_sha, "test", None)
    world.actions.post_check_run(pull.repository, pull.head_sha, "lint")

    def completed() -> int:
        return sum((one.event, one.action) == ("check_suite", "completed") for one in world.deliveries)

    world.other_app("helper").post_check_run(pull.repository, pull.head_sha, "other", None)
    assert completed() == 0
    world.actions.post_check_run(pull.repository, pull.head_sha, "test", "failure")
    assert completed() == 1
    world.actions.post_check_run(pull.repository, pull.head_sha, "test")
    assert completed() == 2
