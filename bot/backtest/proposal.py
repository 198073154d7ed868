"""A change of the policy, tried on what was merged: by the App and by the Action alike."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.backtest.crew import Crew, Task
from bot.backtest.merged import merged
from bot.backtest.outcome import Backtest, titles_of
from bot.git.store import Store
from checks.policy import Policy
from checks.rules.unproven_decision import UnprovenDecision

LAST = 100
"""Merged pull requests that are judged at most, the newest first."""

SECONDS = 60
"""How long judging them may take."""

_POLICY_FILES = UnprovenDecision()


@dataclass(frozen=True)
class Trial:
    """How a proposed policy is tried.

    Attributes:
        cache: folder for answers of semgrep.
        seconds: how long judging may take.
        processes: how many judge at once; `None` for one per processor.
        lowers_itself: whether everything else on the machine goes first.
    """

    cache: Path
    seconds: float = SECONDS
    processes: int | None = None
    lowers_itself: bool = False

    def of(self, old: Policy, new: Policy, store: Store, tip: str) -> Backtest | None:
        """The history of a branch under both policies; `None` where they hold back the same.

        Args:
            old: the policy that counts.
            new: the proposed one.
            store: an open store of the repository.
            tip: object id of the tip of the branch.

        Raises:
            GitError: the history does not read.
        """
        if not _differ(old, new):
            return None
        begun = time.monotonic()
        changes = merged(store, tip, LAST)
        task = Task((old, new), cache=self.cache, lowers_itself=self.lowers_itself)
        with Crew(store, task, self.processes) as crew:
            found = list(crew.judged(changes, self.seconds))
        names = ("in force", "proposed")
        return Backtest(found, names, time.monotonic() - begun, len(changes), titles_of((old, new)))


def changes_policy(paths: Iterable[str]) -> bool:
    """Whether a change of these files may make the policy read another."""
    return any(map(_POLICY_FILES.governs, paths))


def _differ(old: Policy, new: Policy) -> bool:
    """Whether one may hold back what the other lets pass."""
    return (old.rules, old.baseline, old.agent_accounts) != (new.rules, new.baseline, new.agent_accounts)
