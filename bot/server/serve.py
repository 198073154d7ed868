"""Running the service or a part of it: one process, one address, an orderly end on SIGTERM."""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from types import MappingProxyType

import uvicorn
from fastapi import FastAPI

from bot.errors import UserError
from bot.git.remote import NETWORK_VARIABLES
from bot.server import log
from bot.server.engine import MOST_AT_ONCE
from bot.server.exposition import create_exposition, exposed
from bot.server.service import running
from bot.server.telemetry import Telemetry
from bot.server.tracing import tracing
from bot.settings import Part, Settings, load

BACKLOG = 2048
"""Connections that may wait to be accepted."""

_log = logging.getLogger(__name__)


_DOES = {
    Part.ALL: "decisis listens on {}",
    Part.WEB: "decisis listens on {} and leaves the jobs to workers",
    Part.WORKER: "decisis works and tells how it is on {}",
}


def serve(
    settings: Settings,
    network: Mapping[str, str],
    part: Part = Part.ALL,
    concurrency: int = MOST_AT_ONCE,
    environ: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Run the service until it is told to stop; prints one line with its address, and one for its metrics.

    Args:
        settings: the settings.
        network: variables of the operator for git's transport.
        part: what this process does.
        concurrency: jobs that it does at a time, if it does jobs.
        environ: the environment, which may ask for traces.

    Raises:
        UserError: the address or the database is in use, or the engine is not fit.
    """
    secrets = (settings.private_key, settings.webhook_secret, settings.ledger_anchor_token)
    log.configure(secret.get_secret_value() for secret in secrets)
    telemetry = Telemetry(tracing=tracing(environ))
    with ExitStack() as parts:
        listener = parts.enter_context(_listening(settings.host, settings.port))
        told = ""
        if settings.metrics_port is not None:
            apart = parts.enter_context(
                _listening(settings.metrics_host, settings.metrics_port, "DECISIS_METRICS_")
            )
            parts.enter_context(exposed(create_exposition(telemetry.metrics.registry), apart))
            told = f"decisis tells its metrics on {_address(apart)}/metrics"
        web = parts.enter_context(running(settings, network, part, concurrency, telemetry))
        server = _heeding(uvicorn.Server(_config(web)))
        # what is there now stays: to look through it for garbage takes a tenth of a second each time
        gc.collect()
        gc.freeze()
        print(_DOES[part].format(_address(listener)), told, sep="\n" if told else "", flush=True)
        server.run(sockets=[listener])
        _log.info("stopping")


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def main(part: Part = Part.ALL, concurrency: int = MOST_AT_ONCE) -> int:
    """Run the service with the settings of the environment.

    Args:
        part: what this process does.
        concurrency: jobs that it does at a time, if it does jobs.

    Returns:
        The exit code: 0 after an orderly end, 2 for settings that cannot be used.
    """
    network = {name: os.environ[name] for name in NETWORK_VARIABLES if name in os.environ}
    try:
        serve(load(os.environ, part), network, part, concurrency, os.environ)
    except UserError as mistake:
        print(f"error: {mistake}", file=sys.stderr)
        return 2
    return 0


def _heeding(server: uvicorn.Server) -> uvicorn.Server:
    """A server that ends in order when it is told to, also before it has begun to run."""

    def leave(*_: object) -> None:
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)  # while the server runs its own stand here, and raise them at its end
    return server


def _config(web: FastAPI) -> uvicorn.Config:
    return uvicorn.Config(
        web,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        timeout_keep_alive=15,
    )


def _listening(host: str, port: int, prefix: str = "DECISIS_") -> socket.socket:
    """A listening socket that says it is TCP: only then does asyncio spare its connections Nagle's 40 ms."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except OSError as error:
        raise _unusable(host, port, error, prefix) from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise _unusable(host, port, error, prefix) from None
    return listener


def _unusable(host: str, port: int, error: OSError, prefix: str) -> UserError:
    return UserError(
        f"cannot listen on `{host}` port {port} ({error.strerror})",
        f"set `{prefix}HOST` and `{prefix}PORT` to a free address",
    )
