"""What happens beside the verdicts and is recorded: merges past a verdict, and changes of the policy."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.git.errors import LimitExceeded, MissingObject, Refused, RemoteError
from bot.github.app import App
from bot.github.check_runs import CheckRuns, Run
from bot.github.client import Loose, RepositoryClient
from bot.github.errors import GitHubError, NotVisible
from bot.github.floors import Floors
from bot.github.proceedings import UserModel
from bot.github.pulls import Merge, Pulls
from bot.ledger import Ledger, Note
from bot.ledger.note import Overridden, OverrideNote
from bot.ledger.recorded import RecordedVerdict
from bot.server.job import Follow, Job
from bot.server.policy_watch import PolicyWatch
from bot.server.review import Reviewer
from bot.server.trouble import MOST_UNSEEN, Setback
from checks.policy import Mode
from checks.problem import PolicyInvalid

_log = logging.getLogger(__name__)


class _Repository(Loose):
    default_branch: str


@dataclass(frozen=True)
class Registrar:
    """Records what happens beside the verdicts.

    Attributes:
        app: the App at GitHub.
        reviewer: reads policies and people.
        ledger: knows the verdicts, and takes the records.
        clock: seconds since 1970.
    """

    app: App
    reviewer: Reviewer
    ledger: Ledger
    clock: Callable[[], float] = time.time

    def merged(self, job: Job) -> list[Follow]:
        """Record a merge past the verdict on the head, once.

        Args:
            job: names the pull request.
        """
        return self._done(job, self._merged)

    def policy(self, job: Job) -> list[Follow]:
        """Record the policy that counts, if it is another than before.

        Args:
            job: names the repository whose default branch moved.
        """
        return self._done(job, self._policy)

    def _done(self, job: Job, act: Callable[[Job, RepositoryClient], bool]) -> list[Follow]:
        if job.place is None:
            raise ValueError(f"{job.id} names no repository")
        try:
            with self.app.repository(job.place) as client:
                if act(job, client) or job.failures + 1 >= MOST_UNSEEN:
                    return []
                return Setback(job, self.clock()).retry(NotVisible("GitHub does not show it yet"))
        except (GitHubError, RemoteError, MissingObject) as error:
            _log.warning("what happened could not be recorded", extra={"job": job.id, "reason": str(error)})
            if isinstance(error, NotVisible) and job.failures + 1 >= MOST_UNSEEN:
                return []
            return Setback(job, self.clock()).retry(error)

    def _policy(self, _: Job, client: RepositoryClient) -> bool:
        branch = client.get(client.root, _Repository).default_branch
        commit = Pulls(client).tip(branch)
        tips = Floors(client, self.reviewer.grants).standing(commit)
        reading = self.reviewer.reading(client, commit, tips)
        watch = PolicyWatch(self.reviewer.court, self.ledger, client, branch)
        try:
            found = self.reviewer.court.standing_policy(reading)
        except PolicyInvalid as invalid:
            watch.unreadable(reading, tuple(map(str, invalid.problems)))
        except (Refused, LimitExceeded) as fault:
            watch.unreadable(reading, (str(fault),))
        else:
            watch.standing(reading, found.source, found.mode)
        return True

    def _merged(self, job: Job, client: RepositoryClient) -> bool:
        merge = Pulls(client).merge(job.number)
        if merge is None:
            return False
        repository = client.place.repository
        shown = [
            (at, RecordedVerdict.model_validate_json(record))
            for at, record in self.ledger.stood(repository, job.number, merge.head)
        ]
        stood = _stood(merge, shown, CheckRuns(client, self.app.id).all(merge.head))
        if any(one.conclusion == "success" for one in stood):
            return True
        last = next((one for one in stood if one.head == merge.head), None)
        if self._mode(repository, last) == Mode.OBSERVE.value:
            return True
        told = _override(merge, self._role(merge, client), last)
        self.ledger.note(Note(repository, job.number, merge.head, told))
        _log.warning("a pull request was merged past its verdict", extra={"job": job.id, "stood": told.stood})
        return True

    def _mode(self, repository: int, last: RecordedVerdict | None) -> str:
        """The mode of the policy that counted; the one that counts now may have come with the merge."""
        if last is not None:
            return last.mode
        known = self.ledger.policy(repository)
        return known[1].mode if known is not None else ""

    def _role(self, merge: Merge, client: RepositoryClient) -> str:
        if not merge.by:
            return ""
        user = UserModel(id=merge.by, login=merge.login, type="User" if merge.is_user else "Bot")
        return str(self.reviewer.people(client).person(user, (), set()).role)


def _stood(
    merge: Merge, shown: Sequence[tuple[int, RecordedVerdict]], runs: Sequence[Run]
) -> list[RecordedVerdict]:
    """What may have been the verdict when GitHub merged; if one of them let the head pass, it did.

    The first is that of the check run, where GitHub's own clock says that its conclusion was there before:
    ours may be ahead of it, and nobody is to be accused for that. The others are the last verdict on the head
    and the last on a merge group that the ledger knows from before the end of that second.
    """
    of_head = [(at, one) for at, one in shown if one.head == merge.head]
    of_groups = [(at, one) for at, one in shown if one.head != merge.head]
    found: list[RecordedVerdict] = []
    newest = runs[-1] if runs else None
    if newest is not None and "" < newest.completed_at <= merge.merged_at:
        found += [one for _, one in of_head if one.conclusion == newest.conclusion][-1:]
    for known in (of_head, of_groups):
        found += [one for at, one in known if at < _end(merge)][-1:]
    return found


def _end(merge: Merge) -> int:
    """The end of the second in which GitHub merged, in milliseconds since 1970."""
    return (int(datetime.fromisoformat(merge.merged_at).timestamp()) + 1) * 1000


def _override(merge: Merge, role: str, last: RecordedVerdict | None) -> OverrideNote:
    if last is None or last.conclusion == "success":  # which covers a merge
        return OverrideNote(merge.by, merge.login, role, merge.merged_at, "none", 0)
    return OverrideNote(
        by=merge.by,
        login=merge.login,
        role=role,
        merged=merge.merged_at,
        stood=last.conclusion,
        verdict=last.sequence,
        agent=last.agent,
        findings=tuple(
            Overridden(one.id, one.rule, one.decision, one.path, one.line) for one in last.blocking
        ),
        due=last.due,
    )
