"""The door of the API: who asks, whether it may, and what is written down about it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email.utils import format_datetime
from typing import Any

from tests.world import routes, routing
from tests.world.auth import Principal, identify
from tests.world.contracts import Contracts
from tests.world.core import Core
from tests.world.errors import Refused, not_found
from tests.world.faults import Faults
from tests.world.permissions import allows, written
from tests.world.rates import Rates
from tests.world.record import Handled
from tests.world.replies import Reply
from tests.world.routing import Call, Route
from tests.world.state import Repository

VERSIONS = ("2022-11-28", "2026-03-10")
DROPPED = {
    "pull": ("merge_commit_sha", "assignee"),
    "repository": ("has_downloads",),
}
"""Keys that API version 2026-03-10 no longer has; `/rate_limit` also lost `rate`."""

assert routes.MODELLED  # importing the package registers every operation


@dataclass
class Api:
    """Answers requests against one world."""

    core: Core
    rates: Rates
    faults: Faults
    contracts: Contracts | None = None
    _etags: dict[str, str] = field(default_factory=dict)

    def answer(
        self, verb: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], raw: bytes
    ) -> Reply:
        """The whole of one request: fault, effect, record."""
        path = path.removeprefix("/api/v3") or "/"
        with self.core.step():
            notes = _Notes()
            plan = self.faults.take(verb, path)
            reply = None
            if plan is None or plan.effect == "after":
                reply = self._handle(Call(self.core, self.rates, verb, path, query, headers), raw, notes)
            final = plan.fault.strike(reply) if plan else reply
            assert final is not None
            changed = verb != "GET" and reply is not None and reply.status < 300
            name = type(plan.fault).__name__ if plan else ""
            self.core.record.requests.append(
                Handled(verb, path, notes.operation, final.status, changed, name, notes.needs, notes.sender)
            )
            return final

    def _handle(self, call: Call, raw: bytes, notes: _Notes) -> Reply:
        version = call.headers.get("x-github-api-version", VERSIONS[0])
        try:
            reply = self._checked(call, raw, notes)
        except Refused as refused:
            reply = Reply.of(refused.status, refused.body(), refused.headers)
        except Exception as error:  # noqa: BLE001 - a crash of the world must fail the story, not hang it
            self.core.record.bugs.append(f"{call.verb} {call.path}: {type(error).__name__}: {error}")
            reply = Reply.of(500, {"message": f"the world itself failed: {error!r}"})
        if version == VERSIONS[1] and reply.value is not None:
            reply = replace(reply, **_rewritten(_without_dropped(reply.value)))
        if self.contracts and notes.route and reply.status != 501:
            bugs = self.contracts.check_answer(notes.route.operation, reply.status, reply.value, version)
            self.core.record.bugs += bugs
        sender = notes.sender or "anonymous"
        extra = {"x-github-api-version-selected": version, "x-github-request-id": f"{self.core.next_id():X}"}
        extra |= {"date": format_datetime(self.core.clock.now(), usegmt=True)} | self.rates.headers(sender)
        if notes.needs:
            extra["x-accepted-github-permissions"] = notes.needs
        return _conditional(call, replace(reply, headers=extra | reply.headers))

    def _checked(self, call: Call, raw: bytes, notes: _Notes) -> Reply:
        if not call.headers.get("user-agent"):
            raise Refused(
                403,
                "Request forbidden by administrative rules. Please send a User-Agent header",
            )
        version = call.headers.get("x-github-api-version", VERSIONS[0])
        if version not in VERSIONS:
            raise Refused(400, f"The API version {version!r} is not supported")
        undocumented = call.path.startswith("/repositories/")
        call.path = self._by_id(call.path)
        found = routing.find(call.verb, call.path)
        if found is None:
            self.core.record.gaps.append(f"{call.verb} {call.path}")
            raise Refused(501, "the tests' world does not model this; see tests/world/README.md")
        route, call.params = found
        notes.operation, notes.needs = route.operation, written(route.needs)
        notes.route = None if undocumented else route
        call.principal = identify(self.core, call.headers)
        notes.sender = _name(call.principal)
        self.rates.count(notes.sender)
        call.body = _parsed(raw)
        if self.contracts and not undocumented:
            problems = self.contracts.check_request(route.operation, call.params, call.query, call.body)
            self.core.record.violations += problems
        self._authorize(call, route)
        if route.content:
            self.rates.count_content(notes.sender)
        return route.handler(call)

    def _by_id(self, path: str) -> str:
        found = re.fullmatch(r"/repositories/(\d+)(/.*)?", path)
        if not found:
            return path
        repository = self.core.state.repositories.get(int(found[1]))
        if repository is None or repository.deleted:
            raise not_found()
        return f"/repos/{repository.full_name}{found[2] or ''}"

    def _authorize(self, call: Call, route: Route) -> None:
        kind = call.principal.kind
        if kind == "anonymous" and route.accepts != "any":
            raise Refused(401, "Requires authentication")
        if route.accepts == "app" and kind != "app":
            raise Refused(401, "A JSON web token could not be decoded")
        if route.accepts == "installation" and kind != "installation":
            raise Refused(401, "Bad credentials")
        if "repo" not in call.params:
            return
        self._moved(call)
        if kind == "installation":
            self._may(call.principal, route, call.repository)

    def _moved(self, call: Call) -> None:
        name = f"{call.params['owner']}/{call.params['repo']}".lower()
        live = self.core.state.repositories.values()
        if any(one.full_name.lower() == name and not one.deleted for one in live):
            return
        for one in live:
            if name in one.former_names and not one.deleted:
                rest = "/".join(call.path.split("/")[4:])
                place = f"{self.core.api_url}/repositories/{one.id}" + (f"/{rest}" if rest else "")
                raise Refused(301, "Moved Permanently", headers={"location": place})

    def _may(self, principal: Principal, route: Route, repository: Repository) -> None:
        if not principal.covers(repository):
            if _is_public_reading(route, repository):
                return
            raise not_found()
        assert principal.token is not None
        if route.needs and not any(allows(principal.token.permissions, need) for need in route.needs):
            headers = {"x-accepted-github-permissions": written(route.needs)}
            raise Refused(403, "Resource not accessible by integration", headers=headers)


def _is_public_reading(route: Route, repository: Repository) -> bool:
    """What anybody may do with a repository that is not theirs."""
    harmless = all(need.keys() <= {"metadata", "contents"} for need in route.needs)
    return route.verb == "GET" and bool(route.needs) and harmless and not repository.private


@dataclass
class _Notes:
    """What is learnt about a request on the way."""

    operation: str = ""
    needs: str = ""
    sender: str = ""
    route: Route | None = None


def _name(principal: Principal) -> str:
    return f"installation {principal.installation.id}" if principal.token else principal.kind


def _parsed(raw: bytes) -> Any:
    if not raw:
        return None
    try:
        return json.loads(raw)
    except ValueError:
        raise Refused(400, "Problems parsing JSON") from None


def _rewritten(value: Any) -> dict[str, Any]:
    reply = Reply.of(200, value)
    return {"body": reply.body, "value": value}


def _without_dropped(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_dropped(item) for item in value]
    if not isinstance(value, dict):
        return value
    gone: tuple[str, ...] = ()
    if "merge_commit_sha" in value:
        gone = DROPPED["pull"]
    elif "archive_url" in value:
        gone = DROPPED["repository"]
    elif "resources" in value:
        gone = ("rate",)
    return {key: _without_dropped(item) for key, item in value.items() if key not in gone}


def _conditional(call: Call, reply: Reply) -> Reply:
    if call.verb != "GET" or reply.status != 200:
        return reply
    etag = f'"{hashlib.sha256(reply.body).hexdigest()}"'
    if call.headers.get("if-none-match", "").removeprefix("W/") == etag:
        sender = _name(call.principal)
        call.rates.window(sender).used -= 1
        return Reply(304, b"", reply.headers | call.rates.headers(sender) | {"etag": etag})
    return replace(reply, headers=reply.headers | {"etag": etag})
