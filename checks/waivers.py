"""Findings that a person has permitted by a comment, as long as the permission holds.

A waiver names one finding and a reason. It holds for the head it was given on, or for the finding on any
head where the policy says so, until its day. It counts only if its giver may still waive now, is a person
and has neither written the change nor asked an agent for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from checks.change import PullFacts
from checks.commands import Command, Verb, commands_in
from checks.days import days_after
from checks.eligible import Bar, bar, is_one_of
from checks.finding import Finding
from checks.proceedings import Comment, Person
from checks.waiver_terms import WaiverTerms


class Waiver(NamedTuple):
    """A permission that counts.

    Attributes:
        finding: the finding's short id, `F-` and 12 digits.
        by: number of the account that gave it.
        login: its name at the time.
        comment: number of the comment.
        reason: its reason, as it was written.
        until: its last day, `2026-06-30`.
    """

    finding: str
    by: int
    login: str
    comment: int
    reason: str
    until: str


@dataclass(frozen=True)
class Waivers:
    """The waivers of one pull request.

    Attributes:
        facts: the pull request with its proceedings.
        head: object id of the commit that is judged.
        terms: who may waive, and for how long.
        agents: numbers of accounts that the policy adds to the known agents.
        speaker: who commands, where that is somebody of whom the proceedings do not know yet.
    """

    facts: PullFacts
    head: str
    terms: WaiverTerms
    agents: Collection[int] = ()
    speaker: Person | None = None

    def live(self) -> tuple[Waiver, ...]:
        """The waivers that count now, by finding; where several name one finding, the last counts."""
        found: dict[str, Waiver] = {}
        for comment in sorted(self.facts.proceedings.comments, key=lambda one: one.id):
            for command in commands_in(comment.body):
                if self.objection(comment, command):
                    continue
                if command.verb is Verb.UNWAIVE:
                    found.pop(command.finding, None)
                elif command.verb is Verb.WAIVE and self.facts.as_of <= self.last_day(comment, command):
                    found[command.finding] = self._waiver(comment, command)
        return tuple(found[finding] for finding in sorted(found)[: self.terms.most])

    def last_day(self, comment: Comment, command: Command) -> str:
        """The last day of a waiver: the one it names, else the latest that the policy grants."""
        return command.until or days_after(comment.created[:10], self.terms.max_days)

    def objection(self, comment: Comment, command: Command) -> str:
        """Why a command that waives or takes a waiver back has no effect, one sentence; empty if it has."""
        if command.problem:
            return command.problem
        if command.verb not in (Verb.WAIVE, Verb.UNWAIVE):
            return ""
        if comment.is_edited:
            return "the comment was edited; a command stands in a new comment"
        if not self.terms.from_:
            return "the policy lets nobody waive; `waivers: {from: …}` in `.github/decisis.yml` names who may"
        if objection := self._objection(self.speaker or self.facts.proceedings.people.get(comment.by)):
            return objection
        if command.verb is Verb.UNWAIVE:
            return ""
        latest = days_after(comment.created[:10], self.terms.max_days)
        if command.until > latest:
            return f"a waiver lasts at most {self.terms.max_days} days here, until {latest}"
        if self.terms.binds == "head" and comment.head != self.head:
            return "it was given on another head; look at the change as it is now and give it again"
        return ""

    def _objection(self, person: Person | None) -> str:
        barred = bar(person, self.facts, self.agents)
        if person is None or barred is Bar.NO_PERSON:
            return "only a person can waive a finding"
        if barred is Bar.HAS_PART:
            return "nobody can waive a finding of a change that they wrote or asked for"
        if not any(is_one_of(person, word) for word in self.terms.from_):
            return f"only {_listed(self.terms.from_)} may waive findings here"
        return ""

    def _waiver(self, comment: Comment, command: Command) -> Waiver:
        person = self.facts.proceedings.people[comment.by]
        until = self.last_day(comment, command)
        return Waiver(command.finding, person.id, person.login, comment.id, command.reason, until)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" if word.startswith("@") else f"those with `{word}` access" for word in words)


def waived(
    findings: Iterable[Finding], waivers: Iterable[Waiver], fixed: Collection[str]
) -> dict[str, Waiver]:
    """The findings that are permitted: fingerprint → waiver.

    Args:
        findings: what stands.
        waivers: the waivers that count.
        fixed: ids of rules whose findings nobody can permit.
    """
    by_id = {waiver.finding: waiver for waiver in waivers}
    return {
        finding.fingerprint: by_id[finding.id]
        for finding in findings
        if finding.id in by_id and finding.rule not in fixed
    }
