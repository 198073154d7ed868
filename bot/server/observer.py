"""Watches jobs from the outside: how long each phase took, and what it came to."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from bot.phases import Phase, during, heard_by
from bot.server.account import Account, kept, names
from bot.server.engine.backlog import due
from bot.server.job import Follow, Job
from bot.server.metrics import Metrics
from bot.server.tracing import Span, Tracing

_log = logging.getLogger(__name__)

Handler = Callable[[Job], list[Follow]]


@dataclass(frozen=True)
class Observer:
    """Watches the jobs of a process.

    Attributes:
        metrics: where seconds are counted.
        tracing: where spans go.
        engine: the database, which knows when a job was due.
        clock: seconds since 1970.
    """

    metrics: Metrics
    tracing: Tracing
    engine: sa.Engine
    clock: Callable[[], float] = time.time

    def watching(self, handler: Handler) -> Handler:
        """The same handler, watched.

        Args:
            handler: does any job.
        """

        def watched(job: Job) -> list[Follow]:
            begun = self.clock()
            was_due = self._was_due(job) or begun
            with kept() as account, self.tracing.job(job, names(job)) as span:
                with heard_by(lambda phase: self._phase(account, span, phase)), during(Phase.READ):
                    follows = handler(job)
                span.told(account.ids)
            if "conclusion" in account.ids:
                account.seconds[Phase.WAIT] = max(0.0, begun - was_due)
                since = job.failing_since or min(was_due, begun)
                self.metrics.took(account.seconds, max(0.0, self.clock() - since))
            return follows

        return watched

    def _was_due(self, job: Job) -> float | None:
        """When it was due; not to know it is no reason to leave the job undone."""
        try:
            return due(self.engine, job.id)
        except sa.exc.SQLAlchemyError:
            _log.warning("the queue does not tell since when a job was due", exc_info=True)
            return None

    @contextmanager
    def _phase(self, account: Account, span: Span, phase: Phase) -> Iterator[None]:
        with account.phase(phase), span.phase(phase.value):
            yield
