"""Inline comments."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pytest_httpx import HTTPXMock

from bot.github.client import RepositoryClient
from bot.github.errors import Unavailable
from bot.github.reviews import Reviews
from checks.report.comments import ReviewComment
from checks.report.reconcile import Edit
from tests.github.conftest import API

HEAD = "a" * 40
REVIEWS = f"{API}/repos/acme/shop/pulls/5/reviews"
LISTED = f"{REVIEWS}?per_page=100&page=1"
COMMENTS = f"{API}/repos/acme/shop/pulls/5/comments?per_page=100&page=1"
MARK = "<!-- decisis: F-000000000001 -->"
COMMENT = ReviewComment("a.py", 3, 2, "RIGHT", f"body\n\n{MARK}", MARK, ("F-000000000001",))


def _sent(httpx_mock: HTTPXMock) -> list[dict[str, Any]]:
    return [json.loads(request.content) for request in httpx_mock.get_requests(method="POST", url=REVIEWS)]


def test_comments_go_out_in_one_review_that_neither_approves_nor_blocks(
    client: RepositoryClient, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(url=LISTED, json=[])
    httpx_mock.add_response(method="POST", url=REVIEWS, json={"id": 1})
    Reviews(client, 9).add(5, HEAD, [COMMENT], "one finding")
    (review,) = _sent(httpx_mock)
    assert review["event"] == "COMMENT"
    assert review["commit_id"] == HEAD
    assert review["comments"] == [
        {
            "path": "a.py",
            "line": 3,
            "side": "RIGHT",
            "start_line": 2,
            "start_side": "RIGHT",
            "body": COMMENT.body,
        }
    ]


def test_a_review_that_was_added_before_is_not_added_again(
    client: RepositoryClient, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(url=LISTED, json=[])
    httpx_mock.add_response(method="POST", url=REVIEWS, json={"id": 1})
    reviews = Reviews(client, 9)
    reviews.add(5, HEAD, [COMMENT], "one finding")
    body = _sent(httpx_mock)[0]["body"]
    httpx_mock.add_response(url=LISTED, json=[{"id": 1, "body": body, "user": {"id": 9}}])
    reviews.add(5, HEAD, [COMMENT], "one finding")
    assert len(_sent(httpx_mock)) == 1


def test_a_mark_written_by_somebody_else_does_not_keep_a_review_back(
    client: RepositoryClient, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(url=LISTED, json=[])
    httpx_mock.add_response(method="POST", url=REVIEWS, json={"id": 1}, is_reusable=True)
    reviews = Reviews(client, 9)
    reviews.add(5, HEAD, [COMMENT], "one finding")
    body = _sent(httpx_mock)[0]["body"]
    httpx_mock.add_response(url=LISTED, json=[{"id": 1, "body": body, "user": {"id": 666}}])
    reviews.add(5, HEAD, [COMMENT], "one finding")
    assert len(_sent(httpx_mock)) == 2


@pytest.mark.threat("G9")
def test_a_review_whose_answer_was_lost_is_looked_up(client: RepositoryClient, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(url=LISTED, json=[])
    httpx_mock.add_response(method="POST", url=REVIEWS, status_code=502)
    httpx_mock.add_response(url=LISTED, json=[])
    with pytest.raises(Unavailable):
        Reviews(client, 9).add(5, HEAD, [COMMENT], "one finding")
    body = _sent(httpx_mock)[0]["body"]
    httpx_mock.add_response(url=LISTED, json=[])
    httpx_mock.add_response(method="POST", url=REVIEWS, status_code=502)
    httpx_mock.add_response(url=LISTED, json=[{"id": 1, "body": body, "user": {"id": 9}}])
    Reviews(client, 9).add(5, HEAD, [COMMENT], "one finding")
    assert len(_sent(httpx_mock)) == 2


def test_a_place_that_github_refuses_costs_the_comments_and_not_the_review(
    client: RepositoryClient, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(url=LISTED, json=[])
    httpx_mock.add_response(
        method="POST", url=REVIEWS, status_code=422, json={"message": "Unprocessable Entity", "errors": ["x"]}
    )
    httpx_mock.add_response(method="POST", url=REVIEWS, json={"id": 1})
    Reviews(client, 9).add(5, HEAD, [COMMENT], "one finding")
    first, second = _sent(httpx_mock)
    assert "comments" in first
    assert "comments" not in second
    assert second["event"] == "COMMENT"


def test_only_comments_of_our_own_account_are_ours(client: RepositoryClient, httpx_mock: HTTPXMock) -> None:
    listed = [
        {"id": 1, "body": COMMENT.body, "user": {"id": 9}, "path": "a.py", "line": None},
        {"id": 2, "body": COMMENT.body, "user": {"id": 666}, "path": "a.py", "line": 3},
        {"id": 3, "body": COMMENT.body, "user": None},
    ]
    httpx_mock.add_response(url=COMMENTS, json=listed)
    (ours,) = Reviews(client, 9).comments(5)
    assert (ours.id, ours.line) == (1, None)


def test_a_comment_is_edited_in_place(client: RepositoryClient, httpx_mock: HTTPXMock) -> None:
    url = f"{API}/repos/acme/shop/pulls/comments/8"
    httpx_mock.add_response(method="PATCH", url=url, json={"id": 8})
    Reviews(client, 9).edit([Edit(8, "fixed")])
    request = httpx_mock.get_request(url=url)
    assert request is not None
    assert json.loads(request.content) == {"body": "fixed"}


def test_nothing_to_say_is_no_review(client: RepositoryClient, httpx_mock: HTTPXMock) -> None:
    Reviews(client, 9).add(5, HEAD, [], "nothing")
    assert not _sent(httpx_mock)
    _ = client.root
