"""A merge group: the commit that a merge queue makes of pull requests and wants judged."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import quote

from bot.github.client import Loose, RepositoryClient
from bot.github.errors import NotVisible
from bot.github.faults import status_of
from bot.github.pulls import PullRequest, Pulls
from checks.change import PullFacts

NOT_FOUND = 404
"""What is answered where nothing can be seen."""

_BRANCH = re.compile(r"refs/heads/(gh-readonly-queue/(.+)/pr-([1-9]\d{0,17})-[0-9a-f]{40,64})")


@dataclass(frozen=True, slots=True)
class MergeGroup:
    """A merge group as its event tells it.

    Attributes:
        head: object id of its commit.
        base: object id of the commit that it stands on.
        ref: full name of its branch, `refs/heads/gh-readonly-queue/BASE/pr-NUMBER-COMMIT`.
    """

    head: str
    base: str
    ref: str

    @property
    def is_well_named(self) -> bool:
        """Whether its branch has the form that GitHub gives to groups."""
        return _BRANCH.fullmatch(self.ref) is not None

    @property
    def number(self) -> int:
        """The pull request that its branch names, 0 if it names none."""
        named = _BRANCH.fullmatch(self.ref)
        return int(named.group(3)) if named else 0


class _Parent(Loose):
    sha: str


class _Tip(Loose):
    sha: str
    parents: tuple[_Parent, ...]


class _Branch(Loose):
    commit: _Tip


class _Repository(Loose):
    default_branch: str


def read_group(client: RepositoryClient, group: MergeGroup) -> PullRequest:
    """The group in the form of a pull request from its base to its head.

    If its commit was made straight on its base, it holds the one pull request that its branch names, and
    its author and words are known. A group may hold several, or one that may not be read: then nobody is
    taken as its author, and the rules for agents apply.

    Args:
        client: the repository's client.
        group: the group; its branch must be `is_well_named`.

    Raises:
        GitHubError: something cannot be read.
        ValueError: the branch has another form.
    """
    named = _BRANCH.fullmatch(group.ref)
    if named is None:
        raise ValueError(group.ref)
    branch, base_branch, number = named.groups()
    tip = client.get(f"{client.root}/branches/{quote(branch, safe='')}", _Branch).commit
    alone = _pull(client, int(number))
    pull = replace(alone, head=tip.sha, base=group.base, stands_for=alone.head)
    facts = pull.facts
    if not tip.parents or tip.parents[0].sha != group.base or facts.base_branch != base_branch:
        facts = replace(
            facts,
            author=None,
            branch=branch,
            base_branch=base_branch,
            title="",
            body="",
            labels=(),
            commits=(),
        )
        pull = replace(pull, commit_count=0, stands_for="")
    return replace(pull, facts=facts)


def _pull(client: RepositoryClient, number: int) -> PullRequest:
    """The pull request of a number; if there is none to be seen, one of which nothing is known."""
    try:
        return Pulls(client).read(number)
    except NotVisible as error:
        if status_of(error.__cause__) != NOT_FOUND:
            raise  # the token lacks a right, and whoever granted it must hear of that
    return PullRequest(
        number=number,
        head="",
        base="",
        default_branch=client.get(client.root, _Repository).default_branch,
        is_open=True,
        is_draft=False,
        is_fork=False,
        commit_count=0,
        facts=PullFacts(repository=client.place.full_name, number=number),
    )
