"""Payloads: an event and the parts that every payload has."""

from __future__ import annotations

from typing import Any

from tests.world.core import Core, Event
from tests.world.render import accounts, repositories
from tests.world.state import Installation, node_id


def payload_of(core: Core, event: Event) -> dict[str, Any]:
    """The whole payload: the event's own part, and what every payload has."""
    common: dict[str, Any] = {"sender": accounts.user(core, event.sender)}
    if event.repository:
        common["repository"] = repositories.repository(core, event.repository)
    if event.installation.account.type == "Organization":
        common["organization"] = _organization(core, event.installation)
    if event.name != "ping" and "installation" not in event.payload:
        number = event.installation.id
        common["installation"] = {"id": number, "node_id": node_id("I", number)}
    action = {} if event.action is None else {"action": event.action}
    return {**action, **common, **event.payload}


def _organization(core: Core, installation: Installation) -> dict[str, Any]:
    account = installation.account
    own = f"{core.api_url}/orgs/{account.login}"
    return {
        "login": account.login,
        "id": account.id,
        "node_id": node_id("O", account.id),
        "url": own,
        "repos_url": f"{own}/repos",
        "events_url": f"{own}/events",
        "hooks_url": f"{own}/hooks",
        "issues_url": f"{own}/issues",
        "members_url": f"{own}/members{{/member}}",
        "public_members_url": f"{own}/public_members{{/member}}",
        "avatar_url": f"{core.url}/avatars/u/{account.id}?v=4",
        "description": None,
    }
