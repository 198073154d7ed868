"""What one check run is about: a head, the open pull requests that end in it, and the policy's commit."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from bot.github.pulls import PullRequest, Pulls


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that a verdict on a head depends on. Two cases that are equal get the same verdict.

    Attributes:
        head: object id of the commit.
        pulls: the pull requests that end in it, by number; where there are several, the worst verdict wins.
        policy_commit: tip of the default branch.
    """

    head: str
    pulls: tuple[PullRequest, ...]
    policy_commit: str

    def name(self, repository: int, number: int, engine: str) -> str:
        """The external id of its check run: `REPOSITORY#PULL:DIGEST`, equal for equal cases alone.

        Args:
            repository: GitHub's number of the repository.
            number: the pull request that was asked about.
            engine: what judges.
        """
        whole = json.dumps([engine, asdict(self)], sort_keys=True).encode()
        return f"{repository}#{number}:{hashlib.sha256(whole).hexdigest()[:32]}"


def read_case(pulls: Pulls, number: int) -> Case:
    """Read a pull request and all others that end in the same commit, as they stand now.

    Args:
        pulls: the repository's pull requests.
        number: the one that was asked about; closed, it is part of the case only if no other is.

    Raises:
        GitHubError: something cannot be read.
    """
    asked = pulls.read(number)
    others = [pulls.read(other) for other in pulls.open_at(asked.head) if other != number]
    found = [each for each in others if each.is_open and each.head == asked.head]
    if asked.is_open or not found:
        found.append(asked)
    return Case(
        head=asked.head,
        pulls=tuple(sorted(found, key=lambda pull: pull.number)),
        policy_commit=pulls.tip(asked.default_branch),
    )
