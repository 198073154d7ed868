"""Faults strike the request they are planned for, before or after its effect."""

from __future__ import annotations

import httpx
import pytest

from tests.world.client import Client
from tests.world.faults import (
    Abuse,
    BrokenJson,
    Fault,
    HalfBody,
    Hang,
    Html,
    NotFound,
    RateLimited,
    Reset,
    Status,
    Unauthorized,
)
from tests.world.handles.pull import Pull
from tests.world.world import World

COMMENTS = "/repos/acme/shop/issues/1/comments"


def _say(client: Client, text: str = "hello") -> httpx.Response:
    return client.call("POST", COMMENTS, json={"body": text})


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Status(502), 502),
        (Html(), 200),
        (Abuse(), 422),
        (NotFound(), 404),
        (Unauthorized(), 401),
        (RateLimited(), 403),
        (RateLimited(secondary=True, code=429), 429),
    ],
)
@pytest.mark.parametrize("effect", ["before", "after"])
def test_an_answer_is_replaced(
    world: World, client: Client, pull: Pull, fault: Fault, status: int, effect: str
) -> None:
    world.fail("POST", "/repos/*/issues/*/comments", fault, effect=effect)  # type: ignore[arg-type]
    assert _say(client).status_code == status
    assert len(pull.comments) == (effect == "after")
    assert _say(client).status_code == 201


def test_json_breaks_off(world: World, client: Client, pull: Pull) -> None:
    world.fail("POST", "*", BrokenJson(), effect="after")
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        _say(client).json()


@pytest.mark.parametrize(
    ("fault", "error"), [(HalfBody(), httpx.RemoteProtocolError), (Reset(), httpx.ReadError)]
)
def test_a_connection_ends(
    world: World, client: Client, pull: Pull, fault: Fault, error: type[Exception]
) -> None:
    world.fail("POST", "*", fault, effect="after")
    with pytest.raises(error):
        _say(client)
    assert len(pull.comments) == 1
    assert _say(client).status_code == 201


def test_a_hanging_request_lasts_until_the_client_gives_up(world: World, client: Client, pull: Pull) -> None:
    world.fail("POST", "*", Hang(), effect="after")
    with pytest.raises(httpx.ReadTimeout):
        client.call("POST", COMMENTS, json={"body": "x"}, timeout=0.2)
    assert len(pull.comments) == 1


def test_a_fault_waits_and_counts(world: World, client: Client, pull: Pull) -> None:
    world.fail("POST", "*/comments", Status(500), after=1, times=2)
    assert [_say(client, str(number)).status_code for number in range(4)] == [201, 500, 500, 201]
    assert [call.fault for call in world.record.requests[-4:]] == ["", "Status", "Status", ""]


def test_rate_limits_have_their_headers(world: World, client: Client, pull: Pull) -> None:
    world.fail("*", "*", RateLimited(secondary=True, retry_after=7))
    world.fail("*", "*", RateLimited())
    assert _say(client).headers["retry-after"] == "7"
    assert _say(client).headers["x-ratelimit-remaining"] == "0"


def test_a_fault_that_never_struck_is_a_problem(world: World) -> None:
    world.fail("GET", "/nowhere", Status(500))
    with pytest.raises(AssertionError, match="fault: Status"):
        world.assert_clean()


def test_a_closed_world_leaves_no_request_hanging(world: World) -> None:
    with World() as other:
        other.fail("*", "*", Hang())
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{other.url}/rate_limit", headers={"user-agent": "x"}, timeout=0.2)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{other.url}/rate_limit")
