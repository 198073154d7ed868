"""Tell the App what happened in a repository it is installed on."""

from __future__ import annotations

from typing import Any

from tests.world.core import Core, Event
from tests.world.state import Account, Repository


def announce(
    core: Core,
    repository: Repository,
    name: str,
    action: str | None,
    sender: Account,
    payload: dict[str, Any],
) -> None:
    """Emit an event, unless no installation covers the repository."""
    if installation := core.installation_of(repository):
        core.emit(Event(name, action, repository, installation, payload, sender))
