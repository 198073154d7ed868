"""A pull request as it stands now, read from the API and never from an event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from bot.github.client import Loose, RepositoryClient
from bot.github.errors import Refused, Unavailable
from bot.github.labels import NEEDS_HUMAN
from checks.change import Account, Commit, Incomplete, PullFacts, Reason
from checks.identity import accounts_in

MAX_COMMITS = 250
"""Commits of a pull request that the API lists."""


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request at one moment.

    Attributes:
        number: its number in the repository.
        head: object id of its head.
        base: object id of the tip of the branch it is to be merged into, as the API gives it.
        default_branch: name of the repository's default branch.
        is_open: whether it can still be merged.
        is_draft: whether it is a draft.
        is_fork: whether its head lives in another repository.
        commit_count: number of its commits; `facts.commits` holds the first `MAX_COMMITS` at most.
        facts: what the checks may know of it.
        writers: numbers of the accounts that wrote, committed or co-authored a commit of it, sorted.
        assignees: numbers of the accounts that it is assigned to, sorted.
        stands_for: of a merge group that holds one pull request, its head: what people said of that they
            said of the group's commit; empty otherwise.
    """

    number: int
    head: str
    base: str
    default_branch: str
    is_open: bool
    is_draft: bool
    is_fork: bool
    commit_count: int
    facts: PullFacts
    writers: tuple[int, ...] = ()
    assignees: tuple[int, ...] = ()
    stands_for: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """An open pull request as the list shows it.

    Attributes:
        number: its number.
        head: object id of its head.
        base: object id of the tip of its base, as the API gives it.
        updated_at: when anything happened to it last: a push, an edit, a label, a comment, a review.
    """

    number: int
    head: str
    base: str
    updated_at: str


@dataclass(frozen=True, slots=True)
class Merge:
    """A pull request that was merged.

    Attributes:
        number: its number.
        head: object id of its head.
        merged_at: when, in UTC, `2026-03-02T09:30:00Z`.
        by: number of the account that merged, 0 where GitHub does not tell.
        login: its present name.
        is_user: whether GitHub calls it a user.
    """

    number: int
    head: str
    merged_at: str
    by: int
    login: str
    is_user: bool


class _User(Loose):
    id: int
    login: str
    type: str = "User"


class _Repository(Loose):
    id: int
    full_name: str
    default_branch: str


class _ForeignRepository(Loose):
    id: int


class _Head(Loose):
    ref: str
    sha: str
    repo: _ForeignRepository | None = None


class _Base(Loose):
    ref: str
    sha: str
    repo: _Repository


class _Label(Loose):
    name: str


class _Pull(Loose):
    number: int
    state: str
    draft: bool = False
    title: str = ""
    body: str | None = None
    user: _User | None = None
    labels: tuple[_Label, ...] = ()
    head: _Head
    base: _Base
    commits: int = 0
    assignees: tuple[_User, ...] = ()


class _Merged(Loose):
    number: int
    head: _Head
    base: _Base
    merged_at: str | None = None
    merged_by: _User | None = None


class _ListedPull(Loose):
    number: int
    state: str
    user: _User | None = None
    head: _Head
    base: _Base
    updated_at: str = ""


class _Person(Loose):
    name: str | None = None
    email: str | None = None

    def __str__(self) -> str:
        return f"{self.name or ''} <{self.email or ''}>"


class _CommitBody(Loose):
    message: str = ""
    author: _Person | None = None
    committer: _Person | None = None


class _Numbered(Loose):
    id: int | None = None


class _ListedCommit(Loose):
    sha: str
    commit: _CommitBody
    author: _Numbered | None = None
    committer: _Numbered | None = None


class _Tip(Loose):
    sha: str


class _Branch(Loose):
    commit: _Tip


def unlisted(commit_count: int) -> Incomplete | None:
    """The gap of a pull request with more commits than GitHub lists; `None` if it lists all.

    Args:
        commit_count: how many it has.
    """
    if commit_count <= MAX_COMMITS:
        return None
    return Incomplete(
        code=Reason.TOO_LARGE,
        path="",
        limit=f"{MAX_COMMITS} commits",
        measured=f"{commit_count} commits, not all of whose authors GitHub lists",
        help="squash the commits or split the change",
    )


