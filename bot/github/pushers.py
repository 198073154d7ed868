"""Who pushed the commits of a pull request, as the repository's list of activities tells it."""

from __future__ import annotations

from bot.github.client import PAGE, Loose, RepositoryClient
from bot.github.errors import NotVisible
from bot.github.pulls import PullRequest

UNTOLD = "who pushed is not told; the App needs `contents: read`, and the server GitHub's list of activities"


class _Actor(Loose):
    id: int


class _Activity(Loose):
    after: str
    actor: _Actor | None = None


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
