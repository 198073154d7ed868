"""Who moved a branch, as the repository's list of activities tells it."""

from __future__ import annotations

from typing import NamedTuple

from bot.github.client import PAGE, Loose, RepositoryClient
from bot.github.errors import NotVisible
from bot.github.pulls import PullRequest

UNTOLD = "who pushed is not told; the App needs `contents: read`, and the server GitHub's list of activities"


class _Actor(Loose):
    id: int
    login: str = ""


class _Activity(Loose):
    before: str = ""
    after: str
    actor: _Actor | None = None


class Move(NamedTuple):
    """A branch that moved.

    Attributes:
        before: object id of the commit that it left.
        after: object id of the commit that it came to.
        by: number of the account that moved it, 0 where GitHub does not tell.
        login: its present name.
    """

    before: str
    after: str
    by: int
    login: str


def pushers_of(client: RepositoryClient, pull: PullRequest) -> tuple[tuple[int, ...], str]:
    """Numbers of the accounts that pushed a commit which is still part of a pull request, sorted.

    The branch of a fork is another repository's, of which the App's token tells nothing: who wrote, committed
    and opened is known all the same. Of a branch that moved more than a hundred times the latest are looked
    at. The call and its answer: docs.github.com, "List repository activities".

    Args:
        client: the repository's client.
        pull: the pull request with its commits.

    Returns:
        The accounts, and why they cannot be told; empty if they can.

    Raises:
        GitHubError: GitHub did not answer.
    """
    if pull.is_fork or not pull.facts.branch:
        return (), ""
    mine = {pull.head, pull.stands_for, *(commit.oid for commit in pull.facts.commits)}
    path, ref = f"{client.root}/activity", f"refs/heads/{pull.facts.branch}"
    try:
        listed = client.get(path, tuple[_Activity, ...], ref=ref, per_page=PAGE)
    except NotVisible:
        return (), UNTOLD
    return tuple(sorted({one.actor.id for one in listed if one.actor is not None and one.after in mine})), ""


def moves_of(client: RepositoryClient, branch: str, before: str, after: str) -> tuple[Move, ...]:
    """How a branch moved from one commit to another, the last move first.

    Args:
        client: the repository's client.
        branch: the branch's name.
        before: object id of the commit that it left.
        after: object id of the commit that it came to.

    Returns:
        The moves; nothing where they cannot be told, or there are more than a page.

    Raises:
        GitHubError: GitHub did not answer.
    """
    path, ref = f"{client.root}/activity", f"refs/heads/{branch}"
    try:
        listed = client.get(path, tuple[_Activity, ...], ref=ref, per_page=PAGE)
    except NotVisible:
        return ()
    found: list[Move] = []
    at = after
    for one in listed:
        if one.after != at:
            continue
        actor = one.actor or _Actor(id=0)
        found.append(Move(one.before, one.after, actor.id, actor.login))
        at = one.before
        if at == before:
            return tuple(found)
    return ()
