"""Deliveries that never reached us: GitHub keeps a list for three days and repeats none by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bot.github.client import PAGE, Client, Loose

MOST_ATTEMPTS = 5
"""How often one event is tried; what was refused so often is refused for good."""

_MOST_PAGES = 50


class _Delivery(Loose):
    id: int
    guid: str
    status_code: int = 0
    event: str = ""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of one event.

    Attributes:
        event: its name.
        status: what the last attempt was answered with; GitHub's own code where nobody answered.
        arrived: whether an attempt was answered with 2xx.
    """

    event: str
    status: int
    arrived: bool


class Deliveries:
    """The list of webhook deliveries of the App.

    Args:
        client: a client that speaks as the App itself.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def lost(self) -> list[int]:
        """One delivery for each event of which no attempt was answered with 2xx, the oldest first.

        Raises:
            GitHubError: the list cannot be read.
        """
        attempts = list(self._all())
        tried = Counter(each.guid for each in attempts)
        done = {each.guid for each in attempts if 200 <= each.status_code < 300}
        done |= {guid for guid, count in tried.items() if count >= MOST_ATTEMPTS}
        return sorted({each.guid: each.id for each in attempts if each.guid not in done}.values())

    def latest(self, most: int) -> list[Delivered]:
        """What became of the last events, the newest first.

        Args:
            most: how many events at most, up to a page of attempts.

        Raises:
            GitHubError: the list cannot be read.
        """
        page, _ = self._client.page("/app/hook/deliveries", tuple[_Delivery, ...], {"per_page": PAGE})
        answers: dict[str, list[_Delivery]] = {}
        for attempt in page:
            answers.setdefault(attempt.guid, []).append(attempt)
        return [
            Delivered(last.event, last.status_code, any(200 <= each.status_code < 300 for each in attempts))
            for last, attempts in ((attempts[0], attempts) for attempts in list(answers.values())[:most])
        ]

    def redeliver(self, delivery: int) -> None:
        """Ask GitHub to send a delivery again; it keeps its GUID.

        Args:
            delivery: GitHub's number of one attempt.
        """
        self._client.post(f"/app/hook/deliveries/{delivery}/attempts", {}, Loose)

    def _all(self) -> Iterator[_Delivery]:
        params: dict[str, str | int] = {"per_page": PAGE}
        for _ in range(_MOST_PAGES):
            page, cursor = self._client.page("/app/hook/deliveries", tuple[_Delivery, ...], params)
            yield from page
            if not cursor:
                return
            params["cursor"] = cursor
