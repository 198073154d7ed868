"""How GitHub's API is spoken to, whoever speaks.

The client library is configured as was measured: it repeats nothing that may have had an effect, follows
no redirect, waits no longer than half a minute, keeps no cache of answers, and shares one TLS context.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import httpx
from githubkit import GitHub, TokenAuthStrategy
from githubkit.cache import MemCacheStrategy
from githubkit.config import Config, get_config
from pydantic import SecretStr

from bot.github.client import RepositoryClient
from bot.github.faults import retry
from bot.github.pace import Pace
from bot.github.place import Place

CONNECT_SECONDS = 10.0
"""How long a connection may take to be made, and a request to be sent."""

READ_SECONDS = 30.0
"""How long GitHub may stay silent within an answer."""


def connection(api_url: str, *, use_proxies: bool = False) -> Config:
    """The configuration of the client library.

    Args:
        api_url: root of the REST API.
        use_proxies: whether `HTTPS_PROXY` and its like of the environment count.
    """
    return get_config(
        base_url=api_url,
        user_agent="decisis",
        timeout=httpx.Timeout(CONNECT_SECONDS, read=READ_SECONDS),
        ssl_verify=_trusting_the_system(),
        follow_redirects=False,
        trust_env=use_proxies,
        http_cache=False,
        cache_strategy=MemCacheStrategy(),
        auto_retry=retry,
    )


@cache
def _trusting_the_system() -> ssl.SSLContext:
    """The certificates of the system, read once: that takes 25 ms."""
    return ssl.create_default_context()


@contextmanager
def with_token(api_url: str, repository: int, full_name: str, token: SecretStr) -> Iterator[RepositoryClient]:
    """A client of one repository that speaks with a token it was given, such as that of a workflow's job.

    Args:
        api_url: root of the REST API.
        repository: GitHub's number of the repository.
        full_name: `owner/name`.
        token: the token; it cannot be renewed.
    """
    config = connection(api_url, use_proxies=True)
    auth = TokenAuthStrategy(token.get_secret_value())
    client = RepositoryClient(
        Place(0, repository, full_name), lambda _fresh: GitHub(auth, config=config), Pace()
    )
    try:
        yield client
    finally:
        client.close()
