"""The GitHub App: opens one client per job, narrowed to one repository.

Tokens are cached per installation *and* repository, so no answer of one tenant is reached with the token
of another, and a dead token is dropped by dropping its cache.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, partial
from threading import Lock
from typing import Any
from urllib.parse import quote

import httpx
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from githubkit import AppAuthStrategy, GitHub, TokenAuthStrategy
from githubkit.cache import MemCacheStrategy
from githubkit.config import Config
from pydantic import SecretStr

from bot.github.budget import Budget
from bot.github.client import Client, Loose, RepositoryClient
from bot.github.connection import connection
from bot.github.installation import InstallationAuth
from bot.github.other_checks import STATUS_PERMISSIONS, Statuses
from bot.github.pace import Pace
from bot.github.place import Place
from bot.github.teams import MEMBER_PERMISSIONS, Teams

API_PERMISSIONS: Mapping[str, str] = {"checks": "write", "contents": "read", "pull_requests": "write"}
"""What judging and publishing needs; `contents` is never more than read."""

GIT_PERMISSIONS: Mapping[str, str] = {"contents": "read"}
"""What fetching needs."""

_KEPT_CACHES = 1_024


class _Slug(Loose):
    slug: str


class _Account(Loose):
    id: int


class _Token(Loose):
    token: SecretStr


class App:
    """The GitHub App at one host: opens clients, mints tokens, lists installations.

    Args:
        api_url: root of the REST API.
        app_id: number of the App.
        private_key: its private key, PEM.
        budget: is told what GitHub's answers say of how much may still be asked.
    """

    def __init__(
        self, api_url: str, app_id: int, private_key: SecretStr, budget: Budget | None = None
    ) -> None:
        self.id = app_id
        self._pem = private_key
        self._budget = budget or Budget()
        self._config = _heard(connection(api_url), self._budget.hears())
        self._tenants: OrderedDict[tuple[int, int], Config] = OrderedDict()
        self._paces: dict[int, Pace] = {}
        self._bot: int | None = None
        self._lock = Lock()

    @cached_property
    def _key(self) -> Any:
        """The private key, taken apart once: that takes far longer than to sign with it.

        Its numbers were proved when the settings were read (`bot.settings`), or GitHub has just made it: to
        prove them again takes 25 ms, and with wrong ones nothing is signed that GitHub takes.
        """
        pem = self._pem.get_secret_value().encode()
        return load_pem_private_key(pem, password=None, unsafe_skip_rsa_key_validation=True)

    def _pace(self, installation: int) -> Pace:
        """The pace of writes of one installation, so that no tenant waits for another."""
        with self._lock:
            return self._paces.setdefault(installation, Pace())

    def bot(self, client: RepositoryClient) -> int:
        """Number of the account under which the App writes, asked for once.

        Args:
            client: any client, because this is no route for the App itself.
        """
        if self._bot is None:
            with self.client() as as_app:
                slug = as_app.get("/app", _Slug).slug
            self._bot = client.get(f"/users/{quote(slug + '[bot]', safe='')}", _Account).id
        return self._bot

    @contextmanager
    def client(self) -> Iterator[Client]:
        """A client that speaks as the App itself, for `/app…` routes alone."""
        with GitHub(AppAuthStrategy(self.id, self._key), config=self._config) as github:
            yield Client(github)

    @contextmanager
    def repository(self, place: Place) -> Iterator[RepositoryClient]:
        """A client whose token reaches the one repository, for the length of one job.

        Raises:
            GitHubError: when the repository cannot be found under its present name.
        """
        client = RepositoryClient(
            place, lambda fresh: self._open(place, fresh=fresh), self._pace(place.installation)
        )
        try:
            yield client
        finally:
            client.close()

    def _open(self, place: Place, *, fresh: bool = False) -> GitHub[Any]:
        key = (place.installation, place.repository)
        with self._lock:
            config = self._tenants.pop(key, None)
            if config is None or fresh:
                own = replace(self._config, cache_strategy=MemCacheStrategy())
                config = _heard(own, self._budget.hears(place.installation))
            self._tenants[key] = config
            while len(self._tenants) > _KEPT_CACHES:
                self._tenants.popitem(last=False)
        auth = InstallationAuth(
            self.id,
            self._key,
            place.installation,
            repository_ids=[place.repository],
            permissions=dict(API_PERMISSIONS),  # type: ignore[arg-type]
        )
        return GitHub(auth, config=config)

    def git_token(self, place: Place) -> SecretStr:
        """Mint a token that can read the contents of the one repository, for git.

        Raises:
            GitHubError: if GitHub does not give one.
        """
        return self._token(place, GIT_PERMISSIONS)

    def teams(self, place: Place) -> Teams:
        """The teams of the organisation; a token is minted when somebody is first asked about."""
        return Teams(
            lambda: self._token(place, MEMBER_PERMISSIONS), partial(self._with_token, place.installation)
        )

    def statuses(self, place: Place) -> Statuses:
        """The commit statuses of the one repository; a token is minted when some are first asked for."""
        return Statuses(
            lambda: self._token(place, STATUS_PERMISSIONS), partial(self._with_token, place.installation)
        )

    def _with_token(self, installation: int, token: SecretStr) -> Client:
        own = replace(self._config, cache_strategy=MemCacheStrategy())
        config = _heard(own, self._budget.hears(installation))
        return Client(GitHub(TokenAuthStrategy(token.get_secret_value()), config=config))

    def _token(self, place: Place, permissions: Mapping[str, str]) -> SecretStr:
        body = {"repository_ids": [place.repository], "permissions": dict(permissions)}
        with self.client() as client:
            url = f"/app/installations/{place.installation}/access_tokens"
            return client.post(url, body, _Token).token


def _heard(config: Config, hears: Callable[[httpx.Response], None]) -> Config:
    return replace(config, event_hooks={"response": [hears]})
