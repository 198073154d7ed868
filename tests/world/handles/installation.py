"""The App on one account, in the hands of the account's owner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.world import state
from tests.world.clock import stamp
from tests.world.core import Core, Event
from tests.world.handles.repository import Repository
from tests.world.render import accounts as render
from tests.world.state import node_id


@dataclass(frozen=True)
class Installation:
    """What its owner can do with an installation."""

    core: Core
    state_of: state.Installation

    @property
    def id(self) -> int:
        """The numeric id."""
        return self.state_of.id

    @property
    def permissions(self) -> dict[str, str]:
        """The grant, as it was accepted."""
        return self.state_of.permissions

    def suspend(self) -> None:
        """Take away all access for a while."""
        with self.core.step():
            self.state_of.suspended_at = self.core.now()
            self._announce("installation", "suspend", {})

    def unsuspend(self) -> None:
        """Give it back."""
        with self.core.step():
            self.state_of.suspended_at = None
            self._announce("installation", "unsuspend", {})

    def uninstall(self) -> None:
        """Remove the App."""
        with self.core.step():
            self._announce(
                "installation", "deleted", {"repositories": self._short(self.state_of.repositories)}
            )
            self.state_of.deleted = True

    def add(self, repository: Repository) -> None:
        """Let the App see one more repository."""
        with self.core.step():
            self.state_of.repositories.append(repository.state_of)
            self._changed("added", repository)

    def remove(self, repository: Repository) -> None:
        """Take a repository away from it."""
        with self.core.step():
            self.state_of.repositories.remove(repository.state_of)
            self._changed("removed", repository)

    def ping(self) -> None:
        """GitHub tries the hook's address."""
        app, now = self.core.app, stamp(self.core.now())
        config = {"content_type": "json", "insecure_ssl": "0", "secret": "********", "url": self.core.url}
        hook = {
            "type": "App", "id": app.id, "name": "web", "active": True, "events": list(app.events),
            "config": config, "updated_at": now, "created_at": now, "app_id": app.id,
        }  # fmt: skip
        payload = {"zen": "Design for failure.", "hook_id": app.id, "hook": hook}
        with self.core.step():
            self.core.emit(Event("ping", None, None, self.state_of, payload, self.state_of.account))

    def created(self) -> None:
        """Announce that it was installed; the world calls this."""
        self._announce("installation", "created", {"repositories": self._short(self.state_of.repositories)})

    def _changed(self, action: str, repository: Repository) -> None:
        lists: dict[str, Any] = {"repositories_added": [], "repositories_removed": []}
        lists[f"repositories_{action}"] = self._short([repository.state_of])
        more = {**lists, "repository_selection": "selected", "requester": None}
        self._announce("installation_repositories", action, more)

    def _announce(self, name: str, action: str, more: dict[str, Any]) -> None:
        payload = {"installation": render.installation(self.core, self.state_of), **more}
        self.core.emit(Event(name, action, None, self.state_of, payload, self.state_of.account))

    def _short(self, repositories: list[state.Repository]) -> list[dict[str, Any]]:
        return [
            {
                "id": one.id,
                "node_id": node_id("R", one.id),
                "name": one.name,
                "full_name": one.full_name,
                "private": one.private,
            }
            for one in repositories
        ]
