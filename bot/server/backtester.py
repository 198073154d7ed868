"""A change of the policy, backtested beside its verdict: what it says is added to the finished check run."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock

from bot.backtest.outcome import Backtest
from bot.backtest.proposal import SECONDS, Trial
from bot.backtest.section import TITLE, section
from bot.court import Court, PolicyReading
from bot.git.errors import GitError
from bot.github.app import App
from bot.github.check_runs import CheckRuns, Run
from bot.github.client import RepositoryClient
from bot.github.errors import GitHubError
from bot.github.pulls import PullRequest
from bot.server.engine import Locks
from bot.server.job import Follow, Job
from bot.server.review import Reviewer, lock_of
from checks.problem import PolicyInvalid
from checks.report import bounds

BUSY_SECONDS = 5.0
"""How long a backtest is put back while another one runs in this process: verdicts keep their places."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Backtester:
    """Adds a backtest to the check runs of changes of the policy.

    Attributes:
        app: the App at GitHub.
        court: reads policies and has the mirrors.
        reviewer: knows how a case is read.
        heads: one at a time works on the check run of a commit.
        server: scheme, host and port of GitHub's pages.
        cache: folder for answers of semgrep.
        seconds: how long judging may take, apart from fetching what the mirror lacks.
    """

    app: App
    court: Court
    reviewer: Reviewer
    heads: Locks
    server: str
    cache: Path
    seconds: float = SECONDS
    _one: Lock = field(default_factory=Lock)

    def backtest(self, job: Job) -> list[Follow]:
        """Say in the check run of a pull request what its policy would have done; once for each verdict.

        Nothing rests on it: where something is in the way, the check run stays as it is, and the log tells.

        Args:
            job: names the pull request.
        """
        if job.place is None:
            raise ValueError(f"{job.id} names no repository")
        if not self._one.acquire(blocking=False):
            return [Follow(job.again(), BUSY_SECONDS)]
        try:
            with self.app.repository(job.place) as client:
                self._backtest(job, client)
        except (GitHubError, GitError, PolicyInvalid) as fault:
            _log.warning("a policy was not backtested", extra={"job": job.id, "reason": str(fault)})
        finally:
            self._one.release()
        return []

    def _backtest(self, job: Job, client: RepositoryClient) -> None:
        runs = CheckRuns(client, self.app.id)
        case, _, _ = self.reviewer.hearing(job.number, client)
        (pull,) = case.subjects
        run = _finished(runs, case.head)
        if run is None or not case.is_open or TITLE in runs.said(run).text:
            return
        reading = self.reviewer.reading(client, case.policy_commit, case.floors)
        result = self._judged(reading, pull)
        if result is None:
            return
        web = f"{self.server}/{client.place.full_name}"
        with self.heads.hold(lock_of(client.place, case.head)):
            now = _finished(runs, case.head)
            if now is None or (now.id, now.external_id) != (run.id, run.external_id):
                return  # it was judged again meanwhile, and backtested after that
            said = runs.said(now)
            room = bounds.LIMIT - bounds.size(said.text) - 2
            runs.reword(now, replace(said, text=f"{section(result, web, room)}\n{said.text}"))

    def _judged(self, reading: PolicyReading, pull: PullRequest) -> Backtest | None:
        """The history under both policies; `None` where they are the same."""
        trial = Trial(self.cache, self.seconds, processes=1, lowers_itself=True)
        with self.court.proposal(reading, pull) as (store, old, new):
            return trial.of(old, new, store, pull.base)


def _finished(runs: CheckRuns, head: str) -> Run | None:
    standing = runs.all(head)
    return standing[-1] if standing and standing[-1].is_completed else None
