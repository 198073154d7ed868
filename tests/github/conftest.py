"""An App at a host that does not exist; pytest-httpx answers in its place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import SecretStr
from pytest_httpx import HTTPXMock

from bot.github.app import App
from bot.github.client import RepositoryClient
from bot.github.place import Place
from tests.keys import private_key

API = "https://github.test/api/v3"
SHOP = Place(installation=7, repository=42, full_name="acme/shop")
TOKENS = f"{API}/app/installations/7/access_tokens"


def token(value: str = "ghs_1_first") -> dict[str, object]:
    """GitHub's answer to a request for a token."""
    return {
        "token": value,
        "expires_at": "2099-01-01T00:00:00Z",
        "permissions": {"checks": "write"},
        "repository_selection": "selected",
    }


@pytest.fixture
def app() -> App:
    return App(API, 1, SecretStr(private_key()))


@pytest.fixture
def minted(httpx_mock: HTTPXMock) -> None:
    """GitHub gives a token."""
    httpx_mock.add_response(method="POST", url=TOKENS, json=token(), status_code=201)


@pytest.fixture
def named(httpx_mock: HTTPXMock, minted: None) -> None:
    """GitHub gives a token, and the repository is called what we think."""
    httpx_mock.add_response(url=f"{API}/repos/acme/shop", json={"id": 42, "full_name": "acme/shop"})


@pytest.fixture
def client(app: App, named: None) -> Iterator[RepositoryClient]:
    with app.repository(SHOP) as opened:
        yield opened
