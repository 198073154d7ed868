"""Approvals that were given, held against those that are due.

An approval counts when its giver is a person who may give it, has neither written the change nor asked
an agent for it, and gave it for what is at the head now. Everybody's last word counts alone: a later
review that asks for changes, or a dismissal, takes an approval back.

Known limit: a login in a policy is looked at under its present holder; a team does not have that gap.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from checks.change import PullFacts
from checks.codeowners import CODEOWNERS_WORD, Owners
from checks.eligible import Bar, bar, is_one_of
from checks.finding import Waiting
from checks.proceedings import Person, Review, ReviewState


class Approval(NamedTuple):
    """An approval that was counted.

    Attributes:
        rule: id of the rule that asked for it.
        by: number of the account.
        login: its name at the time.
        review: number of the review.
        commit: object id of the commit it was given for.
    """

    rule: str
    by: int
    login: str
    review: int
    commit: str


@dataclass(frozen=True)
class Approvals:
    """The approvals of one pull request.

    Attributes:
        facts: the pull request with its proceedings.
        head: object id of the commit that is judged.
        agents: numbers of accounts that the policy adds to the known agents.
        owners: owners of the paths, where a rule asks for `codeowners`.
    """

    facts: PullFacts
    head: str
    agents: Collection[int] = ()
    owners: Owners = Owners()

    def settle(self, due: Waiting) -> tuple[Waiting | None, tuple[Approval, ...]]:
        """Hold what is due against what was given.

        Args:
            due: what a rule asks for.

        Returns:
            What remains due, `None` if nothing does, and the approvals that were counted.
        """
        if not due.approvers or not self.facts.proceedings.is_known:
            return due, ()
        last = list(self._last_words())
        given = [review for review in last if self._objection(review, due) == ""]
        missing = self._missing(due, given)
        counted = tuple(
            Approval(due.rule, review.by, self._people[review.by].login, review.id, review.commit)
            for review in given
            if self._is_asked(self._people[review.by], due)
        )
        if not missing:
            return None, counted
        told = [*missing, *self._why_not(last, due), *self.facts.proceedings.gaps]
        return replace(due, message="; ".join([due.message, *told])), ()

    @property
    def _people(self) -> Mapping[int, Person]:
        return self.facts.proceedings.people

    def _last_words(self) -> Iterator[Review]:
        """Everybody's last review that says yes or no, by number of the account."""
        last: dict[int, Review] = {}
        for review in sorted(self.facts.proceedings.reviews, key=lambda one: one.id):
            if review.state not in (ReviewState.COMMENTED, ReviewState.PENDING):
                last[review.by] = review
        yield from (last[by] for by in sorted(last) if by in self._people)

    def _objection(self, review: Review, due: Waiting) -> str:
        """Why a review is no approval of what is due, whoever was asked; empty if it is one."""
        if review.state is not ReviewState.APPROVED:
            return "asks for changes" if review.state is ReviewState.CHANGES_REQUESTED else "was dismissed"
        barred = bar(self._people[review.by], self.facts, self.agents)
        if barred is not None:
            return _BARRED[barred]
        if review.commit == self.head:
            return ""
        if due.lasts != "untouched":
            return f"is for {review.commit[:7]}, not for the head"
        if review.touched_since is None:
            return f"is for {review.commit[:7]}, and what was pushed since cannot be told"
        touched = [path for path in due.paths if path in review.touched_since]
        return f"is for {review.commit[:7]}, and `{touched[0]}` was touched since" if touched else ""

    def _is_asked(self, person: Person, due: Waiting) -> bool:
        return any(is_one_of(person, word) for word in self._words(due, due.paths))

    def _words(self, due: Waiting, paths: Iterable[str]) -> Iterator[str]:
        for word in due.approvers:
            if word == CODEOWNERS_WORD:
                for path in paths:
                    yield from self.owners.of(path)
            else:
                yield word

    def _missing(self, due: Waiting, given: Iterable[Review]) -> list[str]:
        """What is missing, as sentences; where owners are asked, each path needs one of its own."""
        if CODEOWNERS_WORD not in due.approvers:
            return self._lack(due, given, due.paths, "")
        lacks: dict[str, None] = {}
        for path in due.paths:
            who = tuple(self._words(due, (path,)))
            if not who:
                lacks[f"`CODEOWNERS` names nobody for `{path}`"] = None
            for lack in self._lack(due, given, (path,), f" for {', '.join(map(_code, who))}"):
                lacks[lack] = None
        return list(lacks)

    def _lack(self, due: Waiting, given: Iterable[Review], paths: Iterable[str], who: str) -> list[str]:
        words = tuple(self._words(due, paths))
        people = {
            review.by for review in given if any(is_one_of(self._people[review.by], word) for word in words)
        }
        return [f"{len(people)} of {due.count} so far{who}"] if len(people) < due.count else []

    def _why_not(self, last: Iterable[Review], due: Waiting) -> Iterator[str]:
        for review in last:
            person, objection = self._people[review.by], self._objection(review, due)
            if objection and review.state is ReviewState.APPROVED and self._is_asked(person, due):
                yield f"the approval of `{person.login}` {objection}"


_BARRED = {
    Bar.NO_PERSON: "is not of a person",
    Bar.HAS_PART: "is of somebody who wrote the change or asked for it",
}


def _code(text: str) -> str:
    return f"`{text}`"
