"""Deliveries: signed over the exact bytes, sent once, and adjustable one by one."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.world.client import Client
from tests.world.handles.pull import Pull
from tests.world.modes import Forged, Late, Lost, Mode, Once, Twice, Varied
from tests.world.world import World


@dataclass
class Listener:
    """An address that writes down what it is sent."""

    url: str = ""
    answer: int = 202
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def bodies(self, event: str) -> list[bytes]:
        """Bodies of the deliveries of an event."""
        return [body for headers, body in self.got if headers["x-github-event"] == event]

    def genuine(self, secret: str, place: int = -1) -> bool:
        """Whether a delivery bears the right signature."""
        headers, body = self.got[place]
        expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        return headers.get("x-hub-signature-256") == expected


@pytest.fixture
def listener(world: World) -> Iterator[Listener]:
    """A listener that the world delivers to."""
    made = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            made.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(made.answer)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_port}/webhook"
    yield made
    world.listen(None)
    server.shutdown()
    thread.join()
    server.server_close()


def _comment(world: World, pull: Pull, text: str = "hi") -> None:
    world.human("alice").comment(pull, text)
    world.delivered()


def test_a_delivery_is_signed_and_named(world: World, pull: Pull, listener: Listener) -> None:
    world.delivered()
    world.listen(listener.url)
    _comment(world, pull)
    ((headers, _),) = listener.got
    assert listener.genuine(world.app.webhook_secret)
    assert headers["x-hub-signature"].startswith("sha1=")
    assert headers["user-agent"].startswith("GitHub-Hookshot/")
    assert headers["x-github-delivery"] == world.deliveries[-1].guid
    assert world.deliveries[-1].succeeded


@pytest.mark.parametrize(
    ("mode", "count", "genuine"),
    [
        (Once(), 1, True),
        (Twice(), 2, True),
        (Lost(), 0, True),
        (Forged("wrong"), 1, False),
        (Forged("missing"), 1, False),
        (Forged("sha1"), 1, False),
        (Forged("altered"), 1, False),
        (Varied(extra={"moon": 1}, drop=("organization",), action="mooned"), 1, True),
    ],
)
def test_a_mode_shapes_the_next_delivery_alone(
    world: World, pull: Pull, listener: Listener, mode: Mode, count: int, genuine: bool
) -> None:
    """A1, A5, A9."""
    world.delivered()
    world.listen(listener.url)
    world.next_delivery("issue_comment", mode)
    _comment(world, pull)
    assert len(listener.got) == count
    assert len({headers["x-github-delivery"] for headers, _ in listener.got}) == min(count, 1)
    assert all(listener.genuine(world.app.webhook_secret, place) == genuine for place in range(count))
    _comment(world, pull)
    assert len(listener.got) == count + 1
    assert listener.genuine(world.app.webhook_secret)


def test_a_late_delivery_comes_after_those_that_follow(world: World, pull: Pull, listener: Listener) -> None:
    """A7."""
    world.delivered()
    world.listen(listener.url)
    world.next_delivery("issue_comment", Late(by=2))
    for text in ("first", "second", "third", "fourth"):
        _comment(world, pull, text)
    order = [
        next(t for t in ("first", "second", "third", "fourth") if t.encode() in body)
        for _, body in listener.got
    ]
    assert order == ["second", "third", "first", "fourth"]


def test_held_deliveries_go_out_in_any_order(world: World, pull: Pull, listener: Listener) -> None:
    """A7."""
    world.delivered()
    world.listen(listener.url)
    with world.held() as outbox:
        for text in ("one", "two", "three"):
            world.human("alice").comment(pull, text)
        assert (len(outbox), len(listener.got)) == (3, 0)
        outbox.send(2, 0)
        outbox.drop(0)
    world.delivered()
    assert [b"three" in body or b"one" in body for _, body in listener.got] == [True, True]


def test_what_failed_is_listed_and_redelivered_with_its_guid(
    world: World, pull: Pull, client: Client, listener: Listener
) -> None:
    """A8."""
    world.delivered()
    listener.answer = 500
    world.listen(listener.url)
    _comment(world, pull)
    failed = client.app("GET", "/app/hook/deliveries", params={"status": "failure", "per_page": 1})
    (item,) = failed.json()
    assert (item["status_code"], item["redelivery"]) == (500, False)
    assert "cursor=" in failed.links["next"]["url"]
    listener.answer = 202
    client.app("POST", f"/app/hook/deliveries/{item['id']}/attempts")
    world.delivered()
    again = client.app("GET", "/app/hook/deliveries", params={"per_page": 1}).json()[0]
    assert (again["guid"], again["redelivery"], again["status_code"]) == (item["guid"], True, 202)
    assert listener.got[0][1] == listener.got[1][1]


def test_the_list_of_deliveries_goes_back_three_days(world: World, pull: Pull, client: Client) -> None:
    world.delivered()
    assert client.app("GET", "/app/hook/deliveries").json()
    world.clock.advance(3 * 86_400 + 1)
    world.delivered()
    fresh = client.app("GET", "/app/hook/deliveries")
    assert fresh.json() == []


def test_a_suspended_installation_hears_nothing(world: World, pull: Pull) -> None:
    world.installation("acme").suspend()
    before = len(world.deliveries)
    pull.push({"a": "b"})
    assert len(world.deliveries) == before
    assert "push.None: the installation is suspended" in world.record.unsent


def test_until_notices_what_happens_outside_the_world(world: World) -> None:
    rung = threading.Event()
    threading.Timer(0.1, rung.set).start()
    assert world.until(rung.is_set, within=5)


def test_until_is_woken_and_says_what_was_seen(world: World, pull: Pull) -> None:
    assert world.until(lambda: pull.number, within=1) == 1
    with pytest.raises(TimeoutError, match=r"a verdict did not come within 0.05 s(.|\n)*pull_request.opened"):
        world.until(lambda: pull.check(), within=0.05, what="a verdict")
