"""What an installation of the App gives for reading another of its repositories, such as a floor."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock

from githubkit import GitHub, TokenAuthStrategy
from githubkit.config import Config
from pydantic import SecretStr

from bot.github.app import GIT_PERMISSIONS, App
from bot.github.client import Client, Loose
from bot.github.errors import Refused
from bot.github.floors import Access, FloorRepository

_MOST_KEPT = 1_024


class _Granted(Loose):
    token: SecretStr
    repositories: tuple[FloorRepository, ...] = ()


class AppGrants:
    """Tokens that read one repository each, by the name of that repository.

    Args:
        app: the App at GitHub.
        config: how GitHub is spoken to.
    """

    def __init__(self, app: App, config: Config) -> None:
        self._app, self._config = app, config
        self._given: OrderedDict[tuple[int, str], Access] = OrderedDict()
        self._lock = Lock()

    def access(self, installation: int, name: str, *, fresh: bool = False) -> Access | None:
        """See `bot.github.floors.Grants`; a token that was given is used until it ends."""
        key = (installation, name.casefold())
        with self._lock:
            known = None if fresh else self._given.get(key)
        if known is not None:
            return known
        given = self._asked(installation, name)
        with self._lock:
            self._given.pop(key, None)
            if given is not None:
                self._given[key] = given
            while len(self._given) > _MOST_KEPT:
                self._given.popitem(last=False)
        return given

    def _asked(self, installation: int, name: str) -> Access | None:
        body: Mapping[str, object] = {"repositories": [name], "permissions": dict(GIT_PERMISSIONS)}
        try:
            with self._app.client() as client:
                granted = client.post(f"/app/installations/{installation}/access_tokens", body, _Granted)
        except Refused:  # the installation covers no repository of that name
            return None
        if len(granted.repositories) != 1 or not _is_named(granted.repositories[0], name):
            return None
        return Access(granted.repositories[0], granted.token)

    @contextmanager
    def reading(self, access: Access) -> Iterator[Client]:
        """See `bot.github.floors.Grants`."""
        auth = TokenAuthStrategy(access.token.get_secret_value())
        with GitHub(auth, config=self._config) as github:
            yield Client(github)


def _is_named(repository: FloorRepository, name: str) -> bool:
    return repository.full_name.partition("/")[2].casefold() == name.casefold()
