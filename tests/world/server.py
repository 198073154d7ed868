"""The world's HTTP side: uvicorn in a thread, on a bound socket of the loopback interface."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from tests.world import git_http, registering
from tests.world.api import Api
from tests.world.replies import Reply

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

TRANSPORTS: dict[tuple[int, tuple[str, int]], asyncio.Transport] = {}
"""Open connections by server port and client address: a fault may have to reset one."""


class Protocol(H11Protocol):
    """uvicorn's own, which also remembers its connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Remember the connection."""
        super().connection_made(transport)
        self._place = (transport.get_extra_info("sockname")[1], tuple(transport.get_extra_info("peername")))
        TRANSPORTS[self._place] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        TRANSPORTS.pop(self._place, None)
        super().connection_lost(exc)


class Server:
    """Serves one world until it is closed."""

    def __init__(self, port: int = 0) -> None:
        # IPPROTO_TCP must be named: asyncio switches Nagle's algorithm off only then
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self._socket.listen(256)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._api: Api | None = None
        self._closing: asyncio.Event | None = None
        self._loop = asyncio.new_event_loop()
        self._config = uvicorn.Config(
            self._serve,
            http=Protocol,
            ws="none",
            lifespan="off",
            interface="asgi3",
            proxy_headers=False,
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
        )
        self._thread = threading.Thread(target=self._run, name="world", daemon=True)

    def start(self, api: Api) -> None:
        """Begin to answer; the socket already listens, so nobody is refused meanwhile."""
        self._api = api
        self._thread.start()

    def close(self) -> None:
        """Let hanging requests go and stop."""
        self._loop.call_soon_threadsafe(self._stop)
        self._thread.join(10)
        self._loop.close()

    def _stop(self) -> None:
        assert self._closing is not None
        self._closing.set()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._until_closed())

    async def _until_closed(self) -> None:
        self._closing = asyncio.Event()
        self._config.load()
        state = ServerState()
        # uvicorn's own server looks for its end ten times a second; a world must close faster than that
        server = await self._loop.create_server(lambda: Protocol(self._config, state, {}), sock=self._socket)
        await self._closing.wait()
        server.close()
        for place, transport in list(TRANSPORTS.items()):
            if place[0] == self.port:
                transport.abort()
        for task in list(state.tasks):
            task.cancel()
        await asyncio.gather(*state.tasks, return_exceptions=True)
        await self._loop.shutdown_default_executor()

    async def _serve(self, scope: Message, receive: Receive, send: Send) -> None:
        assert self._api is not None
        raw = await _body(receive)
        path, verb = scope["path"], scope["method"]
        query = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if git_http.wanted(path):
            transfer = await asyncio.to_thread(
                git_http.answer, self._api.core, self._api.faults, path, query, headers, raw
            )
            if transfer.command is not None:
                await self._stream(transfer, scope, send)
                return
            reply = transfer.reply
        elif verb == "POST" and registering.PAGE.fullmatch(path):
            reply = await asyncio.to_thread(registering.answer, self._api.core, path, query, raw)
        else:
            reply = await asyncio.to_thread(self._api.answer, verb, path, query, headers, raw)
        await self._reply(reply, scope, receive, send)

    async def _reply(self, reply: Reply, scope: Message, receive: Receive, send: Send) -> None:
        if reply.wire == "reset":
            self._reset(scope)
            return
        if reply.wire == "hang":
            assert self._closing is not None
            gone = asyncio.create_task(_disconnected(receive))
            closing = asyncio.create_task(self._closing.wait())
            await asyncio.wait({gone, closing}, return_when=asyncio.FIRST_COMPLETED)
            gone.cancel()
            closing.cancel()
            self._reset(scope)
            return
        headers = (
            reply.headers
            if reply.status in (204, 304)
            else reply.headers | {"content-length": str(len(reply.body))}
        )
        await send({"type": "http.response.start", "status": reply.status, "headers": _encoded(headers)})
        if reply.wire == "half":
            await send(
                {"type": "http.response.body", "body": reply.body[: len(reply.body) // 2], "more_body": True}
            )
            self._cut(scope)
            return
        await send({"type": "http.response.body", "body": reply.body})

    async def _stream(self, transfer: git_http.Transfer, scope: Message, send: Send) -> None:
        await send(
            {"type": "http.response.start", "status": 200, "headers": _encoded(transfer.reply.headers)}
        )
        async for chunk in git_http.stream(transfer):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        if transfer.half:
            self._cut(scope)
            return
        await send({"type": "http.response.body", "body": b""})

    def _cut(self, scope: Message) -> None:
        if transport := TRANSPORTS.get((self.port, tuple(scope["client"]))):
            transport.close()

    def _reset(self, scope: Message) -> None:
        if transport := TRANSPORTS.get((self.port, tuple(scope["client"]))):
            raw = transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()


async def _body(receive: Receive) -> bytes:
    chunks = bytearray()
    while True:
        message = await receive()
        chunks += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(chunks)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


def _encoded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
