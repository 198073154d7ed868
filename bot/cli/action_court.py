"""Judging what a workflow was started for: read afresh from the API, fetched, judged as the App judges."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from bot.backtest.outcome import Backtest
from bot.backtest.proposal import Trial
from bot.cli.action_event import PullRequestEvent
from bot.cli.runner import Runner
from bot.court import Court, Judged, PolicyReading
from bot.engines.semgrep import SemgrepEngine
from bot.git.mirror import Mirrors
from bot.github.client import RepositoryClient
from bot.github.floors import Floors, FloorTip
from bot.github.merge_groups import read_group
from bot.github.pulls import PullRequest, Pulls
from bot.judge import Judge
from bot.policies import Policies

MOST_ROUNDS = 3
"""How often a change is judged whose base, words or policy move meanwhile."""


class NotJudged(Exception):
    """Nothing was judged, and no change of the configuration would help.

    Args:
        message: what was seen.
        remedy: what to do.
    """

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message}; {remedy}")
        self.message = message
        self.remedy = remedy


@dataclass(frozen=True)
class _Subject:
    """Everything that a verdict depends on: two equal ones get the same verdict."""

    pull: PullRequest
    policy_commit: str
    floors: tuple[FloorTip, ...]


@dataclass
class ActionCourt:
    """Judges what a workflow was started for. Build it with `opened`.

    Attributes:
        runner: the environment of the step.
        client: the repository's client.
        court: judges, on mirrors that are gone after the step.
        place: directory of those.
    """

    runner: Runner
    client: RepositoryClient
    court: Court
    place: Path

    @classmethod
    @contextmanager
    def opened(
        cls, runner: Runner, client: RepositoryClient, network: Mapping[str, str]
    ) -> Iterator[ActionCourt]:
        """A court whose objects are fetched into a directory that no earlier step has seen.

        Args:
            runner: the environment of the step.
            client: the repository's client.
            network: variables of the operator for git's transport.
        """
        with (
            tempfile.TemporaryDirectory(
                prefix="decisis-",
                dir=runner.temp,
                ignore_cleanup_errors=True,  # the verdict is told by then
            ) as name,
            SemgrepEngine() as engine,
        ):
            place = Path(name)
            court = Court(Mirrors(place), Judge(engine), Policies(), runner.server_url, network)
            yield cls(runner, client, court, place)

    def judged(self) -> Judged:
        """Judge what stands now, which must be what the workflow was started for.

        Raises:
            NotJudged: the head has moved, or the rest would not hold still.
            PolicyInvalid: the policy does not read.
            GitHubError: GitHub did not say what is to be judged.
            RemoteError: the objects could not be fetched.
        """
        standing = _read(self.runner, self.client)
        for _ in range(MOST_ROUNDS):
            found = self.court.judge(
                self.runner.repository_id,
                standing.pull,
                standing.policy_commit,
                self._token,
                standing.floors,
                self._floor_token,
            )
            before, standing = standing, _read(self.runner, self.client)
            if standing == before:
                return found
        raise NotJudged("base, description or policy changed again and again meanwhile", "run the job again")

    def backtested(self, seconds: float) -> Backtest | None:
        """What the policy that the pull request brings would have done to what was merged.

        Args:
            seconds: how long that may take.

        Returns:
            Nothing where it would hold back the same as the one that counts.

        Raises:
            PolicyInvalid: one of the two does not read.
            GitHubError: GitHub did not say what stands.
            GitError: the objects could not be fetched or read.
            NotJudged: the head has moved.
        """
        standing = _read(self.runner, self.client)
        reading = PolicyReading(
            self.runner.repository_id,
            standing.pull.facts.repository,
            standing.policy_commit,
            self._token,
            standing.floors,
            self._floor_token,
        )
        trial = Trial(self.place / "answers", seconds)
        with self.court.proposal(reading, standing.pull, seconds) as (store, old, new):
            return trial.of(old, new, store, standing.pull.base)

    def _token(self) -> SecretStr:
        return self.runner.token

    def _floor_token(self, floor: FloorTip) -> SecretStr | None:
        return self.runner.token if floor.needs_token else None


def _read(runner: Runner, client: RepositoryClient) -> _Subject:
    event, pulls = runner.event, Pulls(client)
    pull = pulls.read(event.number) if isinstance(event, PullRequestEvent) else read_group(client, event)
    if pull.head != event.head:
        raise NotJudged(
            f"the head has moved from `{event.head[:7]}` to `{pull.head[:7]}` since this run was started",
            "look at the run of the new head",
        )
    policy_commit = pulls.tip(pull.default_branch)
    return _Subject(pull, policy_commit, Floors(client).standing(policy_commit))