class Pulls:
    """The pull requests of one repository.

    Args:
        client: the repository's client.
    """

    def __init__(self, client: RepositoryClient) -> None:
        self._client = client

    def read(self, number: int) -> PullRequest:
        """Read a pull request with its commits.

        Args:
            number: its number.

        Raises:
            GitHubError: it cannot be read, or belongs to another repository than was asked for.
        """
        found = self._client.get(f"{self._client.root}/pulls/{number}", _Pull)
        if found.base.repo.id != self._client.place.repository:
            raise Unavailable(f"pull request {number} is of repository {found.base.repo.id}")
        return _pull_request(found, tuple(self._commits(number)))

    def merge(self, number: int) -> Merge | None:
        """How a pull request was merged, `None` if it is not.

        Args:
            number: its number.

        Raises:
            GitHubError: it cannot be read, or belongs to another repository than was asked for.
        """
        found = self._client.get(f"{self._client.root}/pulls/{number}", _Merged)
        if found.base.repo.id != self._client.place.repository:
            raise Unavailable(f"pull request {number} is of repository {found.base.repo.id}")
        if not found.merged_at:
            return None
        by = found.merged_by or _User(id=0, login="")
        return Merge(number, found.head.sha, found.merged_at, by.id, by.login, by.type == "User")

    def sights(self) -> tuple[list[Sight], str]:
        """All open pull requests, by number, and the name of the default branch, empty if there are none."""
        pages = self._client.pages(f"{self._client.root}/pulls", tuple[_ListedPull, ...], state="open")
        listed = sorted((pull for page in pages for pull in page), key=lambda pull: pull.number)
        found = [Sight(pull.number, pull.head.sha, pull.base.sha, pull.updated_at) for pull in listed]
        return found, listed[0].base.repo.default_branch if listed else ""

    def open_heads(self, most: int) -> list[tuple[int, str]]:
        """Number and head of the newest open pull requests, the newest first.

        Args:
            most: how many at most, up to a page.
        """
        listed = self._client.get(
            f"{self._client.root}/pulls", tuple[_ListedPull, ...], state="open", per_page=most
        )
        return sorted(((pull.number, pull.head.sha) for pull in listed), reverse=True)

    def open_of(self, author: int) -> int:
        """How many pull requests an account has open.

        Args:
            author: its number.
        """
        pages = self._client.pages(f"{self._client.root}/pulls", tuple[_ListedPull, ...], state="open")
        return sum(pull.user is not None and pull.user.id == author for page in pages for pull in page)

    def open_at(self, head: str) -> list[int]:
        """Numbers of the open pull requests of this repository that end in the commit, ascending.

        Args:
            head: object id of the commit.
        """
        path = f"{self._client.root}/commits/{head}/pulls"
        try:
            listed = [pull for page in self._client.pages(path, tuple[_ListedPull, ...]) for pull in page]
        except Refused:  # "No commit found": the head of a fork need not be known by the repository
            return []
        return sorted(
            pull.number
            for pull in listed
            if pull.state == "open"
            and pull.head.sha == head
            and pull.base.repo.id == self._client.place.repository
        )

    def tip(self, branch: str) -> str:
        """Object id of the tip of a branch.

        Args:
            branch: the branch's name.
        """
        return self._client.get(f"{self._client.root}/branches/{quote(branch, safe='')}", _Branch).commit.sha

    def _commits(self, number: int) -> Iterator[_ListedCommit]:
        path = f"{self._client.root}/pulls/{number}/commits"
        for page in self._client.pages(path, tuple[_ListedCommit, ...]):
            yield from page


def _commit(entry: _ListedCommit) -> Commit:
    return Commit(
        oid=entry.sha,
        author=str(entry.commit.author or _Person()),
        committer=str(entry.commit.committer or _Person()),
        message=entry.commit.message,
    )


def _writers(entry: _ListedCommit) -> Iterator[int]:
    """Accounts that GitHub sees behind a commit, and those that its addresses name by number."""
    yield from (one.id for one in (entry.author, entry.committer) if one is not None and one.id is not None)
    commit = _commit(entry)
    yield from accounts_in(commit)


def _pull_request(pull: _Pull, listed: tuple[_ListedCommit, ...]) -> PullRequest:
    author, commits = pull.user, tuple(map(_commit, listed))
    return PullRequest(
        number=pull.number,
        head=pull.head.sha,
        base=pull.base.sha,
        default_branch=pull.base.repo.default_branch,
        is_open=pull.state == "open",
        is_draft=pull.draft,
        is_fork=pull.head.repo is None or pull.head.repo.id != pull.base.repo.id,
        commit_count=max(pull.commits, len(commits)),
        facts=PullFacts(
            repository=pull.base.repo.full_name,
            number=pull.number,
            author=Account(author.login, author.id, author.type == "Bot") if author else None,
            branch=pull.head.ref,
            base_branch=pull.base.ref,
            title=pull.title,
            body=pull.body or "",
            labels=tuple(sorted(label.name for label in pull.labels if label.name != NEEDS_HUMAN)),
            commits=commits,
        ),
        writers=tuple(sorted({number for entry in listed for number in _writers(entry)})),
        assignees=tuple(sorted({one.id for one in pull.assignees})),
    )
