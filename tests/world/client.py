"""A plain client that is none of the product's: it speaks to the world in bare HTTP."""

from __future__ import annotations

import functools
import ssl
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tests.world.world import World

AGENT = {"user-agent": "world-tests"}


@functools.cache
def _key(pem: str) -> RSAPrivateKey:
    key = load_pem_private_key(pem.encode(), password=None)
    assert isinstance(key, RSAPrivateKey)
    return key


class Client:
    """Speaks for the App: with its JWT under `app`, with an installation token otherwise."""

    def __init__(self, world: World, owner: str = "acme", version: str = "2022-11-28") -> None:
        self.world = world
        self.http = httpx.Client(
            base_url=world.api_url,
            headers=AGENT | {"x-github-api-version": version},
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            trust_env=False,
        )
        self.installation = world.installation(owner)
        self.token = self.mint()["token"]

    def close(self) -> None:
        """Close the connections."""
        self.http.close()

    def jwt(self, *, issued: float = -60, expires: float = 540) -> str:
        """An App JWT, its times relative to now."""
        now = self.world.clock.now().timestamp()
        claims = {"iss": str(self.world.app.id), "iat": int(now + issued), "exp": int(now + expires)}
        return jwt.encode(claims, _key(self.world.app.private_key), algorithm="RS256")

    def app(self, verb: str, path: str, **more: Any) -> httpx.Response:
        """A request of the App itself."""
        return self.http.request(verb, path, headers={"authorization": f"Bearer {self.jwt()}"}, **more)

    def mint(self, **scope: Any) -> dict[str, Any]:
        """A fresh installation token with its scope."""
        path = f"/app/installations/{self.installation.id}/access_tokens"
        answer = self.app("POST", path, json=scope)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def call(self, verb: str, path: str, token: str | None = None, **more: Any) -> httpx.Response:
        """A request of the installation."""
        headers = {"authorization": f"Bearer {token or self.token}"} | more.pop("headers", {})
        return self.http.request(verb, path, headers=headers, **more)

    def json(self, verb: str, path: str, body: Any = None, **query: str | int) -> Any:
        """The JSON of a request that must succeed."""
        answer = (
            self.call(verb, path, json=body, params=query)
            if body is not None
            else self.call(verb, path, params=query)
        )
        assert answer.status_code < 300, f"{verb} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None
