"""Requests sent at times that are fixed beforehand, whatever the answers do, for little of the processor.

What sends shares the machine with what answers, so it must cost next to nothing: connections are kept, a
request is bytes that are written as they are, and of an answer only its head is read.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CONNECTIONS = 400
"""Connections at most; a request that finds none free waits for one, and its clock runs."""

ANSWER_SECONDS = 60.0
"""How long an answer is waited for."""

_Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Answers:
    """What came of the requests.

    Attributes:
        seconds: from the time at which each was due to its answer, whatever it was.
        statuses: how many answers had which status; 0 stands for none at all.
        accepted: numbers of the requests that were answered with 2xx.
        without_pause: answers of 503 that did not say when to come again.
    """

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    accepted: set[int] = field(default_factory=set)
    without_pause: int = 0

    def quantile(self, share: float) -> float:
        """Milliseconds that this share of the answers took at most, 0 where there were none."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1_000 if ordered else 0.0


class Sender:
    """Connections to one service.

    Args:
        url: its address.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._idle: list[_Connection] = []
        self._room = asyncio.Semaphore(CONNECTIONS)

    async def send(self, request: bytes) -> bytes:
        """Send a request.

        Args:
            request: all of it.

        Returns:
            The head of the answer; nothing if there was none.
        """
        async with self._room:
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    connection = self._kept() or await asyncio.open_connection(self._host, self._port)
                    head = await self._ask(connection, request)
            except (OSError, TimeoutError, asyncio.IncompleteReadError):
                return b""
            if b"connection: close" in head.lower():
                connection[1].close()
            else:
                self._idle.append(connection)
            return head

    async def steadily(self, rate: float, seconds: float, request: Callable[[int], bytes]) -> Answers:
        """Send at a rate.

        Args:
            rate: requests a second.
            seconds: for how long.
            request: the request of a number, from 0.
        """
        answers = Answers()

        async def one(number: int, due: float) -> None:
            head = await self.send(request(number))
            answers.seconds.append(time.perf_counter() - due)
            status = int(head[9:12]) if head else 0
            answers.statuses[status] += 1
            if 200 <= status < 300:
                answers.accepted.add(number)
            if status == 503 and b"retry-after:" not in head.lower():
                answers.without_pause += 1

        begun = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number in range(int(rate * seconds)):
                due = begun + number / rate
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                group.create_task(one(number, due))
        return answers

    def close(self) -> None:
        """Close the connections."""
        for _, writer in self._idle:
            writer.close()

    def _kept(self) -> _Connection | None:
        """A connection that was used before and that the other side has not closed meanwhile."""
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return None

    @staticmethod
    async def _ask(connection: _Connection, request: bytes) -> bytes:
        reader, writer = connection
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length or b"0"))
        return head
