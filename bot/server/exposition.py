"""The metrics for Prometheus, on an address of their own: the webhook's is open to the world."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI, Response
from fastapi.concurrency import run_in_threadpool
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest


def create_exposition(registry: CollectorRegistry) -> FastAPI:
    """The web application that serves `/metrics` and nothing else.

    Args:
        registry: what is served.
    """
    app = FastAPI(title="Decisis metrics", openapi_url=None, docs_url=None, redoc_url=None)

    @app.get("/metrics")
    async def metrics() -> Response:
        """Every figure, in Prometheus' text format."""
        text = await run_in_threadpool(generate_latest, registry)
        return Response(text, media_type=CONTENT_TYPE_LATEST)

    return app


@contextmanager
def exposed(app: FastAPI, listener: socket.socket) -> Iterator[None]:
    """Serve an application from a thread of its own, so that it answers whatever the webhook is busy with.

    Args:
        app: the application.
        listener: where it listens.
    """
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), name="metrics", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
