"""Commit statuses: whoever may write sets one."""

from __future__ import annotations

from tests.world.actions.announce import announce
from tests.world.core import Core
from tests.world.render import statuses as render
from tests.world.state import Account, CommitStatus, Repository

STATES = ("error", "failure", "pending", "success")


def set_status(
    core: Core, repository: Repository, sha: str, context: str, state: str, by: Account
) -> CommitStatus:
    """Set the status of a commit; an earlier one of the same context does not count any more.

    Raises:
        LookupError: there is no such state.
    """
    if state not in STATES:
        raise LookupError(f"a status knows no state {state}")
    made = CommitStatus(core.next_id(), by, sha, context, state, core.now())
    repository.statuses.append(made)
    announce(core, repository, "status", None, by, render.event(core, repository, made))
    return made
