"""Running the service or a part of it: one process, one address, an orderly end on SIGTERM."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from collections.abc import Mapping

import uvicorn
from fastapi import FastAPI

from bot.errors import UserError
from bot.git.remote import NETWORK_VARIABLES
from bot.server import log
from bot.server.engine import MOST_AT_ONCE
from bot.server.service import running
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
    settings: Settings, network: Mapping[str, str], part: Part = Part.ALL, concurrency: int = MOST_AT_ONCE
) -> None:
    """Run the service until it is told to stop; prints one line with its address.

    Args:
        settings: the settings.
        network: variables of the operator for git's transport.
        part: what this process does.
        concurrency: jobs that it does at a time, if it does jobs.

    Raises:
        UserError: the address or the database is in use, or the engine is not fit.
    """
    log.configure()
    with (
        _listening(settings.host, settings.port) as listener,
        running(settings, network, part, concurrency) as web,
    ):
        host, port = listener.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        print(_DOES[part].format(f"http://{shown}:{port}"), flush=True)
        _run(web, listener)
        _log.info("stopping")


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
        serve(load(os.environ, part), network, part, concurrency)
    except UserError as mistake:
        print(f"error: {mistake}", file=sys.stderr)
        return 2
    return 0


def _run(web: FastAPI, listener: socket.socket) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)  # the web server raises them again once it has ended
    config = uvicorn.Config(
        web,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        timeout_keep_alive=15,
    )
    uvicorn.Server(config).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    """A listening socket that says it is TCP: only then does asyncio spare its connections Nagle's 40 ms."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except OSError as error:
        raise _unusable(host, port, error) from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise _unusable(host, port, error) from None
    return listener


def _unusable(host: str, port: int, error: OSError) -> UserError:
    return UserError(
        f"cannot listen on `{host}` port {port} ({error.strerror})",
        "set `DECISIS_HOST` and `DECISIS_PORT` to a free address",
    )
