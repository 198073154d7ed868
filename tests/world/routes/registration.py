"""What becomes of a manifest, and where the App's deliveries go."""

from __future__ import annotations

from typing import Any

from tests.world.errors import malformed
from tests.world.registering import convert
from tests.world.render import accounts as render
from tests.world.replies import Reply
from tests.world.routing import Call, route


@route("POST", "/app-manifests/{code}/conversions", accepts="any")
def conversion(call: Call) -> Reply:
    made = convert(call.core, call.params["code"])
    secrets = {
        "client_secret": f"{call.core.random.getrandbits(160):040x}",
        "webhook_secret": made.webhook_secret or None,
        "pem": made.private_key,
    }
    return Reply.of(201, render.app(call.core, made) | secrets)


def _config(call: Call) -> dict[str, Any]:
    app = call.core.app
    shown = {"content_type": "json", "insecure_ssl": "0", "url": app.hook_url}
    return shown | ({"secret": "********"} if app.webhook_secret else {})


@route("GET", "/app/hook/config", accepts="app")
def hook_config(call: Call) -> Reply:
    return Reply.of(200, _config(call))


@route("PATCH", "/app/hook/config", accepts="app")
def change_hook_config(call: Call) -> Reply:
    if not set(call.fields) <= {"url", "content_type", "secret", "insecure_ssl"}:
        raise malformed("No subschema matched.")
    call.core.app.webhook_secret = call.fields.get("secret", call.core.app.webhook_secret)
    call.core.app.hook_url = call.fields.get("url", call.core.app.hook_url)
    return Reply.of(200, _config(call))
