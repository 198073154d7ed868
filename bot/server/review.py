"""The review of one pull request, from reading it afresh to the conclusion of its check run.

It may run any number of times: every effect is looked up before it is repeated.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.court import Court
from bot.git.errors import MissingObject, RemoteError
from bot.github.app import App
from bot.github.check_runs import CheckRuns
from bot.github.client import RepositoryClient
from bot.github.errors import GitHubError, NotVisible
from bot.github.place import Place
from bot.github.pulls import Pulls
from bot.github.reviews import Reviews
from bot.ledger import Ledger
from bot.server.case import read_case
from bot.server.job import Follow, Job, Kind
from bot.server.locks import Locks
from bot.server.open_heads import OpenHeads
from bot.server.publish import Docket, Press
from bot.server.trouble import MOST_CRASHES, MOST_UNSEEN, Setback
from checks.problem import PolicyInvalid
from checks.report.check_run import (
    CheckRunText,
    in_progress,
    internal_error,
    policy_invalid,
    unreachable,
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reviewer:
    """Reviews pull requests.

    Attributes:
        app: the App at GitHub.
        court: judges.
        ledger: records.
        open_heads: remembers which heads have a run at work.
        clock: seconds since 1970.
    """

    app: App
    court: Court
    ledger: Ledger
    open_heads: OpenHeads
    clock: Callable[[], float] = time.time
    heads: Locks = field(default_factory=Locks)

    def review(self, job: Job) -> list[Follow]:
        """Judge a pull request as it stands and publish.

        Args:
            job: names the pull request.

        Returns:
            The job put back, if GitHub failed or what was judged had changed.
        """
        place = _place(job)
        try:
            with self.app.repository(place) as client:
                return self._review(job, place, client)
        except (GitHubError, RemoteError, MissingObject) as error:
            return self._set_back(job, error)
        except Exception as crash:  # noqa: BLE001 - a crash of ours must end as a failure that people see
            _log.exception("a review failed", extra={"job": job.id})
            if job.failures + 1 < MOST_CRASHES:
                return Setback(job, self.clock()).retry(crash)
            return self.give_up(job)

    def give_up(self, job: Job) -> list[Follow]:
        """Publish that the change was not judged because of an error of ours.

        The same state is not judged again by itself, only when a person asks for it.

        Args:
            job: what was given up; for a sweep there is nothing to publish.
        """
        if not job.number:
            return []
        reference = hashlib.sha256(job.delivery.encode()).hexdigest()[:12]
        _log.error("a review was given up", extra={"job": job.id, "reference": reference})
        return self._fail(job, "INTERNAL", internal_error(reference), for_good=True)

    def _review(self, job: Job, place: Place, client: RepositoryClient) -> list[Follow]:
        pulls, runs = Pulls(client), CheckRuns(client, self.app.id)
        case = read_case(pulls, job.number)
        follows = self._leave(job, place, client, case.head)
        with self.heads.hold((place.repository, case.head)):
            name = case.name(place.repository, job.number, self.court.engine)
            standing = tuple(runs.all(case.head))
            is_done = all(run.is_completed for run in standing)
            if is_done and not any(pull.is_open for pull in case.pulls):
                return follows
            if is_done and standing and standing[-1].external_id == name and not job.forced:
                self.open_heads.remove(place.repository, case.head)
                return follows
            self.open_heads.add(place.repository, job.number, case.head)
            run = runs.open(case.head, name, in_progress(case.head), standing)
            docket = Docket(place.repository, case, run, standing, name)
            if not self._judge(docket, client, lambda: read_case(pulls, job.number) == case):
                _log.info("what was judged had changed", extra={"job": job.id})
                return [*follows, Follow(job.again())]
            self.open_heads.remove(place.repository, case.head)
            return follows

    def _judge(self, docket: Docket, client: RepositoryClient, still_stands: Callable[[], bool]) -> bool:
        """Judge and publish; `False` if the case had changed and nothing was concluded."""
        press = self._press(client)
        try:
            judged = [
                self.court.judge(
                    docket.repository,
                    pull,
                    docket.case.policy_commit,
                    lambda: self.app.git_token(client.place),
                )
                for pull in docket.case.pulls
            ]
        except PolicyInvalid as invalid:
            if not still_stands():
                return False
            problems = tuple(map(str, invalid.problems))
            press.fail(docket, "POLICY_INVALID", policy_invalid(problems), problems)
            return True
        return press.publish(docket, judged, still_stands)

    def _leave(self, job: Job, place: Place, client: RepositoryClient, head: str) -> list[Follow]:
        """Conclude the runs on heads that the pull request has left, or have them judged for others."""
        follows = []
        for left in self.open_heads.left(place.repository, job.number, head):
            with self.heads.hold((place.repository, left)):
                others = Pulls(client).open_at(left)
                if not others:
                    self._press(client).abandon(place.repository, job.number, left)
                follows += [
                    Follow(Job(Kind.REVIEW, f"{job.delivery}/left/{left}", place, other)) for other in others
                ]
                self.open_heads.remove(place.repository, left)
        return follows

    def _press(self, client: RepositoryClient) -> Press:
        runs = CheckRuns(client, self.app.id)
        return Press(runs, Reviews(client, self.app.bot(client)), self.ledger, self.court.engine)

    def _set_back(self, job: Job, error: Exception) -> list[Follow]:
        setback = Setback(job, self.clock())
        _log.warning("GitHub keeps a review from being done", extra={"job": job.id, "reason": str(error)})
        if isinstance(error, NotVisible) and job.failures + 1 >= MOST_UNSEEN:
            self._fail(job, "UPSTREAM", unreachable())
            return []
        if setback.is_upstream_down:
            self._fail(job, "UPSTREAM", unreachable())
        return setback.retry(error)

    def _fail(self, job: Job, code: str, text: CheckRunText, *, for_good: bool = False) -> list[Follow]:
        """Conclude with a failure as far as GitHub lets us; whoever looks next sees at least no success."""
        place = _place(job)
        try:
            with self.app.repository(place) as client:
                case = read_case(Pulls(client), job.number)
                name = f"{place.repository}#{job.number}"
                if for_good:
                    name = case.name(place.repository, job.number, self.court.engine)
                with self.heads.hold((place.repository, case.head)):
                    runs = CheckRuns(client, self.app.id)
                    standing = tuple(runs.all(case.head))
                    run = runs.open(case.head, name, in_progress(case.head), standing)
                    docket = Docket(place.repository, case, run, standing, name)
                    self._press(client).fail(docket, code, text)
                    self.open_heads.remove(place.repository, case.head)
        except GitHubError as error:
            _log.warning("a failure could not be published", extra={"job": job.id, "reason": str(error)})
        return []


def _place(job: Job) -> Place:
    if job.place is None:
        raise ValueError(f"{job.id} names no repository")
    return job.place
