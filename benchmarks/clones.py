"""Clones of public repositories on this machine, in which recorded changes are judged again.

A clone is only read. It lies at `DIR/owner/name`, `DIR/owner+name/repo`, `DIR/owner+name`, `DIR/name` or
`DIR/name.git`, bare or not.
"""

from __future__ import annotations

from pathlib import Path

from bot.git.local import LocalRepository
from bot.judge import Judge
from checks.change import Change, PullFacts
from checks.policy import Policy
from checks.verdict import Verdict


def clone_of(folder: Path, repository: str) -> Path | None:
    """The clone of `owner/name` below a folder; `None` if there is none."""
    owner, name = repository.split("/")
    for place in (f"{owner}/{name}", f"{owner}+{name}/repo", f"{owner}+{name}", name, f"{name}.git"):
        if (folder / place).is_dir():
            return folder / place
    return None


def judged_in(
    clone: Path, base: str, head: str, facts: PullFacts, policy: Policy, judge: Judge
) -> tuple[Change, Verdict]:
    """Judge what lies between two commits of a clone.

    Raises:
        GitError: a commit is not there.
    """
    repository = LocalRepository.open(clone)
    with repository.store() as store:
        old, new = repository.resolve_all([base, head])
        change = repository.change(store, old, new, facts)
        return change, judge.judge(change, policy)
