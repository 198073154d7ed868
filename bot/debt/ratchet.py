"""How the baseline moved: it may only shrink by itself."""

from __future__ import annotations

from dataclasses import dataclass

from bot.git.errors import LimitExceeded
from bot.git.history import tree_at
from bot.git.store import Store
from checks.baseline_file import read_baseline
from checks.change import TooLarge
from checks.policy_place import BASELINE
from checks.problem import PolicyInvalid

_MONTH = 30 * 86_400


@dataclass(frozen=True, slots=True)
class Ratchet:
    """How many entries the baseline holds, now and before.

    Attributes:
        now: entries at the commit of the policy.
        month_before: entries thirty days before; null where the history does not reach back that far, or
            the baseline of that day does not read.
    """

    now: int
    month_before: int | None

    def __str__(self) -> str:
        """One line; empty without a baseline."""
        if not self.now and not self.month_before:
            return ""
        if self.month_before is None:
            return (
                f"ratchet: the baseline holds {self.now}; what it held a month before cannot be told, "
                "the history ends before that"
            )
        now, before = self.now, self.month_before
        way = (
            "up, which only a person may permit" if now > before else "down" if now < before else "no change"
        )
        return f"ratchet: the baseline holds {now}, a month before {before}: {way}"


def ratchet(store: Store, commit: str, now: int) -> Ratchet:
    """How the baseline moved in the month before a commit.

    Args:
        store: an open store.
        commit: its object id.
        now: entries that its baseline holds.
    """
    made = int(store.git.run("log", "-1", "--no-show-signature", "--format=%ct", commit).decode().split()[0])
    words = ("rev-list", "-1", "--first-parent", f"--before={made - _MONTH}", commit)
    earlier = store.git.run(*words).decode().strip()
    return Ratchet(now, _held(store, earlier) if earlier else None)


def _held(store: Store, commit: str) -> int | None:
    try:
        content = tree_at(store, commit).read(BASELINE)
        return len(read_baseline(content)) if content is not None else 0
    except (PolicyInvalid, TooLarge, LimitExceeded):
        return None
