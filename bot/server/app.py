"""The web side: a delivery is proved, stored and only then acknowledged. Nothing is judged here."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from bot.server.body import Busy, Reader, TooLarge, TooSlow
from bot.server.engine import Delivery
from bot.server.events import is_plain, understood
from bot.server.signature import is_genuine
from bot.settings import Settings

Store = Callable[[Delivery], "Future[None]"]
"""Hands a delivery over; the future is done when it is on the disk."""

Probe = Callable[[], bool]
"""Whether a part of the service works; may take a moment."""

_SIGNATURE = "x-hub-signature-256"

_log = logging.getLogger(__name__)


def create_app(settings: Settings, store: Store | None, probes: Mapping[str, Probe]) -> FastAPI:
    """The web application.

    Args:
        settings: the settings of the service.
        store: where deliveries go, `None` where none are taken.
        probes: the parts that must work for `/readyz`, by name.
    """
    app = FastAPI(title="Decisis", openapi_url=None, docs_url=None, redoc_url=None)
    if store is not None:
        _take_deliveries(app, settings, store)

    @app.get("/healthz")
    async def healthz() -> Response:
        """The process answers."""
        return JSONResponse({"status": "ok"})

    @app.get("/readyz")
    async def readyz() -> Response:
        """Every part works."""
        found = {name: await run_in_threadpool(_holds, name, probe) for name, probe in probes.items()}
        return JSONResponse(found, status_code=200 if all(found.values()) else 503)

    return app


def _take_deliveries(app: FastAPI, settings: Settings, store: Store) -> None:
    secret = settings.webhook_secret.get_secret_value().encode()
    reader = Reader()

    @app.post("/webhook")
    async def webhook(request: Request) -> Response:
        """Acknowledge a delivery once it is durable."""
        try:
            body = await reader.read(request)
        except TooLarge:
            return Response(status_code=413, headers={"connection": "close"})
        except TooSlow:
            return Response(status_code=408, headers={"connection": "close"})
        except Busy:
            return Response(status_code=503, headers={"connection": "close", "retry-after": "5"})
        signatures = request.headers.getlist(_SIGNATURE)
        if len(signatures) != 1 or not is_genuine(secret, body, signatures[0]):
            return Response(status_code=401)
        delivery = _delivery(request, body, settings.app_id)
        if delivery is None:
            return Response(status_code=400)
        try:
            await asyncio.wrap_future(store(delivery))
        except Exception:  # noqa: BLE001 - whatever the database raised: not stored, so not acknowledged
            return Response(status_code=503, headers={"retry-after": "5"})
        return Response(status_code=202)


def _delivery(request: Request, body: bytes, app: int) -> Delivery | None:
    guid = request.headers.get("x-github-delivery", "")
    event = request.headers.get("x-github-event", "")
    if not is_plain(guid) or not is_plain(event):
        _log.warning("a signed delivery came without a usable id or event")
        return None
    meaning = understood(event, guid, body, app)
    if meaning.flag:
        _log.warning("a signed delivery could not be understood", extra={"delivery": guid, "event": event})
    return Delivery(guid, event, time.time(), body, meaning.flag, meaning.jobs)


def _holds(name: str, probe: Probe) -> bool:
    try:
        return probe()
    except Exception:  # noqa: BLE001 - whatever it is, the part does not work
        _log.exception("a part of the service does not work", extra={"part": name})
        return False
