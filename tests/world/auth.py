"""Who sends a request: an App by its JWT, an installation by its token."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import jwt
from jwt.types import Options

from tests.world.core import Core
from tests.world.errors import Refused
from tests.world.state import App, Installation, Repository, Token

Kind = Literal["app", "installation", "anonymous"]

LONGEST_JWT = timedelta(minutes=10)
LEEWAY = timedelta(seconds=5)
LIFE_OF_A_TOKEN = timedelta(hours=1)


@dataclass(frozen=True)
class Principal:
    """The sender, as far as it is known."""

    kind: Kind
    token: Token | None = None

    @property
    def installation(self) -> Installation:
        """The installation behind the token."""
        if self.token is None:
            raise Refused(401, "Requires authentication")
        return self.token.installation

    def acts_as(self, core: Core) -> App:
        """The App that is seen to act."""
        return (self.token and self.token.app) or core.app

    def covers(self, repository: Repository) -> bool:
        """Whether the token reaches a repository."""
        if self.token is None or repository not in self.installation.repositories:
            return False
        return not self.token.repository_ids or repository.id in self.token.repository_ids


ANONYMOUS = Principal("anonymous")


def identify(core: Core, headers: Mapping[str, str]) -> Principal:
    """The sender by the `Authorization` header.

    Raises:
        Refused: 401 for anything that is not genuine and alive, 403 for a suspended installation.
    """
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if not scheme:
        return ANONYMOUS
    if scheme.lower() == "basic":
        value = _password(value)
    elif scheme.lower() not in ("bearer", "token"):
        raise _bad()
    if value.startswith("ghs_"):
        return Principal("installation", _token(core, value))
    if value.count(".") == 2:
        _check_jwt(core, value)
        return Principal("app")
    raise _bad()


def _bad() -> Refused:
    return Refused(401, "Bad credentials")


def _password(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        raise _bad() from None


def _token(core: Core, value: str) -> Token:
    token = core.state.tokens.get(value)
    if token is None or token.revoked or token.expires_at <= core.clock.now() or token.installation.deleted:
        raise _bad()
    if token.installation.suspended_at:
        raise Refused(403, "This installation has been suspended")
    return token


def _check_jwt(core: Core, value: str) -> None:
    options: Options = {"verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_aud": False}
    try:
        claims = jwt.decode(value, core.app.public_key, algorithms=["RS256"], options=options)
    except jwt.PyJWTError:
        raise Refused(401, "A JSON web token could not be decoded") from None
    issued, expires, issuer = claims.get("iat"), claims.get("exp"), str(claims.get("iss"))
    if issuer not in (str(core.app.id), core.app.client_id):
        raise Refused(401, "Integration not found")
    now = core.clock.now().timestamp()
    if not isinstance(issued, int | float) or issued > now + LEEWAY.total_seconds():
        message = (
            "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
        )
        raise Refused(401, message)
    if not isinstance(expires, int | float) or expires <= now:
        message = "'Expiration time' claim ('exp') must be a numeric value representing the future time"
        raise Refused(401, message)
    if expires > now + (LONGEST_JWT + LEEWAY).total_seconds():
        raise Refused(401, "'Expiration time' claim ('exp') is too far in the future")


def mint(
    core: Core,
    installation: Installation,
    permissions: dict[str, str],
    repository_ids: tuple[int, ...],
    app: App | None = None,
) -> Token:
    """A fresh token of the present form: `ghs_APPID_` and three parts with dots, about 380 characters."""
    parts = (
        base64.urlsafe_b64encode(core.random.randbytes(size)).decode().rstrip("=") for size in (27, 120, 128)
    )
    value = f"ghs_{(app or core.app).id}_" + ".".join(parts)
    token = Token(value, installation, permissions, repository_ids, core.now() + LIFE_OF_A_TOKEN, app=app)
    core.state.tokens[value] = token
    return token
