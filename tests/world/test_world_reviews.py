"""Reviews and their comments: anchors inside hunks, all or nothing, and what a push does to them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.world.client import Client
from tests.world.handles.pull import Pull
from tests.world.handles.repository import Repository
from tests.world.world import World

PULL = "/repos/acme/shop/pulls/1"


def _inline(line: int, path: str = "app.py", **more: Any) -> dict[str, Any]:
    return {"path": path, "line": line, "side": "RIGHT", "body": f"about line {line}"} | more


def _review(client: Client, *comments: dict[str, Any], body: str = "findings") -> Any:
    return client.call(
        "POST", f"{PULL}/reviews", json={"event": "COMMENT", "body": body, "comments": [*comments]}
    )


@pytest.mark.parametrize("line", [17, 20, 23])
def test_an_anchor_inside_a_hunk_is_taken(client: Client, pull: Pull, line: int) -> None:
    assert _review(client, _inline(line)).status_code == 200
    assert [(one.path, one.line, one.outdated) for one in pull.review_comments] == [("app.py", line, False)]


@pytest.mark.parametrize(
    ("comment", "error"),
    [
        (_inline(16), "Line could not be resolved"),
        (_inline(24), "Line could not be resolved"),
        (_inline(20, "README.md"), "Path could not be resolved"),
        (_inline(20, start_line=10), "Start line could not be resolved"),
        (_inline(20, start_line=20), "Start line must precede the end line"),
        (_inline(1, "old.py"), "Line could not be resolved"),
    ],
)
def test_one_bad_anchor_fails_the_whole_review(
    client: Client, pull: Pull, comment: dict[str, Any], error: str
) -> None:
    answer = _review(client, _inline(20), comment)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [error]
    assert (pull.reviews, pull.review_comments) == ([], [])


def test_a_removed_line_is_anchored_on_the_left(client: Client, pull: Pull) -> None:
    assert _review(client, _inline(1, "old.py", side="LEFT")).status_code == 200


def test_a_single_comment_with_a_bad_anchor_gets_objects(client: Client, pull: Pull) -> None:
    answer = client.call("POST", f"{PULL}/comments", json=_inline(1) | {"commit_id": pull.head_sha})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "pull_request_review_thread.line"


def test_a_comment_on_the_file_needs_no_line(client: Client, pull: Pull) -> None:
    body = {"body": "whole", "commit_id": pull.head_sha, "path": "app.py", "subject_type": "file"}
    assert client.json("POST", f"{PULL}/comments", body)["subject_type"] == "file"


def test_a_push_moves_comments_or_leaves_them_outdated(client: Client, pull: Pull) -> None:
    _review(client, _inline(20), _inline(2, "new.py"))
    text = "".join(f"line {n}\n" for n in range(1, 41)).replace("line 20\n", "line twenty\n")
    pull.push({"app.py": "first\nsecond\n" + text, "new.py": "a\nB\nc\n"})
    moved, outdated = pull.review_comments
    assert (moved.line, moved.outdated, moved.commit_id) == (22, False, pull.head_sha)
    assert (outdated.line, outdated.outdated, outdated.original_line) == (None, True, 2)
    listed = client.json("GET", f"{PULL}/comments")
    assert [one["line"] for one in listed] == [22, None]
    assert [one["position"] is None for one in listed] == [False, True]


def test_a_review_of_a_former_head_is_placed_there(client: Client, pull: Pull) -> None:
    former = pull.head_sha
    pull.push({"app.py": "nothing\n"})
    body = {"event": "COMMENT", "commit_id": former, "comments": [_inline(20)]}
    assert client.call("POST", f"{PULL}/reviews", json=body).status_code == 200
    assert pull.review_comments[0].outdated
    body["commit_id"] = pull.repository.head("main")
    assert client.call("POST", f"{PULL}/reviews", json=body).status_code == 422


def test_a_pending_review_is_seen_by_nobody_else(world: World, client: Client, pull: Pull) -> None:
    client.json("POST", f"{PULL}/reviews", {"body": "hm", "comments": [_inline(20)]})
    assert (pull.reviews, pull.review_comments) == ([], [])
    assert len(client.json("GET", f"{PULL}/reviews")) == 1


def test_nobody_approves_their_own_pull_request(world: World, client: Client, shop: Repository) -> None:
    own = shop.open_pull(world.agent(world.app.bot.login), files={"a": "b"})
    answer = client.call("POST", f"/repos/acme/shop/pulls/{own.number}/reviews", json={"event": "APPROVE"})
    assert answer.json()["errors"] == ["Can not approve your own pull request"]


@pytest.mark.parametrize("path", [f"{PULL}/reviews", "/repos/acme/shop/issues/1/comments"])
def test_a_body_has_65_536_characters_at_most(client: Client, pull: Pull, path: str) -> None:
    assert client.call("POST", path, json={"event": "COMMENT", "body": "x" * 65_537}).status_code == 422


def test_a_blank_review_or_comment_is_refused(client: Client, pull: Pull) -> None:
    assert _review(client, body=" ").status_code == 422
    assert client.call("POST", "/repos/acme/shop/issues/1/comments", json={"body": " "}).status_code == 422


def test_a_locked_conversation_refuses_comments(client: Client, pull: Pull) -> None:
    pull.lock()
    assert client.call("POST", "/repos/acme/shop/issues/1/comments", json={"body": "x"}).status_code == 403


def test_the_app_changes_its_own_words_only(world: World, client: Client, pull: Pull) -> None:
    said = world.human("alice").comment(pull, "mine")
    path = f"/repos/acme/shop/issues/comments/{said.id}"
    assert client.call("PATCH", path, json={"body": "yours"}).status_code == 403
    assert client.call("DELETE", path).status_code == 403
    assert [(one.author, one.body) for one in pull.comments] == [("alice", "mine")]


def test_an_approval_is_of_a_commit_and_can_be_dismissed(world: World, pull: Pull) -> None:
    alice = world.human("alice")
    review = alice.review(pull, "APPROVE")
    pull.push({"x": "y"})
    assert pull.reviews[0].commit_id != pull.head_sha
    alice.dismiss(pull, review)
    assert pull.reviews[0].state == "DISMISSED"
