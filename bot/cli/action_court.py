"""Judging what a workflow was started for: read afresh from the API, fetched, judged as the App judges."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.cli.action_event import PullRequestEvent
from bot.cli.runner import Runner
from bot.court import Court, Judged
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


def judged(runner: Runner, client: RepositoryClient, network: Mapping[str, str]) -> Judged:
    """Judge what stands now, which must be what the workflow was started for.

    Objects are fetched into a directory that no earlier step has seen, and it is gone afterwards.

    Args:
        runner: the environment of the step.
        client: the repository's client.
        network: variables of the operator for git's transport.

    Raises:
        NotJudged: the head has moved, or the rest would not hold still.
        PolicyInvalid: the policy does not read.
        GitHubError: GitHub did not say what is to be judged.
        RemoteError: the objects could not be fetched.
    """
    with (
        tempfile.TemporaryDirectory(prefix="decisis-", dir=runner.temp) as place,
        SemgrepEngine() as engine,
    ):
        court = Court(Mirrors(Path(place)), Judge(engine), Policies(), runner.server_url, network)
        standing = _read(runner, client)
        for _ in range(MOST_ROUNDS):
            found = court.judge(
                runner.repository_id,
                standing.pull,
                standing.policy_commit,
                lambda: runner.token,
                standing.floors,
                lambda floor: runner.token if floor.needs_token else None,
            )
            before, standing = standing, _read(runner, client)
            if standing == before:
                return found
    raise NotJudged("base, description or policy changed again and again meanwhile", "run the job again")


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
