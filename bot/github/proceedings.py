"""What people have had to do with a pull request, read as it stands now: reviews, commands, roles, teams.

Nothing is taken from an event. What cannot be read is told as a gap, and whatever depends on it stays due.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote

from bot.github.client import Loose, RepositoryClient
from bot.github.errors import NotVisible
from bot.github.faults import status_of
from bot.github.other_checks import OtherChecks
from bot.github.pulls import PullRequest, Pulls
from bot.github.pushers import pushers_of
from checks.asks import Asks
from checks.commands import may_hold_command
from checks.proceedings import Comment, PermissionRole, Person, Proceedings, Review, ReviewState

MOST_WORDS = 500
"""Characters of a review's text that are kept; as many as a waiver's reason may have."""

_COPILOT = 198982749
_MENTION = re.compile(r"requested by:?[^\n@]{0,80}@(?P<login>[A-Za-z0-9][A-Za-z0-9-]{0,38})", re.IGNORECASE)
_NOT_FOUND = 404


class UserModel(Loose):
    """An account as GitHub tells it."""

    id: int
    login: str
    type: str = "User"


class _Review(Loose):
    id: int
    user: UserModel | None = None
    state: str
    body: str | None = None
    commit_id: str | None = None


class CommentModel(Loose):
    """A comment of a conversation as GitHub tells it."""

    id: int
    user: UserModel | None = None
    body: str = ""
    created_at: str
    updated_at: str


class _Permission(Loose):
    permission: str = "none"
    role_name: str = ""
    user: UserModel | None = None


@dataclass(frozen=True)
class ProceedingsReader:
    """Reads proceedings in one repository.

    Attributes:
        client: the repository's client.
        own: number of our App's account, whose reviews and comments say nothing here.
        seen_by: the head whose verdict the writer of a comment had seen, and whether that verdict told an
            agent to stop; asked with the numbers of pull request and comment and the moment in UTC,
            `2026-03-02T09:30:00Z`.
        was_stopped: whether any verdict on a pull request, by its number, has told an agent to stop.
        is_member: whether an account of a name is in a team `org/team`; `None` where we may not know.
        others: reads what other programs reported.
    """

    client: RepositoryClient
    own: int
    seen_by: Callable[[int, int, str], tuple[str, bool]]
    was_stopped: Callable[[int], bool]
    is_member: Callable[[str, str], bool | None]
    others: OtherChecks

    def with_proceedings(self, pull: PullRequest, asks: Asks) -> PullRequest:
        """The pull request with its proceedings among its facts; see `read`."""
        return replace(pull, facts=replace(pull.facts, proceedings=self.read(pull, asks)))

    def read(self, pull: PullRequest, asks: Asks) -> Proceedings:
        """Everything around a pull request that its policy asks for.

        Args:
            pull: the pull request as it stands.
            asks: what the policy asks for.

        Raises:
            GitHubError: of the kind that tells what to do.
        """
        reviews = self._reviews(pull.number) if asks.reviews else []
        comments = self._comments(pull.number, asks)
        spoke = [*(one.user for one in reviews), *(one.user for one, _ in comments)]
        users = {user.id: user for user in spoke if user is not None}
        checks, check_gaps = self.others.read(pull.head, asks.checks) if asks.checks else ((), ())
        gaps: set[str] = set()
        pushers, untold = pushers_of(self.client, pull) if users else ((), "")
        gaps |= {untold} - {""}
        people = {number: self.person(users[number], asks.teams, gaps) for number in sorted(users)}
        return Proceedings(
            is_known=True,
            people=people,
            requesters=_requesters(pull, people.values()),
            writers=tuple(sorted({*pull.writers, *pushers})),
            reviews=tuple(_review(one, pull) for one in reviews if one.user is not None),
            checks=checks,
            check_gaps=check_gaps,
            open_pulls=self._open_pulls(pull) if asks.open_pulls else None,
            comments=tuple(replace(told, head=_meant(told.head, pull)) for _, told in comments),
            gaps=tuple(sorted(gaps)),
        )

    def _open_pulls(self, pull: PullRequest) -> int | None:
        author = pull.facts.author
        return None if author is None or author.id is None else Pulls(self.client).open_of(author.id)

    def _reviews(self, number: int) -> list[_Review]:
        pages = self.client.pages(f"{self.client.root}/pulls/{number}/reviews", tuple[_Review, ...])
        found = [one for page in pages for one in page if one.user is not None and one.user.id != self.own]
        says = (ReviewState.APPROVED, ReviewState.CHANGES_REQUESTED, ReviewState.DISMISSED)
        return sorted((one for one in found if one.state.lower() in says), key=lambda one: one.id)

    def _comments(self, number: int, asks: Asks) -> list[tuple[CommentModel, Comment]]:
        """The comments that may command; where nobody may waive, those after an agent was stopped."""
        if not asks.comments and not self.was_stopped(number):
            return []
        pages = self.client.pages(f"{self.client.root}/issues/{number}/comments", tuple[CommentModel, ...])
        found = [one for page in pages for one in page if one.user is not None and one.user.id != self.own]
        commands = sorted((one for one in found if may_hold_command(one.body)), key=lambda one: one.id)
        told = [(one, self.told(one, number)) for one in commands]
        return [(one, comment) for one, comment in told if asks.comments or comment.after_stop]

    def told(self, one: CommentModel, number: int) -> Comment:
        """A comment as a value, with the head that people saw when it was written.

        GitHub tells moments to the second, so an edit in the very second of writing is not seen.
        """
        head, after_stop = self.seen_by(number, one.id, one.created_at)
        return Comment(
            id=one.id,
            by=one.user.id if one.user else 0,
            body=one.body,
            is_edited=one.created_at != one.updated_at,
            created=one.created_at,
            head=head,
            after_stop=after_stop,
        )

    def person(self, user: UserModel, teams: Iterable[str], gaps: set[str]) -> Person:
        """An account with what it may do now.

        Args:
            user: the account.
            teams: the teams that are asked about.
            gaps: where to note what cannot be known.
        """
        is_user = user.type == "User"
        if not is_user:
            return Person(user.id, user.login, is_user=False)
        return Person(
            id=user.id,
            login=user.login,
            role=self._role(user),
            teams=tuple(team for team in sorted(teams) if self._is_member(user, team, gaps)),
        )

    def _role(self, user: UserModel) -> PermissionRole:
        """The role as it is now; a name that has passed to another account in between tells nothing."""
        path = f"{self.client.root}/collaborators/{quote(user.login, safe='')}/permission"
        try:
            found = self.client.get(path, _Permission)
        except NotVisible as error:
            if status_of(error.__cause__) == _NOT_FOUND:
                return PermissionRole.NONE
            raise
        if found.user is None or found.user.id != user.id:
            return PermissionRole.NONE
        known = {role.value for role in PermissionRole}
        word = found.role_name if found.role_name in known else found.permission
        return PermissionRole(word) if word in known else PermissionRole.NONE

    def _is_member(self, user: UserModel, team: str, gaps: set[str]) -> bool:
        found = self.is_member(team, user.login)
        if found is None:
            owner = team.partition("/")[0]
            gaps.add(f"members of `@{team}` are not told; grant the App `members: read` in `{owner}`")
        return found is True


def _review(one: _Review, pull: PullRequest) -> Review:
    return Review(
        id=one.id,
        by=one.user.id if one.user else 0,
        state=ReviewState(one.state.lower()),
        commit=_meant(one.commit_id or "", pull),
        words=(one.body or "")[:MOST_WORDS],
    )


def _meant(commit: str, pull: PullRequest) -> str:
    """The commit that people spoke of, where that of a merge group holds it alone."""
    return pull.head if commit and commit == pull.stands_for else commit


def _requesters(pull: PullRequest, people: Iterable[Person]) -> tuple[int, ...]:
    """Those of the people who are known to have asked an agent for the change."""
    named = {found["login"].casefold() for found in _MENTION.finditer(pull.facts.body)}
    asked = {person.id for person in people if person.login.casefold() in named}
    author = pull.facts.author
    return tuple(sorted(asked | (set(pull.assignees) if author and author.id == _COPILOT else set())))
