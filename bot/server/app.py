"""The web side: a delivery is proved, stored and only then acknowledged. Nothing is judged here."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers

from bot.server.body import Busy, Reader, TooLarge, TooSlow
from bot.server.engine import Delivery, Full
from bot.server.events import is_plain, understood
from bot.server.readiness import Probe, told
from bot.server.reception import Reception
from bot.server.signature import is_genuine
from bot.server.telemetry import Telemetry
from bot.settings import Settings

Store = Callable[[Delivery], "Future[None]"]
"""Hands a delivery over; the future is done when it is on the disk."""

AT_ONCE_BYTES = 250_000
"""Bodies up to this size are looked into at once; larger ones aside, so that others do not wait for them."""

_SIGNATURE = "x-hub-signature-256"

_log = logging.getLogger(__name__)


def create_app(
    settings: Settings,
    store: Store | None,
    probes: Mapping[str, Probe],
    telemetry: Telemetry | None = None,
) -> FastAPI:
    """The web application.

    Args:
        settings: the settings of the service.
        store: where deliveries go, `None` where none are taken.
        probes: how the parts are that `/readyz` tells of, by name.
        telemetry: who is told of deliveries.
    """
    app = FastAPI(title="Decisis", openapi_url=None, docs_url=None, redoc_url=None)
    if store is not None:
        _take_deliveries(app, settings, store, telemetry or Telemetry())

    @app.get("/healthz")
    async def healthz() -> Response:
        """The process answers."""
        return JSONResponse({"status": "ok"})

    @app.get("/readyz")
    async def readyz() -> Response:
        """How every part is; the first fault as the reason, where there is one."""
        found = {name: await run_in_threadpool(told, name, probe) for name, probe in probes.items()}
        reason = next((state.fault for state in found.values() if not state.is_fit), "")
        parts = {name: {"ok": state.is_fit, **state.figures} for name, state in found.items()}
        body = {"status": "not ready", "reason": reason, **parts} if reason else {"status": "ready", **parts}
        return JSONResponse(body, status_code=503 if reason else 200)

    return app


def _take_deliveries(app: FastAPI, settings: Settings, store: Store, telemetry: Telemetry) -> None:
    secret = settings.webhook_secret.get_secret_value().encode()
    reader = Reader()

    async def webhook(request: Request) -> Response:
        """Acknowledge a delivery once it is durable."""
        event, outcome = await receive(request)
        telemetry.metrics.received(event, outcome)
        return Response(status_code=outcome.status, headers=outcome.headers)

    # one of Starlette's routes: FastAPI's cost a delivery as much again, and there are no parameters to solve
    app.add_route("/webhook", webhook, methods=["POST"])

    async def receive(request: Request) -> tuple[str, Reception]:
        """Its event, where it was proved, and what became of it."""
        try:
            body = await reader.read(request)
        except TooLarge:
            return "", Reception.TOO_LARGE
        except TooSlow:
            return "", Reception.TOO_SLOW
        except Busy:
            return "", Reception.BUSY
        examine = partial(_examined, request.headers, body, secret, settings.app_id)
        delivery = examine() if len(body) <= AT_ONCE_BYTES else await run_in_threadpool(examine)
        if isinstance(delivery, Reception):
            return "", delivery
        try:
            with telemetry.tracing.delivery(delivery.guid, delivery.event):
                await asyncio.wrap_future(store(delivery))
        except Full:
            return delivery.event, Reception.BUSY
        except Exception:  # noqa: BLE001 - whatever the database raised: not stored, so not acknowledged
            return delivery.event, Reception.NOT_STORED
        return delivery.event, Reception.NOT_UNDERSTOOD if delivery.flag else Reception.STORED


def _examined(headers: Headers, body: bytes, secret: bytes, app: int) -> Delivery | Reception:
    """The delivery, if it is one of GitHub's, or why it is not."""
    signatures = headers.getlist(_SIGNATURE)
    if len(signatures) != 1 or not is_genuine(secret, body, signatures[0]):
        return Reception.FORGED
    guid, event = headers.get("x-github-delivery", ""), headers.get("x-github-event", "")
    if not is_plain(guid) or not is_plain(event):
        _log.warning("a signed delivery came without a usable id or event")
        return Reception.MALFORMED
    meaning = understood(event, guid, body, app)
    if meaning.flag:
        _log.warning("a signed delivery could not be understood", extra={"delivery": guid, "event": event})
    return Delivery(guid, event, time.time(), body, meaning.flag, meaning.jobs)
