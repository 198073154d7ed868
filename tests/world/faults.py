"""What can go wrong between a client and GitHub, before or after the request had its effect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal, Protocol

from tests.world.replies import Reply

Effect = Literal["before", "after"]


class Fault(Protocol):
    """Turns the answer that would have been sent into what arrives instead."""

    def strike(self, reply: Reply | None) -> Reply:
        """The answer that arrives; `reply` is the true one, None if the request never had its effect."""


@dataclass(frozen=True)
class Status:
    """An error of the server itself: 500, 502, 503 …"""

    code: int = 502

    def strike(self, reply: Reply | None) -> Reply:
        return Reply.of(self.code, {"message": "Server Error"})


@dataclass(frozen=True)
class Html:
    """A page where JSON was due."""

    code: int = 200

    def strike(self, reply: Reply | None) -> Reply:
        page = (
            b"<!DOCTYPE html><title>Unicorn!</title><p>We had issues producing the response to your request."
        )
        return Reply(self.code, page, {"content-type": "text/html; charset=utf-8"})


@dataclass(frozen=True)
class BrokenJson:
    """200 with JSON that ends in the middle."""

    def strike(self, reply: Reply | None) -> Reply:
        body = reply.body if reply and reply.body else b'{"id": 1, "name": "x"}'
        return Reply(200, body[: max(1, len(body) // 2)], {"content-type": "application/json; charset=utf-8"})


@dataclass(frozen=True)
class HalfBody:
    """The connection is closed in the middle of the body."""

    def strike(self, reply: Reply | None) -> Reply:
        whole = reply or Reply.of(200, {"id": 1, "name": "x" * 100})
        return Reply(whole.status, whole.body, whole.headers, wire="half")


@dataclass(frozen=True)
class Reset:
    """The connection is reset without an answer."""

    def strike(self, reply: Reply | None) -> Reply:
        return Reply(0, wire="reset")


@dataclass(frozen=True)
class Hang:
    """No answer ever, until the client gives up or the world closes."""

    def strike(self, reply: Reply | None) -> Reply:
        return Reply(0, wire="hang")


@dataclass(frozen=True)
class RateLimited:
    """The primary limit or a secondary one; `Retry-After` may be missing, the status be 403 or 429."""

    secondary: bool = False
    retry_after: int | None = None
    code: int = 403

    def strike(self, reply: Reply | None) -> Reply:
        if self.secondary:
            message = (
                "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
            )
            headers = {"x-ratelimit-remaining": "4000"}
        else:
            message = "API rate limit exceeded for installation."
            headers = {"x-ratelimit-remaining": "0"}
        if self.retry_after is not None:
            headers["retry-after"] = str(self.retry_after)
        return Reply.of(self.code, {"message": message}, headers)


@dataclass(frozen=True)
class Abuse:
    """The 422 that content made too quickly gets at times instead of a rate limit."""

    def strike(self, reply: Reply | None) -> Reply:
        error = {
            "resource": "Issue",
            "code": "abuse",
            "field": "base",
            "message": "was submitted too quickly",
        }
        return Reply.of(422, {"message": "Validation Failed", "errors": [error]})


@dataclass(frozen=True)
class NotFound:
    """Read-after-write lag: what was just written is not there yet."""

    def strike(self, reply: Reply | None) -> Reply:
        return Reply.of(404, {"message": "Not Found"})


@dataclass(frozen=True)
class Unauthorized:
    """A token believed good is refused."""

    def strike(self, reply: Reply | None) -> Reply:
        return Reply.of(401, {"message": "Bad credentials"}, {"www-authenticate": 'Basic realm="GitHub"'})


@dataclass(frozen=True)
class Happening:
    """Something that people do at exactly this moment; the answer stays as it is."""

    act: Callable[[], object]

    def strike(self, reply: Reply | None) -> Reply:
        assert reply is not None
        self.act()
        return reply


@dataclass
class Planned:
    """A fault that waits for its request."""

    verb: str
    path: str
    fault: Fault
    after: int
    times: int
    effect: Effect
    struck: int = 0

    def matches(self, verb: str, path: str) -> bool:
        """Whether the request is meant; counts down those that are let through first."""
        if self.verb not in (verb, "*") or not fnmatchcase(path, self.path) or self.struck >= self.times:
            return False
        if self.after > 0:
            self.after -= 1
            return False
        self.struck += 1
        return True


@dataclass
class Faults:
    """The faults of one world, in the order they were planned; the first that matches strikes."""

    planned: list[Planned] = field(default_factory=list)

    def take(self, verb: str, path: str) -> Planned | None:
        """The fault that strikes this request, if any; what happens before it happens here."""
        plan = next((plan for plan in self.planned if plan.matches(verb, path)), None)
        if plan is not None and plan.effect == "before" and isinstance(plan.fault, Happening):
            plan.fault.act()
            return None
        return plan

    def left(self) -> list[Planned]:
        """Faults that struck less often than planned: the story proved less than it says."""
        return [plan for plan in self.planned if plan.struck < plan.times]
