"""What other programs reported on a commit: check runs and commit statuses, as far as a policy asks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from pydantic import SecretStr

from bot.github.client import Client, Loose, RepositoryClient
from bot.github.errors import NotVisible, Refused
from checks.proceedings import Awaited, OtherCheck

STATUS_PERMISSIONS = {"statuses": "read"}
"""What asking for commit statuses needs; an installation may not have granted it."""

UNTOLD = "commit statuses are not told; grant the App `statuses: read`"


class _App(Loose):
    id: int
    slug: str | None = None


class _Suite(Loose):
    id: int = 0


class _Run(Loose):
    id: int
    name: str
    head_sha: str
    status: str
    conclusion: str | None = None
    app: _App | None = None
    check_suite: _Suite | None = None


class _Runs(Loose):
    check_runs: tuple[_Run, ...]


class _Status(Loose):
    context: str
    state: str


class _Combined(Loose):
    sha: str
    statuses: tuple[_Status, ...]


class Statuses:
    """The commit statuses of one repository, the last of each context.

    Args:
        mint: gives a token with `STATUS_PERMISSIONS`; raises `Refused` where that is not granted.
        opened: gives a client that speaks with a token.
    """

    def __init__(self, mint: Callable[[], SecretStr], opened: Callable[[SecretStr], Client]) -> None:
        self._mint, self._opened = mint, opened
        self._client: Client | None = None

    def at(self, root: str, head: str) -> list[OtherCheck] | None:
        """The statuses of a commit.

        Args:
            root: `/repos/owner/name`.
            head: object id of the commit.

        Returns:
            `None` where we may not know.

        Raises:
            GitHubError: it is not known whether we may know.
        """
        try:
            if self._client is None:
                self._client = self._opened(self._mint())
            pages = list(self._client.pages(f"{root}/commits/{head}/status", _Combined))
        except (Refused, NotVisible):
            return None
        return [
            OtherCheck(one.context, 0, "" if one.state == "pending" else one.state, page.sha)
            for page in pages
            for one in page.statuses
        ]


@dataclass(frozen=True)
class OtherChecks:
    """Reads what other programs reported in one repository.

    Attributes:
        client: the repository's client.
        own: number of our App, whose runs say nothing here.
        statuses: reads commit statuses.
    """

    client: RepositoryClient
    own: int
    statuses: Statuses

    def read(self, head: str, awaited: Collection[Awaited]) -> tuple[tuple[OtherCheck, ...], tuple[str, ...]]:
        """The last word of each program on a commit, under the names that are asked for.

        Args:
            head: object id of the commit.
            awaited: what is asked for.

        Returns:
            The checks, sorted, and what could not be read.

        Raises:
            GitHubError: of the kind that tells what to do.
        """
        found = [one for name in sorted({one.name for one in awaited}) for one in self._runs(head, name)]
        named = {one.name for one in awaited if one.may_be_status}
        told = self.statuses.at(self.client.root, head) if named else []
        found += [one for one in told or () if one.name in named]
        ordered = sorted(found, key=lambda one: (one.name, one.app, one.conclusion, one.head))
        return tuple(ordered), () if told is not None else (UNTOLD,)

    def _runs(self, head: str, name: str) -> Iterable[OtherCheck]:
        """The newest run of each suite: running again makes another run in the suite of the first."""
        path = f"{self.client.root}/commits/{head}/check-runs"
        pages = self.client.pages(path, _Runs, check_name=name, filter="all")
        runs = sorted((run for page in pages for run in page.check_runs), key=lambda run: run.id)
        last = {
            (run.app.id, run.check_suite.id if run.check_suite else 0): run
            for run in runs
            if run.name == name and run.app is not None and run.app.id != self.own
        }
        return [
            OtherCheck(name, app, run.conclusion or "", run.head_sha, (run.app and run.app.slug) or "")
            for (app, _), run in last.items()
        ]
