"""A pull request as a value."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_httpx import HTTPXMock

from bot.github.client import RepositoryClient
from bot.github.errors import Unavailable
from bot.github.pulls import Pulls
from checks.change import Account
from tests.github.conftest import API

HEAD, BASE = "a" * 40, "b" * 40


def _pull(**changed: Any) -> dict[str, Any]:
    repository = {"id": 42, "full_name": "acme/shop", "default_branch": "main"}
    return {
        "number": 5,
        "state": "open",
        "draft": True,
        "title": "Add it",
        "body": None,
        "user": {"id": 9, "login": "helper[bot]", "type": "Bot"},
        "labels": [{"name": "z"}, {"name": "a", "archived_at": None}],
        "head": {"ref": "topic", "sha": HEAD, "repo": {"id": 77}},
        "base": {"ref": "release", "sha": BASE, "repo": repository},
        "commits": 1,
        "a field of next year": {},
        **changed,
    }


def _commit(sha: str) -> dict[str, Any]:
    person = {"name": "Ann", "email": "ann@acme.test"}
    return {"sha": sha, "commit": {"message": "m", "author": person, "committer": None}}


def test_a_pull_request_is_read_with_its_commits(client: RepositoryClient, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(url=f"{API}/repos/acme/shop/pulls/5", json=_pull())
    commits = f"{API}/repos/acme/shop/pulls/5/commits?per_page=100&page="
    httpx_mock.add_response(
        url=commits + "1", json=[_commit("1" * 40)], headers={"link": f'<{commits}2>; rel="next"'}
    )
    httpx_mock.add_response(url=commits + "2", json=[_commit("2" * 40)])
    pull = Pulls(client).read(5)
    assert (pull.head, pull.base, pull.default_branch) == (HEAD, BASE, "main")
    assert pull.is_open
    assert pull.is_draft
    assert pull.is_fork
    assert pull.facts.author == Account("helper[bot]", 9, is_bot=True)
    assert pull.facts.labels == ("a", "z")
    assert pull.facts.body == ""
    assert [commit.author for commit in pull.facts.commits] == ["Ann <ann@acme.test>"] * 2
    assert pull.commit_count == 2


@pytest.mark.threat("B7")
def test_a_login_that_looks_like_a_bot_is_not_taken_for_one(
    client: RepositoryClient, httpx_mock: HTTPXMock
) -> None:
    user = {"id": 10, "login": "dependabot[bot]", "type": "User"}
    httpx_mock.add_response(url=f"{API}/repos/acme/shop/pulls/5", json=_pull(user=user))
    httpx_mock.add_response(url=f"{API}/repos/acme/shop/pulls/5/commits?per_page=100&page=1", json=[])
    author = Pulls(client).read(5).facts.author
    assert author is not None
    assert not author.is_bot


def test_a_pull_request_of_another_repository_is_refused(
    client: RepositoryClient, httpx_mock: HTTPXMock
) -> None:
    base = {"ref": "main", "sha": BASE, "repo": {"id": 43, "full_name": "x/y", "default_branch": "main"}}
    httpx_mock.add_response(url=f"{API}/repos/acme/shop/pulls/5", json=_pull(base=base))
    with pytest.raises(Unavailable):
        Pulls(client).read(5)


def test_a_deleted_fork_still_has_a_head(client: RepositoryClient, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(
        url=f"{API}/repos/acme/shop/pulls/5", json=_pull(head={"ref": "t", "sha": HEAD, "repo": None})
    )
    httpx_mock.add_response(url=f"{API}/repos/acme/shop/pulls/5/commits?per_page=100&page=1", json=[])
    assert Pulls(client).read(5).is_fork


def test_only_open_pull_requests_that_end_in_the_commit_share_its_check(
    client: RepositoryClient, httpx_mock: HTTPXMock
) -> None:
    other = {"ref": "t", "sha": "c" * 40, "repo": {"id": 42}}
    httpx_mock.add_response(
        url=f"{API}/repos/acme/shop/commits/{HEAD}/pulls?per_page=100&page=1",
        json=[_pull(number=8), _pull(number=6, state="closed"), _pull(number=7, head=other)],
    )
    assert Pulls(client).open_at(HEAD) == [8]


def test_a_branch_name_is_quoted(client: RepositoryClient, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(
        url=f"{API}/repos/acme/shop/branches/release%2F1%25%C3%BC", json={"commit": {"sha": HEAD}}
    )
    assert Pulls(client).tip("release/1%ü") == HEAD
