"""Who is in which team, asked with a token that reads members and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from pydantic import SecretStr

from bot.github.client import Client, Loose
from bot.github.errors import NotVisible, Refused
from bot.github.faults import status_of

MEMBER_PERMISSIONS = {"members": "read"}
"""What asking for members needs; an installation may not have granted it."""

_NOT_FOUND = 404


class _Membership(Loose):
    state: str = ""


class Teams:
    """Memberships as they stand now.

    Args:
        mint: gives a token with `MEMBER_PERMISSIONS`; raises `Refused` where that is not granted.
        opened: gives a client that speaks with a token.
    """

    def __init__(self, mint: Callable[[], SecretStr], opened: Callable[[SecretStr], Client]) -> None:
        self._mint, self._opened = mint, opened
        self._client: Client | None = None

    def has(self, team: str, login: str) -> bool | None:
        """Whether an account is an active member of a team.

        Args:
            team: `org/team`.
            login: the account's present name.

        Returns:
            `None` where we may not know.

        Raises:
            GitHubError: it is not known whether we may know.
        """
        organisation, _, slug = team.partition("/")
        path = f"/orgs/{organisation}/teams/{quote(slug, safe='')}/memberships/{quote(login, safe='')}"
        try:
            if self._client is None:
                self._client = self._opened(self._mint())
            return self._client.get(path, _Membership).state == "active"
        except Refused:
            return None
        except NotVisible as error:
            return False if status_of(error.__cause__) == _NOT_FOUND else None
