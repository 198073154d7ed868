"""The review of one pull request or merge group, from reading it afresh to the conclusion of its check run.

It may run any number of times: every effect is looked up before it is repeated.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from bot.backtest.proposal import changes_policy
from bot.court import Court, Judged, PolicyReading, Standing
from bot.git.errors import MissingObject, RemoteError
from bot.github.app import App
from bot.github.check_runs import CheckRuns, Run
from bot.github.client import RepositoryClient
from bot.github.conversation import Conversation
from bot.github.errors import GitHubError, NotVisible, Refused
from bot.github.floors import Floors, FloorTip, Grants
from bot.github.labels import Labels
from bot.github.merge_groups import MergeGroup
from bot.github.other_checks import OtherChecks
from bot.github.place import Place
from bot.github.proceedings import ProceedingsReader
from bot.github.pulls import PullRequest, Pulls
from bot.github.reviews import Reviews
from bot.ledger import Ledger, Seen
from bot.phases import Phase, during
from bot.server.account import note
from bot.server.awaited_checks import AwaitedChecks
from bot.server.case import Case, Cases
from bot.server.engine import Locks
from bot.server.groups import Groups
from bot.server.halt import Halt
from bot.server.job import Follow, Job, Kind
from bot.server.metrics import Metrics
from bot.server.open_heads import OpenHeads
from bot.server.policy_watch import PolicyWatch
from bot.server.publish import Docket, Press
from bot.server.trouble import MOST_CRASHES, MOST_UNSEEN, Setback
from checks.policy import Policy
from checks.problem import PolicyInvalid
from checks.proceedings import Round
from checks.report.check_run import (
    CheckRunText,
    in_progress,
    internal_error,
    policy_invalid,
    unreachable,
)

BACKTEST_SECONDS = 5.0
"""How long a backtest waits, so that verdicts that came with it go first."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reviewer:
    """Reviews pull requests and merge groups.

    Attributes:
        app: the App at GitHub.
        court: judges.
        ledger: records.
        open_heads: remembers which heads have a run at work.
        groups: remembers which heads are those of merge groups.
        awaited: remembers which checks of other programs are waited for where.
        grants: gives access to the repositories of floors.
        heads: one at a time works on the check run of a commit.
        metrics: where conclusions are counted.
        clock: seconds since 1970.
        disk: tells why the disk takes nothing, empty if it does: what fails then is no crash of ours.
    """

    app: App
    court: Court
    ledger: Ledger
    open_heads: OpenHeads
    groups: Groups
    awaited: AwaitedChecks
    grants: Grants
    heads: Locks
    metrics: Metrics = field(default_factory=Metrics)
    clock: Callable[[], float] = time.time
    disk: Callable[[], str] = str

    def review(self, job: Job) -> list[Follow]:
        """Judge a pull request or a merge group as it stands and publish.

        Args:
            job: names it.

        Returns:
            The job put back, if GitHub failed or what was judged had changed.
        """
        place = _place(job)
        try:
            with self.app.repository(place) as client:
                return self._review(job, place, client)
        except (GitHubError, RemoteError, MissingObject) as error:
            return self._set_back(job, error)
        except Exception as crash:  # a crash of ours must end as a failure that people see
            if self.disk():
                raise  # the queue has it done again, however long that takes
            _log.exception("a review failed", extra={"job": job.id})
            if job.failures + 1 < MOST_CRASHES:
                return Setback(job, self.clock()).retry(crash)
            return self.give_up(job)

    def dissolve(self, job: Job) -> list[Follow]:
        """Forget a merge group, and leave no check run at work on its commit.

        Args:
            job: names the group.
        """
        place, head = _place(job), _group(job).head
        self.groups.remove(place.repository, head)
        self.awaited.note_group(place.repository, head, ())
        try:
            with self.app.repository(place) as client:
                return self._close(job, place, client, head)
        except (NotVisible, Refused) as error:
            _log.info("a merge group is gone with its commit", extra={"job": job.id, "reason": str(error)})
            return []
        except GitHubError as error:
            return Setback(job, self.clock()).retry(error)

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
        cases, runs = self._cases(client), CheckRuns(client, self.app.id)
        read = self._reader(job, place, cases)
        if read is None:
            _log.info("nothing is known of this merge group", extra={"job": job.id})
            return []
        unheard = read()
        note(head=unheard.head)
        follows = self._leave(job, place, client, unheard.head)
        with self.heads.hold(lock_of(place, unheard.head)):
            standing = tuple(runs.all(unheard.head))
            if not job.forced and self._was_given_up(unheard, standing):
                return follows
            case = cases.heard(unheard)
            digest = case.digest(self.court.engine)
            is_done = all(run.is_completed for run in standing)
            if is_done and not case.is_open:
                return follows
            if is_done and standing and standing[-1].external_id.endswith(digest) and not job.forced:
                self.open_heads.remove(place.repository, case.head)
                return follows
            if job.group is None:
                self.open_heads.add(place.repository, job.number, case.head)
            name = f"{place.repository}#{job.number}:{digest}"
            with during(Phase.PUBLISH):
                run = runs.open(case.head, name, in_progress(case.head), standing)
            docket = Docket(place.repository, case, run, standing, name)
            lock = lock_of(place, case.head)

            @during(Phase.READ)
            def still_stands() -> bool:
                return self.heads.still(lock) and cases.heard(read()).digest(self.court.engine) == digest

            judged = self._judge(docket, client, still_stands)
            if judged is None:
                _log.info("what was judged had changed", extra={"job": job.id})
                return [*follows, Follow(job.again())]
            self.open_heads.remove(place.repository, case.head)
            if job.group is None and any(changes_policy(each.files) for each in judged):
                follows.append(
                    Follow(
                        Job(Kind.BACKTEST, f"{job.delivery}/backtest", place, job.number), BACKTEST_SECONDS
                    )
                )
            return follows

    def _was_given_up(self, unheard: Case, standing: Sequence[Run]) -> bool:
        """Whether this very state has ended as a failure of ours already."""
        mark = f":given-up:{unheard.digest(self.court.engine)}"
        return bool(standing) and standing[-1].is_completed and standing[-1].external_id.endswith(mark)

    @staticmethod
    def _reader(job: Job, place: Place, cases: Cases) -> Callable[[], Case] | None:
        """What reads the case of a job afresh; `None` for a merge group that is not known any more."""
        if job.group is None:
            return lambda: cases.of_pull(job.number)
        if job.group.base:
            cases.groups.add(place.repository, job.group)
        group = cases.groups.at(place.repository, job.group.head)
        return None if group is None else lambda: cases.of_group(group)

    def hearing(self, number: int, client: RepositoryClient) -> tuple[Case, Policy | None, ProceedingsReader]:
        """What is needed to answer a command: the case, the policy that counts, and who may tell of people.

        Args:
            number: the pull request.
            client: the repository's client.

        Raises:
            GitHubError: something cannot be read.
            RemoteError: the policy could not be fetched.
        """
        cases = self._cases(client)
        case = cases.heard(cases.of_pull(number))
        policy = self.court.policy(self.reading(client, case.policy_commit, case.floors))
        return case, policy, cases.proceedings

    def people(self, client: RepositoryClient) -> ProceedingsReader:
        """What tells of people in a repository.

        Args:
            client: the repository's client.
        """
        return self._cases(client).proceedings

    def _cases(self, client: RepositoryClient) -> Cases:
        def standing(policy: str, tips: tuple[FloorTip, ...]) -> Standing:
            return self.court.standing(self.reading(client, policy, tips))

        people = ProceedingsReader(
            client,
            self.app.bot(client),
            partial(self._seen_by, client.place.repository),
            partial(self.ledger.was_stopped, client.place.repository),
            self.app.teams(client.place).has,
            OtherChecks(client, self.app.id, self.app.statuses(client.place)),
        )
        return Cases(client, self.groups, Floors(client, self.grants), standing, people, self.awaited)

    def _seen_by(self, repository: int, number: int, comment: int, moment: str) -> Seen:
        second = int(datetime.fromisoformat(moment).timestamp())
        return self.ledger.seen_by(repository, number, comment, second)

    def reading(self, client: RepositoryClient, policy: str, tips: tuple[FloorTip, ...]) -> PolicyReading:
        """How a policy is read.

        Args:
            client: the repository's client.
            policy: object id of the commit that holds it.
            tips: the floors that it stands on, as they are now.
        """
        return PolicyReading(
            client.place.repository,
            client.place.full_name,
            policy,
            lambda: self.app.git_token(client.place),
            tips,
            Floors(client, self.grants).token,
        )

    def _judge(
        self, docket: Docket, client: RepositoryClient, still_stands: Callable[[], bool]
    ) -> Sequence[Judged] | None:
        """Judge and publish; `None` if the case had changed and nothing was concluded."""
        press, case = self._press(client), docket.case
        reading = self.reading(client, case.policy_commit, case.floors)
        watch = PolicyWatch(self.court, self.ledger, client, case.subjects[0].default_branch)
        try:
            judged = [
                self.court.judge(
                    docket.repository,
                    pull,
                    docket.case.policy_commit,
                    lambda: self.app.git_token(client.place),
                    docket.case.floors,
                    Floors(client, self.grants).token,
                    None if pull is docket.case.group else partial(self._rounds, docket, pull),
                )
                for pull in docket.case.subjects
            ]
        except PolicyInvalid as invalid:
            if not still_stands():
                return None
            problems = tuple(map(str, invalid.problems))
            watch.unreadable(reading, problems)
            press.fail(docket, "POLICY_INVALID", policy_invalid(problems), problems)
            return ()
        verdict = judged[0].verdict
        is_out = press.publish(
            docket, judged, still_stands, lambda: watch.standing(reading, verdict.policy, verdict.mode)
        )
        return judged if is_out else None

    def _rounds(self, docket: Docket, pull: PullRequest) -> tuple[Round, ...]:
        return self.ledger.rounds(docket.repository, pull.number, pull.head)

    def _leave(self, job: Job, place: Place, client: RepositoryClient, head: str) -> list[Follow]:
        """Conclude the runs on heads that the pull request has left, or have them judged for others."""
        if job.group is not None:
            return []
        left = self.open_heads.left(place.repository, job.number, head)
        return [follow for each in left for follow in self._close(job, place, client, each)]

    def _close(self, job: Job, place: Place, client: RepositoryClient, head: str) -> list[Follow]:
        """Conclude the run on a head that was left, or have it judged for others who end in it."""
        with self.heads.hold(lock_of(place, head)):
            others = Pulls(client).open_at(head)
            if not others and self.groups.at(place.repository, head) is None:
                self._press(client).abandon(place.repository, job.number, head)
            self.open_heads.remove(place.repository, head)
        return [Follow(Job(Kind.REVIEW, f"{job.delivery}/left/{head}", place, other)) for other in others]

    def _press(self, client: RepositoryClient) -> Press:
        runs = CheckRuns(client, self.app.id)
        own = self.app.bot(client)
        halt = Halt(Conversation(client, own), Labels(client), self.ledger)
        return Press(runs, Reviews(client, own), halt, self.ledger, self.court.engine, self.metrics)

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
                read = self._reader(job, place, self._cases(client))
                if read is None:
                    return []
                case = read()
                note(head=case.head)
                name = f"{place.repository}#{job.number}"
                if for_good:
                    name += f":given-up:{case.digest(self.court.engine)}"
                with self.heads.hold(lock_of(place, case.head)):
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


def lock_of(place: Place, head: str) -> str:
    """Name of the lock under which one at a time works on the check run of a commit."""
    return f"{place.repository}@{head}"


def _group(job: Job) -> MergeGroup:
    if job.group is None:
        raise ValueError(f"{job.id} names no merge group")
    return job.group
