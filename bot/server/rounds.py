"""What was seen of repositories when they were last looked at; a round looks at what may have changed.

A round makes up for deliveries that never came. To read every open pull request in each would take all that
GitHub lets an installation ask for: 100 of them, every ten minutes, are 4,800 requests an hour of 5,000. What
is known lies in the memory of this process alone; one that starts looks at everything.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from bot.github.pulls import Sight
from bot.today import today

LONGEST_SECONDS = 6 * 3_600.0
"""How long a pull request that looks the same is left alone; GitHub tells of some things only by events."""

SETTLED_SECONDS = 15.0
"""What was touched less long ago is looked at once more: GitHub tells moments to the second."""

READS = 3
"""Requests that a repository costs in a round: its name, its open pull requests, the tip of its branch."""

READS_PER_HOUR = 500
"""What rounds may ask for in one installation: a tenth of the least that GitHub grants (5,000 an hour)."""


@dataclass(frozen=True, slots=True)
class _Look:
    delivery: str
    standing: tuple[str, str]
    since: float
    sights: frozenset[Sight]


class Rounds:
    """Remembers what was seen.

    Args:
        clock: seconds that never go back.
        day: the day in UTC, `2026-03-02`; with it waivers and rules may begin or end.
        wall: seconds since 1970, as GitHub counts them.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        day: Callable[[], str] = today,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._clock, self._day, self._wall = clock, day, wall
        self._lock = Lock()
        self._begun: dict[int, tuple[str, float]] = {}
        self._looks: dict[int, _Look] = {}

    def are_due(self, installation: int, repositories: int, delivery: str) -> bool:
        """Whether the repositories of an installation are to be looked at in this round.

        Args:
            installation: its number.
            repositories: how many of it are known.
            delivery: name of the round; one that is done once more is answered alike.
        """
        now, rest = self._clock(), repositories * READS / READS_PER_HOUR * 3_600
        with self._lock:
            before = self._begun.get(installation)
            if before is not None and before[0] != delivery and now - before[1] < rest:
                return False
            self._begun[installation] = (delivery, now)
        return True

    def news(
        self,
        repository: int,
        delivery: str,
        sights: Collection[Sight],
        tip: str,
        *,
        all_of_them: bool = False,
    ) -> list[int]:
        """Numbers of the pull requests to be read, ascending; what is seen now counts as looked at then.

        Args:
            repository: GitHub's number of the repository.
            delivery: name of the job that looks; what it saw before it broke off counts as not looked at.
            sights: its open pull requests.
            tip: object id of the tip of its default branch.
            all_of_them: whether every one is to be read whatever is known.
        """
        now, standing = self._clock(), (tip, self._day())
        with self._lock:
            known = self._looks.get(repository)
            if (
                all_of_them
                or known is None
                or known.delivery == delivery
                or known.standing != standing
                or now - known.since >= LONGEST_SECONDS
            ):
                known = _Look(delivery, standing, now, frozenset())
            settled = frozenset(filter(self._has_settled, sights))
            self._looks[repository] = _Look(delivery, standing, known.since, settled)
        return sorted({sight.number for sight in sights if sight not in known.sights})

    def _has_settled(self, sight: Sight) -> bool:
        """Whether whatever happens to it from now on shows in the moment of its last update."""
        try:
            updated = datetime.fromisoformat(sight.updated_at).timestamp()
        except ValueError:
            return False
        return self._wall() - updated >= SETTLED_SECONDS
