"""What one check run is about: a head, everything open that ends in it, and the policy's commit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from bot.court import Standing
from bot.github.client import RepositoryClient
from bot.github.errors import NotVisible
from bot.github.floors import Floors, FloorTip
from bot.github.merge_groups import MergeGroup, read_group
from bot.github.proceedings import ProceedingsReader
from bot.github.pulls import PullRequest, Pulls
from bot.server.awaited_checks import AwaitedChecks
from bot.server.groups import Groups
from bot.today import today
from checks.asks import Asks


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that a verdict on a head depends on. Two cases with the same digest get the same verdict.

    Attributes:
        head: object id of the commit.
        pulls: the pull requests that end in it, by number.
        group: the merge group whose commit it is, in the form of a pull request; `None` for none.
        policy_commit: tip of the default branch.
        floors: the floors of the policy as they stand.
        policy: the identity of the policy on its floors, see `bot.court.Standing`; empty while nobody has
            read it and where it does not read.
        day: the day, where a rule or a waiver may begin or end with one; empty otherwise.
    """

    head: str
    pulls: tuple[PullRequest, ...]
    group: PullRequest | None
    policy_commit: str
    floors: tuple[FloorTip, ...] = ()
    policy: str = ""
    day: str = ""

    @property
    def subjects(self) -> tuple[PullRequest, ...]:
        """What is judged; where that is several, the worst verdict wins."""
        return self.pulls if self.group is None else (*self.pulls, self.group)

    @property
    def is_open(self) -> bool:
        """Whether anything that ends in the head can still be merged."""
        return self.group is not None or any(pull.is_open for pull in self.pulls)

    def digest(self, engine: str) -> str:
        """32 hexadecimal digits, equal for cases alone that get the same verdict.

        A policy that was read counts as what it says. Where it stands, it may say in many commits: whoever
        merges something else has no pull request judged again, nor held back meanwhile.

        Args:
            engine: what judges.
        """
        counts = replace(self, policy_commit="", floors=()) if self.policy else self
        whole = json.dumps([engine, asdict(counts)], sort_keys=True).encode()
        return hashlib.sha256(whole).hexdigest()[:32]


@dataclass(frozen=True)
class Cases:
    """Reads cases as they stand now.

    Attributes:
        client: the repository's client.
        groups: the merge groups that are known.
        floors: looks up the floors of the repository.
        standing: what the policy of a commit is on its floors.
        proceedings: reads it.
        awaited: remembers which checks of other programs are waited for where.
        today: the day in UTC, `2026-03-02`.
    """

    client: RepositoryClient
    groups: Groups
    floors: Floors
    standing: Callable[[str, tuple[FloorTip, ...]], Standing]
    proceedings: ProceedingsReader
    awaited: AwaitedChecks
    today: Callable[[], str] = today

    def of_pull(self, number: int) -> Case:
        """Read a pull request and everything else that ends in the same commit; nobody is heard yet.

        Args:
            number: the one that was asked about; closed, it is part of the case only if nothing else is.

        Raises:
            GitHubError: something cannot be read.
        """
        pulls = Pulls(self.client)
        asked = pulls.read(number)
        found = self._open_at(asked.head, besides=number)
        group = self._known_group(asked.head)
        if asked.is_open or not (found or group):
            found.append(asked)
        ordered = tuple(sorted(found, key=lambda pull: pull.number))
        return self._case(asked.head, ordered, group, pulls.tip(asked.default_branch))

    def of_group(self, group: MergeGroup) -> Case:
        """Read a merge group and every pull request that ends in its commit; nobody is heard yet.

        Args:
            group: the group as its event told it.

        Raises:
            NotVisible: its branch is gone or ends in another commit.
            GitHubError: something cannot be read.
        """
        shown = read_group(self.client, group)
        if shown.head != group.head:
            raise NotVisible(f"`{group.ref}` ends in another commit than {group.head}")
        found = tuple(self._open_at(group.head))
        return self._case(group.head, found, shown, Pulls(self.client).tip(shown.default_branch))

    def heard(self, case: Case) -> Case:
        """The case with all that its policy wants to know of people and of other programs.

        Args:
            case: as `of_pull` and `of_group` give it.

        Raises:
            GitHubError: something cannot be read.
            RemoteError: the policy could not be fetched.
        """
        standing = self.standing(case.policy_commit, case.floors)
        asks = standing.asks
        self._await(case, asks)
        hear = self.proceedings.with_proceedings
        heard = replace(
            case,
            policy=standing.identity,
            pulls=tuple(hear(pull, asks) for pull in case.pulls),
            group=None if case.group is None else hear(case.group, asks),
        )
        is_dated = asks.is_dated or any(one.facts.proceedings.comments for one in heard.subjects)
        return replace(heard, day=self.today()) if is_dated else heard

    def _case(
        self, head: str, pulls: tuple[PullRequest, ...], group: PullRequest | None, policy: str
    ) -> Case:
        return Case(head, pulls, group, policy, self.floors.standing(policy))

    def _await(self, case: Case, asks: Asks) -> None:
        """Remember what is waited for before it is read, so that nothing is missed in between."""
        names, repository = {one.name for one in asks.checks}, self.client.place.repository
        for pull in case.pulls:
            self.awaited.note(repository, pull.number, case.head, names if pull.is_open else ())
        if case.group is not None:
            self.awaited.note_group(repository, case.head, names)

    def _open_at(self, head: str, besides: int = 0) -> list[PullRequest]:
        pulls = Pulls(self.client)
        others = [pulls.read(number) for number in pulls.open_at(head) if number != besides]
        return [pull for pull in others if pull.is_open and pull.head == head]

    def _known_group(self, head: str) -> PullRequest | None:
        group = self.groups.at(self.client.place.repository, head)
        if group is None:
            return None
        try:
            shown = read_group(self.client, group)
        except NotVisible:
            return None
        return shown if shown.head == head else None
