"""Actions of others, and whether they are named by a commit or by a name that may come to mean another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checks.finding import Level
from checks.workflows.model import Workflow

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_FIRST_PARTY = {"actions", "github"}
_BRANCHES = {"main", "master", "develop", "dev", "head", "trunk", "latest"}


@dataclass(frozen=True, slots=True)
class Use:
    """An action or workflow of another repository that is used.

    Attributes:
        action: its name, in lower case.
        ref: the commit, tag or branch.
        line: where.
    """

    action: str
    ref: str
    line: int

    @property
    def is_pinned(self) -> bool:
        """Whether it is named by a commit."""
        return _COMMIT.fullmatch(self.ref) is not None

    @property
    def is_first_party(self) -> bool:
        """Whether GitHub publishes it."""
        return self.action.partition("/")[0] in _FIRST_PARTY


def uses_in(workflow: Workflow, owner: str) -> Iterator[Use]:
    """What a workflow uses of others; what the owner of the repository publishes is left out."""
    for job in workflow.jobs:
        for uses, line in ((job.uses, job.uses_line), *((step.uses, step.uses_line) for step in job.steps)):
            action, _, ref = uses.partition("@")
            action = action.lower()
            is_other = "/" in action and not action.startswith(("./", "docker:", "../"))
            if is_other and action.partition("/")[0] != owner.lower():
                yield Use(action, ref, line)


def _refs(uses: Iterable[Use]) -> dict[str, set[str]]:
    """Action → the names it goes by, `commit` for every commit."""
    found: dict[str, set[str]] = {}
    for use in uses:
        found.setdefault(use.action, set()).add("commit" if use.is_pinned else use.ref.lower())
    return found


def unpinned(
    head: Iterable[Use], base: Iterable[Use], style: Iterable[Use]
) -> Iterator[tuple[Use, str, Level]]:
    """Uses that came in without a commit: the use, what was seen, weight.

    Args:
        head: what the file uses now.
        base: what the changed files used before.
        style: what the repository uses, by which its habit is known.
    """
    style, base = list(style), list(base)
    before, elsewhere = _refs(base), _refs((*style, *base))
    others = [use for use in style if not use.is_first_party]
    pinned = sum(use.is_pinned for use in others)
    is_habit = pinned > 0 and pinned * 2 >= len(others)
    for use in head:
        if use.is_pinned:
            continue
        known = elsewhere.get(use.action, set())
        shown = f"`{use.action}@{use.ref}`"
        if before.get(use.action) == {"commit"} == known:
            level = Level.WARN if use.is_first_party else Level.BLOCK
            yield use, f"names {shown} by what can be moved, which was a commit before", level
        elif known == {"commit"}:
            level = Level.NOTE if use.is_first_party else Level.WARN
            yield use, f"names {shown} by what can be moved, which is a commit elsewhere", level
        elif not known and is_habit:
            level = Level.NOTE if use.is_first_party else Level.WARN
            yield use, f"brings in {shown}, which is no commit, where others are named by theirs", level
        elif not known and pinned and not use.is_first_party:
            yield use, f"brings in {shown}, which is no commit", Level.NOTE
        elif not use.is_first_party and use.ref.lower() in _BRANCHES and not known & _BRANCHES:
            yield use, f"follows a branch of others, by {shown}", Level.NOTE if not known else Level.WARN
