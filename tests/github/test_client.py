"""How GitHub is asked, and what its refusals are taken for."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from pydantic import SecretStr
from pytest_httpx import HTTPXMock

from bot.github.app import App
from bot.github.client import Loose
from bot.github.errors import GitHubError, NotVisible, RateLimited, Refused, Unavailable
from bot.github.place import Place
from tests.github.conftest import API, SHOP, TOKENS, token
from tests.keys import private_key


class Thing(Loose):
    id: int


@pytest.mark.threat("B2")
def test_a_token_is_minted_for_one_repository_with_the_least_permissions(
    app: App, httpx_mock: HTTPXMock, minted: None
) -> None:
    httpx_mock.add_response(url=f"{API}/thing", json={"id": 1})
    with app.repository(SHOP) as client:
        client.get("/thing", Thing)
    httpx_mock.add_response(method="POST", url=TOKENS, json=token("ghs_1_git"), status_code=201)
    assert app.git_token(SHOP).get_secret_value() == "ghs_1_git"
    first, second = (
        json.loads(request.content) for request in httpx_mock.get_requests(method="POST", url=TOKENS)
    )
    assert first == {
        "repository_ids": [42],
        "permissions": {"checks": "write", "contents": "read", "pull_requests": "write"},
    }
    assert second == {"repository_ids": [42], "permissions": {"contents": "read"}}


@pytest.mark.threat("B4")
def test_a_token_of_one_host_never_reaches_another_with_equal_ids(httpx_mock: HTTPXMock) -> None:
    for host in ("one.test", "two.test"):
        httpx_mock.add_response(
            method="POST",
            url=f"https://{host}/app/installations/7/access_tokens",
            json=token(f"ghs_1_{host}"),
            status_code=201,
        )
        httpx_mock.add_response(url=f"https://{host}/thing", json={"id": 1})
        with App(f"https://{host}", 1, SecretStr(private_key())).repository(SHOP) as client:
            client.get("/thing", Thing)
    for host in ("one.test", "two.test"):
        request = httpx_mock.get_request(url=f"https://{host}/thing")
        assert request is not None
        assert request.headers["authorization"] == f"token ghs_1_{host}"


def test_repositories_of_one_installation_share_no_token(app: App, httpx_mock: HTTPXMock) -> None:
    for name in ("a", "b"):
        httpx_mock.add_response(method="POST", url=TOKENS, json=token(f"ghs_1_{name}"), status_code=201)
    httpx_mock.add_response(url=f"{API}/thing", json={"id": 1}, is_reusable=True)
    for number in (1, 2, 1):
        with app.repository(Place(7, number, "acme/any")) as client:
            client.get("/thing", Thing)
    sent = [request.headers["authorization"] for request in httpx_mock.get_requests(url=f"{API}/thing")]
    assert sent == ["token ghs_1_a", "token ghs_1_b", "token ghs_1_a"]


def test_a_dead_token_is_replaced_once(app: App, httpx_mock: HTTPXMock, minted: None) -> None:
    httpx_mock.add_response(url=f"{API}/thing", status_code=401, json={"message": "Bad credentials"})
    httpx_mock.add_response(method="POST", url=TOKENS, json=token("ghs_1_second"), status_code=201)
    httpx_mock.add_response(url=f"{API}/thing", json={"id": 1})
    with app.repository(SHOP) as client:
        assert client.get("/thing", Thing).id == 1
    assert httpx_mock.get_requests()[-1].headers["authorization"] == "token ghs_1_second"


def test_a_second_401_means_that_we_may_not(app: App, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(method="POST", url=TOKENS, json=token(), status_code=201, is_reusable=True)
    httpx_mock.add_response(url=f"{API}/thing", status_code=401, is_reusable=True)
    with app.repository(SHOP) as client, pytest.raises(NotVisible):
        client.get("/thing", Thing)
    assert len(httpx_mock.get_requests(url=f"{API}/thing")) == 2


@pytest.mark.parametrize(
    ("status", "headers", "body", "kind"),
    [
        (403, {}, {"message": "Resource not accessible by integration"}, NotVisible),
        (404, {}, {"message": "Not Found"}, NotVisible),
        (301, {"location": "https://evil.test/"}, {}, NotVisible),
        (422, {}, {"message": "Validation Failed"}, Refused),
        (403, {"retry-after": "30"}, {"message": "slow down"}, RateLimited),
        (429, {}, {"message": "slow down"}, RateLimited),
        (403, {}, {"message": "You have exceeded a secondary rate limit"}, RateLimited),
        (422, {}, {"message": "was submitted too quickly", "code": "abuse"}, RateLimited),
        (
            403,
            {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "4070908800"},
            {"message": "API rate limit exceeded"},
            RateLimited,
        ),
    ],
)
def test_a_refusal_is_of_the_kind_that_tells_what_to_do(
    app: App,
    httpx_mock: HTTPXMock,
    minted: None,
    status: int,
    headers: dict[str, str],
    body: dict[str, str],
    kind: type[GitHubError],
) -> None:
    httpx_mock.add_response(method="POST", url=f"{API}/thing", status_code=status, headers=headers, json=body)
    with app.repository(SHOP) as client, pytest.raises(kind) as caught:
        client.post("/thing", {}, Thing)
    if isinstance(caught.value, RateLimited):
        assert caught.value.until > datetime.now(UTC)
    assert "ghs_" not in str(caught.value)


def test_a_named_pause_is_kept(app: App, httpx_mock: HTTPXMock, minted: None) -> None:
    httpx_mock.add_response(url=f"{API}/thing", status_code=429, headers={"retry-after": "900"}, json={})
    with app.repository(SHOP) as client, pytest.raises(RateLimited) as caught:
        client.get("/thing", Thing)
    assert timedelta(seconds=890) < caught.value.until - datetime.now(UTC) < timedelta(seconds=910)


@pytest.mark.parametrize("content", [b"<html>unicorn</html>", b'{"id": 1', b'{"id": "x"}', b""])
def test_an_answer_that_cannot_be_read_is_no_answer(
    app: App, httpx_mock: HTTPXMock, minted: None, content: bytes
) -> None:
    httpx_mock.add_response(url=f"{API}/thing", content=content)
    with app.repository(SHOP) as client, pytest.raises(Unavailable):
        client.get("/thing", Thing)


def test_a_write_is_never_repeated_after_a_fault(app: App, httpx_mock: HTTPXMock, minted: None) -> None:
    httpx_mock.add_response(method="POST", url=f"{API}/thing", status_code=502)
    httpx_mock.add_exception(httpx.ReadTimeout("slow"), method="PATCH", url=f"{API}/thing")
    with app.repository(SHOP) as client:
        with pytest.raises(Unavailable):
            client.post("/thing", {}, Thing)
        with pytest.raises(Unavailable):
            client.patch("/thing", {}, Thing)
    assert len(httpx_mock.get_requests(url=f"{API}/thing")) == 2


def test_a_read_is_repeated_after_a_fault(app: App, httpx_mock: HTTPXMock, minted: None) -> None:
    httpx_mock.add_response(url=f"{API}/thing", status_code=502)
    httpx_mock.add_response(url=f"{API}/thing", json={"id": 1})
    with app.repository(SHOP) as client:
        assert client.get("/thing", Thing).id == 1


def test_a_token_that_cannot_be_had_is_reported_as_what_it_is(app: App, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(method="POST", url=TOKENS, status_code=404, json={"message": "Not Found"})
    with app.repository(SHOP) as client, pytest.raises(NotVisible):
        client.get("/thing", Thing)


@pytest.mark.threat("B6")
def test_a_redirect_is_not_followed_and_the_repository_is_found_by_its_id(
    app: App, httpx_mock: HTTPXMock, minted: None
) -> None:
    httpx_mock.add_response(
        url=f"{API}/repos/acme/shop", status_code=301, headers={"location": "http://169.254.169.254/x"}
    )
    httpx_mock.add_response(
        url=f"{API}/installation/repositories?per_page=100&page=1",
        json={"repositories": [{"id": 42, "full_name": "acme/store"}]},
    )
    with app.repository(SHOP) as client:
        assert client.root == "/repos/acme/store"
    assert {request.url.host for request in httpx_mock.get_requests()} == {"github.test"}


@pytest.mark.threat("B3")
def test_a_repository_of_the_same_name_and_another_id_is_not_ours(
    app: App, httpx_mock: HTTPXMock, minted: None
) -> None:
    httpx_mock.add_response(url=f"{API}/repos/acme/shop", json={"id": 666, "full_name": "acme/shop"})
    httpx_mock.add_response(
        url=f"{API}/installation/repositories?per_page=100&page=1",
        json={"repositories": [{"id": 43, "full_name": "acme/other"}]},
    )
    with app.repository(SHOP) as client, pytest.raises(NotVisible):
        _ = client.root


@pytest.mark.parametrize("name", ["acme/../../x", "acme/shop/x", "a b/c", "", "acme/shop\r\nX: y"])
def test_a_hostile_name_never_becomes_part_of_an_address(
    app: App, httpx_mock: HTTPXMock, minted: None, name: str
) -> None:
    httpx_mock.add_response(
        url=f"{API}/installation/repositories?per_page=100&page=1",
        json={"repositories": [{"id": 42, "full_name": "acme/shop"}]},
    )
    with app.repository(Place(7, 42, name)) as client:
        assert client.root == "/repos/acme/shop"


def test_a_list_without_end_is_no_answer(app: App, httpx_mock: HTTPXMock, minted: None) -> None:
    httpx_mock.add_response(
        json=[{"id": 1}], headers={"link": f'<{API}/thing?page=2>; rel="next"'}, is_reusable=True
    )
    with app.repository(SHOP) as client, pytest.raises(Unavailable, match="more than 3 pages"):
        list(client.pages("/thing", tuple[Thing, ...], most=3))
