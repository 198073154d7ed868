"""Looking at everything: every open pull request of a repository, every repository, every lost delivery."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.github.app import App
from bot.github.deliveries import Deliveries
from bot.github.errors import GitHubError, NotVisible
from bot.github.place import Place
from bot.github.pulls import Pulls
from bot.server.job import Follow, Job, Kind
from bot.server.rounds import Rounds
from bot.server.trouble import MOST_UNSEEN, Setback

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sweeper:
    """Finds what has to be reviewed.

    Attributes:
        app: the App at GitHub.
        places: the repositories that are known.
        rounds: remembers what was seen.
        clock: seconds since 1970.
    """

    app: App
    places: Callable[[], list[Place]]
    rounds: Rounds = field(default_factory=Rounds)
    clock: Callable[[], float] = time.time

    def sweep(self, job: Job) -> list[Follow]:
        """Have every open pull request of a repository reviewed; one that stands as judged costs eight reads.

        Args:
            job: names the repository.
        """
        return self._looked(job, all_of_them=True)

    def round(self, job: Job) -> list[Follow]:
        """Have what may have changed reviewed, of a repository or of all that are known.

        Args:
            job: names the repository, or none.
        """
        if job.place is not None:
            return self._looked(job, all_of_them=False)
        self._ask_for_lost_deliveries()
        places = self.places()
        sizes = Counter(place.installation for place in places)
        due = {each for each in sizes if self.rounds.are_due(each, sizes[each], job.delivery)}
        return [
            Follow(Job(Kind.ROUND, f"{job.delivery}/{place.repository}", place))
            for place in places
            if place.installation in due
        ]

    def floor(self, job: Job) -> list[Follow]:
        """Sweep every known repository of an installation; those of others stand on floors of their own.

        Args:
            job: names the repository whose default branch moved.
        """
        return [
            Follow(Job(Kind.SWEEP, f"{job.delivery}/floor/{place.repository}", place))
            for place in self.places()
            if job.place is not None and place.installation == job.place.installation
        ]

    def reconcile(self, job: Job) -> list[Follow]:
        """Ask for the deliveries that were lost, and sweep every known repository.

        Args:
            job: what asked for it.
        """
        self._ask_for_lost_deliveries()
        return [
            Follow(Job(Kind.SWEEP, f"{job.delivery}/{place.repository}", place)) for place in self.places()
        ]

    def _looked(self, job: Job, *, all_of_them: bool) -> list[Follow]:
        if job.place is None:
            raise ValueError(f"{job.id} names no repository")
        try:
            with self.app.repository(job.place) as client:
                sights, branch = Pulls(client).sights()
                tip = Pulls(client).tip(branch) if branch else ""
        except GitHubError as error:
            _log.warning("a repository could not be swept", extra={"job": job.id, "reason": str(error)})
            if isinstance(error, NotVisible) and job.failures + 1 >= MOST_UNSEEN:
                return []
            return Setback(job, self.clock()).retry(error)
        numbers = self.rounds.news(job.place.repository, job.id, sights, tip, all_of_them=all_of_them)
        return [
            Follow(Job(Kind.REVIEW, f"{job.delivery}/{number}", job.place, number, forced=job.forced))
            for number in numbers
        ]

    def _ask_for_lost_deliveries(self) -> None:
        try:
            with self.app.client() as client:
                deliveries = Deliveries(client)
                lost = deliveries.lost()
                for number in lost:
                    deliveries.redeliver(number)
            if lost:
                _log.warning("deliveries were lost and asked for again", extra={"count": len(lost)})
        except GitHubError as error:
            _log.warning("the list of deliveries could not be read", extra={"reason": str(error)})
