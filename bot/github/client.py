"""Questions to GitHub with typed answers, and errors of the kinds that tell what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, nullcontext
from dataclasses import replace
from typing import Any, TypeVar

import httpx
from githubkit import GitHub
from githubkit.exception import GitHubException
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from bot.github.errors import NotVisible, Unavailable
from bot.github.faults import status_of, translated
from bot.github.pace import Pace
from bot.github.place import Place

UNAUTHORISED = 401
"""What a token that is dead too early answers."""

PAGE = 100
"""Items per page, the most that GitHub gives."""

Opener = Callable[[bool], GitHub[Any]]

_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}/[A-Za-z0-9._-]{1,100}\Z")

Model = TypeVar("Model")


class Loose(BaseModel):
    """A model of GitHub's answer that ignores what it does not know."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _RepositoryModel(Loose):
    id: int
    full_name: str


class _Repositories(Loose):
    repositories: tuple[_RepositoryModel, ...]


class Client:
    """GitHub's API with typed answers.

    Args:
        github: the opened client of the library.
    """

    def __init__(self, github: GitHub[Any]) -> None:
        self._github = github

    def get(self, path: str, model: type[Model], **params: str | int) -> Model:
        """Read one thing.

        Args:
            path: path below the API's root.
            model: what the answer is read as.
            params: query parameters.

        Raises:
            GitHubError: of the kind that tells what to do.
        """
        return self._read(self._send("GET", path, params=params), model)

    def post(self, path: str, body: Mapping[str, Any], model: type[Model]) -> Model:
        """Make one thing; never repeated, because the first may have had its effect."""
        return self._read(self._send("POST", path, json=body), model)

    def patch(self, path: str, body: Mapping[str, Any], model: type[Model]) -> Model:
        """Change one thing."""
        return self._read(self._send("PATCH", path, json=body), model)

    def delete(self, path: str) -> None:
        """Take one thing away; whatever is answered to that says nothing."""
        self._send("DELETE", path)

    def pages(self, path: str, model: type[Model], most: int = 100, **params: str | int) -> Iterator[Model]:
        """Read a list page by page.

        Args:
            path: path below the API's root.
            model: what each page is read as.
            most: pages after which it is too much to be true.
            params: query parameters.

        Raises:
            Unavailable: also when there are more than `most` pages.
        """
        for number in range(1, most + 1):
            response = self._send("GET", path, params={**params, "per_page": PAGE, "page": number})
            yield self._read(response, model)
            if "next" not in response.links:
                return
        raise Unavailable(f"`{path}` has more than {most} pages")

    def page(self, path: str, model: type[Model], params: Mapping[str, str | int]) -> tuple[Model, str]:
        """Read one page of a list that is paged by cursor.

        Returns:
            The page, and the cursor of the next one, empty at the end.
        """
        response = self._send("GET", path, params=dict(params))
        following = response.links.get("next", {}).get("url", "")
        return self._read(response, model), httpx.URL(following).params.get("cursor", "")

    def _send(self, method: str, path: str, **content: Any) -> httpx.Response:
        try:
            response = self._github.request(method, path, **content).raw_response
        except GitHubException as error:
            raise translated(error, f"{method} {path}") from error
        if response.is_redirect:
            raise NotVisible(f"{method} {path}: moved")
        return response

    def _read(self, response: httpx.Response, model: type[Model]) -> Model:
        try:
            return TypeAdapter(model).validate_json(response.content)
        except ValidationError as error:
            at = f"{response.request.method} {response.request.url.path}"
            raise Unavailable(f"{at}: the answer cannot be read ({error.error_count()} problems)") from None


class RepositoryClient(Client):
    """A client of one repository that finds the repository again when it was renamed or moved.

    Args:
        place: the repository.
        opener: opens a client of the library for it; `True` forgets the token in use.
        pace: the pace of writes of the installation.

    Attributes:
        place: the repository, with its present name once anything was read.
    """

    def __init__(self, place: Place, opener: Opener, pace: Pace) -> None:
        self._opener = opener
        self._pace = pace
        self.place = place
        self._proved = False
        self._open(fresh=False)

    def _open(self, *, fresh: bool) -> None:
        self._opened = ExitStack()
        super().__init__(self._opened.enter_context(self._opener(fresh)))

    def close(self) -> None:
        """Close the connection."""
        self._opened.close()

    @property
    def root(self) -> str:
        """`/repos/owner/name` of the repository with this id, resolved once per job.

        Raises:
            NotVisible: the token reaches no repository of that id.
        """
        if not self._proved:
            self.place = replace(self.place, full_name=self._present_name())
            self._proved = True
        return f"/repos/{self.place.full_name}"

    def _present_name(self) -> str:
        if _NAME.match(self.place.full_name):
            try:
                found = self.get(f"/repos/{self.place.full_name}", _RepositoryModel)
            except NotVisible:
                found = None
            if found is not None and found.id == self.place.repository and _NAME.match(found.full_name):
                return found.full_name
        for page in self.pages("/installation/repositories", _Repositories):
            for repository in page.repositories:
                if repository.id == self.place.repository and _NAME.match(repository.full_name):
                    return repository.full_name
        raise NotVisible(
            f"installation {self.place.installation} reaches no repository {self.place.repository}"
        )

    def _send(self, method: str, path: str, **content: Any) -> httpx.Response:
        with nullcontext() if method == "GET" else self._pace.write():
            return self._renewing(method, path, **content)

    def _renewing(self, method: str, path: str, **content: Any) -> httpx.Response:
        try:
            return super()._send(method, path, **content)
        except NotVisible as error:
            if status_of(error.__cause__) != UNAUTHORISED:
                raise
        self.close()
        self._open(fresh=True)
        return super()._send(method, path, **content)
