"""Bodies of requests from anybody: counted while they arrive, dropped when they are too large or too slow."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect, Request

MAX_BYTES = 26_000_000
"""Largest body; GitHub sends no payload of more than 25 MB."""

MAX_HELD = 130_000_000
"""Bytes that all requests together may have in memory before their signatures are known."""

SECONDS = 10.0
"""How long a body may take; GitHub itself gives up after that time."""


class TooLarge(Exception):
    """The body exceeds `MAX_BYTES`."""


class TooSlow(Exception):
    """The body was not complete in time, or its sender went away."""


class Busy(Exception):
    """Other requests hold too much memory."""


class Reader:
    """Reads bodies within the limits."""

    def __init__(self) -> None:
        self._held = 0

    async def read(self, request: Request) -> bytes:
        """Read a whole body.

        Args:
            request: the request, of which nothing was read yet.

        Raises:
            TooLarge: as soon as the limit is passed, or announced to be.
            TooSlow: after `SECONDS`.
            Busy: when too much is being read at once.
        """
        announced = request.headers.get("content-length", "")
        if announced.isascii() and announced.isdigit() and len(announced) < 20 and int(announced) > MAX_BYTES:
            raise TooLarge
        body = bytearray()
        try:
            async with asyncio.timeout(SECONDS):
                async for chunk in request.stream():
                    self._held += len(chunk)
                    body += chunk
                    if len(body) > MAX_BYTES:
                        raise TooLarge
                    if self._held > MAX_HELD:
                        raise Busy
        except (TimeoutError, ClientDisconnect):
            raise TooSlow from None
        finally:
            self._held -= len(body)
        return bytes(body)
