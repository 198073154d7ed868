"""What becomes of a job that could not be done: put back with a pause, or given up and said so."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from bot.github.errors import RateLimited
from bot.server.job import Follow, Job

UPSTREAM_SECONDS = 30 * 60
"""How long GitHub may fail until the check says so with a failure; it is tried again all the same."""

LONGEST_SECONDS = 24 * 3600
"""How long a job is put back at all; whatever stands then is found by the next reconciliation."""

MOST_CRASHES = 3
"""How often a job that raises is tried."""

MOST_UNSEEN = 5
"""How often a repository that may not be seen is tried; new objects take a moment to be visible."""

_LONGEST_PAUSE = 600.0


@dataclass(frozen=True, slots=True)
class Setback:
    """A job that GitHub kept from being done.

    Attributes:
        job: the job.
        now: seconds since 1970.
    """

    job: Job
    now: float

    @property
    def since(self) -> float:
        """When the first of the failures in a row was."""
        return self.job.failing_since or self.now

    @property
    def is_upstream_down(self) -> bool:
        """Whether it has lasted so long that the check must say so."""
        return self.now - self.since >= UPSTREAM_SECONDS

    def retry(self, error: BaseException) -> list[Follow]:
        """The job put back with a pause that grows, or until the time that GitHub named."""
        if self.now - self.since > LONGEST_SECONDS:
            return []
        named = error.until.timestamp() - self.now if isinstance(error, RateLimited) else 0.0
        pause = min(_LONGEST_PAUSE, 2.0 ** min(self.job.failures, 10))
        return [Follow(self.job.failed(self.since), max(named, pause) + self._jitter(pause))]

    def _jitter(self, pause: float) -> float:
        """Up to a quarter of the pause, different for every job and the same at every replay."""
        share = int.from_bytes(hashlib.sha256(self.job.id.encode()).digest()[:2]) / 65_536
        return pause * share / 4
