"""The label by which people find what waits for them; no other label is ours."""

from __future__ import annotations

from urllib.parse import quote

from bot.github.client import Loose, RepositoryClient
from bot.github.errors import NotVisible
from bot.github.faults import status_of

NEEDS_HUMAN = "decisis: needs human"
"""The label of a pull request whose agent was stopped."""

_NOT_FOUND = 404


class _Label(Loose):
    name: str


class Labels:
    """The label on the pull requests of one repository.

    Args:
        client: the repository's client.
    """

    def __init__(self, client: RepositoryClient) -> None:
        self._client = client

    def put(self, number: int) -> None:
        """Put the label on a pull request, unless it is there; GitHub makes a label that is new."""
        if not self._is_there(number):
            self._client.post(self._path(number), {"labels": [NEEDS_HUMAN]}, tuple[_Label, ...])

    def take(self, number: int) -> None:
        """Take the label from a pull request, if it is there."""
        if not self._is_there(number):
            return
        try:
            self._client.delete(f"{self._path(number)}/{quote(NEEDS_HUMAN, safe='')}")
        except NotVisible as error:
            if status_of(error.__cause__) != _NOT_FOUND:  # somebody else was quicker
                raise

    def _is_there(self, number: int) -> bool:
        pages = self._client.pages(self._path(number), tuple[_Label, ...])
        return any(label.name == NEEDS_HUMAN for page in pages for label in page)

    def _path(self, number: int) -> str:
        return f"{self._client.root}/issues/{number}/labels"
