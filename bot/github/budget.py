"""What GitHub still lets us ask in the present hour, as its answers tell."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock

import httpx

APP = "app"
"""What is asked as the App itself."""

INSTALLATION = "installation"
"""What is asked as one of its installations; each has a budget of its own."""

_MOST_KEPT = 1_024
_AS_APP = 0


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a budget.

    Attributes:
        requests: how many more may be asked.
        limit: how many there are in an hour.
        until: when it begins anew, seconds since 1970.
    """

    requests: int
    limit: int
    until: float

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.requests / self.limit if self.limit else 0.0


class Budget:
    """The budgets of one App.

    Args:
        clock: seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._left: OrderedDict[int, Left] = OrderedDict()
        self._lock = Lock()

    def hears(self, installation: int = _AS_APP) -> Callable[[httpx.Response], None]:
        """What is to be told of every answer.

        Args:
            installation: the installation that asks, 0 for the App itself.
        """

        def hear(answer: httpx.Response) -> None:
            found = _read(answer.headers)
            if found is not None:
                with self._lock:
                    self._left.pop(installation, None)
                    self._left[installation] = found
                    while len(self._left) > _MOST_KEPT:
                        self._left.popitem(last=False)

        return hear

    def scarcest(self) -> Mapping[str, Left]:
        """By kind, what is left where the least share is left; an hour that is over does not count."""
        now = self._clock()
        with self._lock:
            heard = [(key, left) for key, left in self._left.items() if left.until > now]
        found: dict[str, Left] = {}
        for key, left in heard:
            kind = APP if key == _AS_APP else INSTALLATION
            if kind not in found or left.share < found[kind].share:
                found[kind] = left
        return found


def _read(headers: httpx.Headers) -> Left | None:
    """The numbers of an answer; `None` where it tells none, or of another than the REST API's."""
    if headers.get("x-ratelimit-resource", "core") != "core":
        return None
    told = [headers.get(f"x-ratelimit-{name}", "") for name in ("remaining", "limit", "reset")]
    if not all(value.isascii() and value.isdigit() and len(value) < 16 for value in told):
        return None
    remaining, limit, reset = map(int, told)
    return Left(remaining, limit, float(reset))
