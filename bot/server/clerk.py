"""Answers the commands of a comment: says what each did, and has the pull request judged anew.

Answering changes nothing by itself: whether a waiver counts is decided by every verdict afresh, from the
comment as it then stands.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.git.errors import MissingObject, RemoteError
from bot.github.app import App
from bot.github.client import RepositoryClient
from bot.github.conversation import Conversation
from bot.github.errors import GitHubError, NotVisible
from bot.ledger import Ledger, Note
from bot.ledger.note import WaiverNote
from bot.ledger.recorded import blocking_in, finding_in
from bot.server.job import Follow, Job, Kind
from bot.server.review import Reviewer
from bot.server.trouble import MOST_UNSEEN, Setback
from checks.asks import asks_of
from checks.codeowners import Owners
from checks.commands import Command, Verb, commands_in
from checks.policy import Policy
from checks.proceedings import Comment, PermissionRole, Person
from checks.report import replies
from checks.waivers import Waivers

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Clerk:
    """Answers commands.

    Attributes:
        app: the App at GitHub.
        reviewer: reads cases and policies.
        ledger: knows what was found.
        clock: seconds since 1970.
    """

    app: App
    reviewer: Reviewer
    ledger: Ledger
    clock: Callable[[], float] = time.time

    def command(self, job: Job) -> list[Follow]:
        """Answer a comment, once, and have its pull request judged.

        Args:
            job: names the comment and its pull request.
        """
        if job.place is None:
            raise ValueError(f"{job.id} names no repository")
        try:
            with self.app.repository(job.place) as client:
                forced = self._answer(job, client)
        except (GitHubError, RemoteError, MissingObject) as error:
            _log.warning("a command could not be answered", extra={"job": job.id, "reason": str(error)})
            if isinstance(error, NotVisible) and job.failures + 1 >= MOST_UNSEEN:
                return []
            return Setback(job, self.clock()).retry(error)
        return [Follow(Job(Kind.REVIEW, f"{job.delivery}/command", job.place, job.number, forced=forced))]

    def ask(self, job: Job) -> list[Follow]:
        """Tell those who may permit the findings of a pull request that somebody asks them to, once a commit.

        Nothing is permitted by that, so it does not matter who pressed the button.

        Args:
            job: names the pull request.
        """
        if job.place is None:
            raise ValueError(f"{job.id} names no repository")
        try:
            with self.app.repository(job.place) as client:
                self._ask(job, client)
        except (GitHubError, RemoteError, MissingObject) as error:
            _log.warning("nobody could be asked", extra={"job": job.id, "reason": str(error)})
            if isinstance(error, NotVisible) and job.failures + 1 >= MOST_UNSEEN:
                return []
            return Setback(job, self.clock()).retry(error)
        return []

    def _ask(self, job: Job, client: RepositoryClient) -> None:
        case, policy, _ = self.reviewer.hearing(job.number, client)
        pull = next((one for one in case.pulls if one.number == job.number), None)
        found = blocking_in(self.ledger.last(client.place.repository, job.number))
        if pull is None or policy is None or not found or not pull.is_open:
            return
        fixed = {rule.id for rule in policy.rules if not (rule.waivable and rule.check.waivable)}
        shown = [
            replies.Shown(one.id, one.rule, one.place, one.message, one.why, one.instead)
            for one in found
            if one.rule not in fixed
        ]
        text = replies.asked(shown, policy.waivers.from_)
        Conversation(client, self.app.bot(client)).ask(job.number, pull.head, text)

    def _answer(self, job: Job, client: RepositoryClient) -> bool:
        """Answer; gives whether somebody asked for another look who may."""
        talk = Conversation(client, self.app.bot(client))
        found = talk.comment(job.comment)
        commands = commands_in(found.body) if found is not None else ()
        if found is None or found.user is None or not commands:
            return False
        case, policy, people = self.reviewer.hearing(job.number, client)
        pull = next((one for one in case.pulls if one.number == job.number), None)
        if pull is None or policy is None:
            return False
        teams = asks_of(policy, Owners()).teams
        person, comment = people.person(found.user, teams, set()), people.told(found, job.number)
        bench = _Bench(
            Waivers(pull.facts, pull.head, policy.waivers, policy.agent_accounts.keys(), person),
            policy,
            self.ledger.last(client.place.repository, job.number),
        )
        said = [bench.hear(comment, command) for command in commands]
        heard = zip(commands, said, strict=True)
        told = [bench.told(comment, command, reply, found.user.login) for command, reply in heard]
        repository = client.place.repository
        self.ledger.note(*(Note(repository, job.number, pull.head, one) for one in told if one is not None))
        talk.react(job.comment, "+1" if all(reply.is_done for reply in said) else "confused")
        if text := replies.page(said):
            talk.answer(job.number, job.comment, text)
        return any(
            reply.is_done for reply, one in zip(said, commands, strict=True) if one.verb is Verb.RECHECK
        )


@dataclass(frozen=True)
class _Bench:
    """What decides about the commands of one comment."""

    waivers: Waivers
    policy: Policy
    record: bytes | None

    def told(self, comment: Comment, command: Command, reply: replies.Reply, login: str) -> WaiverNote | None:
        """What the ledger is told of a command: who permitted a finding, or tried to and may not."""
        found = finding_in(self.record, command.finding)
        if found is None or command.problem or command.verb not in (Verb.WAIVE, Verb.UNWAIVE):
            return None
        is_waiver = command.verb is Verb.WAIVE
        return WaiverNote(
            state="refused" if not reply.is_done else "granted" if is_waiver else "withdrawn",
            finding=found.id,
            rule=found.rule,
            path=found.path,
            line=found.line,
            by=comment.by,
            login=login,
            comment=comment.id,
            reason=command.reason,
            until=self.waivers.last_day(comment, command) if is_waiver and reply.is_done else "",
            objection=reply.objection,
        )

    def hear(self, comment: Comment, command: Command) -> replies.Reply:
        if command.problem or command.verb is None:
            return replies.refused(command.verb, command.problem)
        if command.verb in (Verb.RECHECK, Verb.EXPLAIN):
            if not _may_ask(self.waivers.speaker):
                return replies.refused(command.verb, replies.NOT_ASKED)
            if command.verb is Verb.RECHECK:
                return replies.rechecked()
        found = finding_in(self.record, command.finding)
        if found is None:
            return replies.refused(command.verb, replies.no_such(command.finding))
        shown = replies.Shown(found.id, found.rule, found.place, found.message, found.why, found.instead)
        if command.verb is Verb.EXPLAIN:
            return replies.explained(shown)
        if objection := self.waivers.objection(comment, command):
            return replies.refused(command.verb, objection)
        if command.verb is Verb.UNWAIVE:
            return replies.taken_back(shown)
        rule = next((one for one in self.policy.rules if one.id == found.rule), None)
        if rule is not None and not (rule.waivable and rule.check.waivable):
            return replies.refused(command.verb, replies.never(found.rule))
        until = self.waivers.last_day(comment, command)
        head = self.waivers.head if self.policy.waivers.binds == "head" else ""
        return replies.waived(shown, command.reason, until, head)


def _may_ask(person: Person | None) -> bool:
    return person is not None and person.is_user and person.role.rank <= PermissionRole.TRIAGE.rank
