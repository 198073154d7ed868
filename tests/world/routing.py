"""Which function answers which operation, and what an operation needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from tests.world.auth import ANONYMOUS, Principal
from tests.world.core import Core
from tests.world.errors import malformed, not_found
from tests.world.permissions import Need
from tests.world.rates import Rates
from tests.world.replies import Reply
from tests.world.state import Pull, Repository

Item = TypeVar("Item")

LONG = ("path", "ref", "branch")
"""Names of path parameters that may hold slashes."""

MAX_PER_PAGE = 100


@dataclass
class Call:
    """One request on its way through the door."""

    core: Core
    rates: Rates
    verb: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any = None
    params: dict[str, str] = field(default_factory=dict)
    principal: Principal = ANONYMOUS

    def number(self, name: str) -> int:
        """A numeric path parameter.

        Raises:
            Refused: 404, it is no number.
        """
        if not self.params[name].isdecimal():
            raise not_found()
        return int(self.params[name])

    @property
    def repository(self) -> Repository:
        """The repository of the path."""
        return self.core.repository(self.params["owner"], self.params["repo"])

    @property
    def pull(self) -> Pull:
        """The pull request of the path."""
        number = self.number("pull_number" if "pull_number" in self.params else "issue_number")
        pull = self.repository.pulls.get(number)
        if pull is None:
            raise not_found()
        return pull

    @property
    def fields(self) -> dict[str, Any]:
        """The body as an object.

        Raises:
            Refused: 422, it is something else.
        """
        if not isinstance(self.body, dict):
            raise malformed(f"{self.body!r} is not an object.")
        return self.body

    def page(self, items: list[Any], key: str | None = None) -> Reply:
        """One page of a list, with `Link`; under `key` beside `total_count` where GitHub wraps its lists."""
        size, number = self._paging()
        chosen = self.shown(items)
        value: Any = {"total_count": len(items), key: chosen} if key else chosen
        last = max(1, -(-len(items) // size))
        links = []
        if number > 1:
            links += [self._link(1, "first"), self._link(min(number - 1, last), "prev")]
        if number < last:
            links += [self._link(number + 1, "next"), self._link(last, "last")]
        return Reply.of(200, value, {"link": ", ".join(links)} if links else None)

    def shown(self, items: list[Item]) -> list[Item]:
        """The items of the page that is asked for."""
        size, number = self._paging()
        return items[(number - 1) * size : number * size]

    def _paging(self) -> tuple[int, int]:
        def positive(name: str, default: int) -> int:
            text = self.query.get(name, "")
            return max(1, int(text)) if text.isdecimal() else default

        return min(positive("per_page", 30), MAX_PER_PAGE), positive("page", 1)

    def _link(self, number: int, rel: str) -> str:
        path = self.path
        if path.startswith("/repos/"):
            path = f"/repositories/{self.repository.id}/" + path.split("/", 4)[4]
        query = {**self.query, "page": str(number)}
        text = "&".join(f"{name}={value}" for name, value in query.items())
        return f'<{self.core.api_url}{path}?{text}>; rel="{rel}"'


Handler = Callable[[Call], Reply]
Accepts = Literal["app", "installation", "any"]


@dataclass(frozen=True)
class Route:
    """One operation.

    Attributes:
        accepts: whose credentials it takes.
        needs: permissions, of which one must be held.
        content: whether it makes content, which is limited by the minute.
    """

    verb: str
    template: str
    handler: Handler
    accepts: Accepts
    needs: tuple[Need, ...]
    content: bool
    pattern: re.Pattern[str]

    @property
    def operation(self) -> str:
        """`VERB /template`."""
        return f"{self.verb} {self.template}"


ROUTES: list[Route] = []


def route(
    verb: str, template: str, *needs: Need, accepts: Accepts = "installation", content: bool = False
) -> Callable[[Handler], Handler]:
    """Register the function that answers an operation; any one of `needs` will do."""

    def register(handler: Handler) -> Handler:
        pattern = re.sub(
            r"\\{(\w+)\\}",
            lambda found: f"(?P<{found[1]}>{'.+' if found[1] in LONG else '[^/]+'})",
            re.escape(template),
        )
        ROUTES.append(Route(verb, template, handler, accepts, needs, content, re.compile(pattern)))
        ROUTES.sort(key=lambda one: (-one.template.count("/"), one.template.count("{"), one.template))
        return handler

    return register


def find(verb: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """The operation that a path belongs to, with its parameters."""
    for one in ROUTES:
        if one.verb == verb and (found := one.pattern.fullmatch(path)):
            return one, found.groupdict()
    return None
