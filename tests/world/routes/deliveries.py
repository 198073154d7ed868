"""What GitHub sent the App, and sending it again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.world.clock import stamp
from tests.world.delivery import Delivery
from tests.world.errors import Refused, not_found
from tests.world.replies import Reply
from tests.world.routing import MAX_PER_PAGE, Call, route

WINDOW = timedelta(days=3)


def _item(one: Delivery) -> dict[str, Any]:
    return {
        "id": one.id,
        "guid": one.guid,
        "delivered_at": stamp(one.delivered_at),
        "redelivery": one.redelivery,
        "duration": round(one.duration, 2),
        "status": one.status,
        "status_code": one.status_code,
        "event": one.event,
        "action": one.action,
        "installation_id": one.installation_id,
        "repository_id": one.repository_id,
        "throttled_at": None,
    }


def _kept(call: Call) -> list[Delivery]:
    oldest = call.core.clock.now() - WINDOW
    return [
        one for one in reversed(call.core.state.deliveries) if one.delivered_at >= oldest and one.status_code
    ]


@route("GET", "/app/hook/deliveries", accepts="app")
def list_deliveries(call: Call) -> Reply:
    kept, query = _kept(call), call.query
    if query.get("status") in ("success", "failure"):
        kept = [one for one in kept if one.succeeded == (query["status"] == "success")]
    if "cursor" in query:
        cursor = query["cursor"].removeprefix("v1_")
        if not cursor.isdecimal():
            raise Refused(422, "Invalid cursor")
        kept = [one for one in kept if one.id < int(cursor)]
    size = query.get("per_page", "30")
    count = min(max(1, int(size)) if size.isdecimal() else 30, MAX_PER_PAGE)
    headers = {}
    if len(kept) > count:
        more = {**query, "cursor": f"v1_{kept[count - 1].id}"}
        text = "&".join(f"{name}={value}" for name, value in more.items())
        headers["link"] = f'<{call.core.api_url}/app/hook/deliveries?{text}>; rel="next"'
    return Reply.of(200, [_item(one) for one in kept[:count]], headers)


def _delivery(call: Call) -> Delivery:
    number = call.number("delivery_id")
    for one in _kept(call):
        if one.id == number:
            return one
    raise not_found()


@route("GET", "/app/hook/deliveries/{delivery_id}", accepts="app")
def get(call: Call) -> Reply:
    one = _delivery(call)
    whole = {
        "url": call.core.url,
        "request": {"headers": one.headers, "payload": one.payload},
        "response": {"headers": one.response_headers, "payload": one.response_body},
    }
    return Reply.of(200, _item(one) | whole)


@route("POST", "/app/hook/deliveries/{delivery_id}/attempts", accepts="app")
def attempt(call: Call) -> Reply:
    one = _delivery(call)
    assert call.core.sender is not None
    call.core.sender.redeliver(one)
    return Reply.of(202, {})
