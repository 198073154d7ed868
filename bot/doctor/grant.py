"""What the installation gives the App: the repository, the permissions, the events."""

from __future__ import annotations

from bot.doctor.item import Item, ok, wrong
from bot.github.registration import Installation, Registration
from bot.manifest import EVENTS, PERMISSIONS

INSTALLATION, GRANT, SUBSCRIBED = "installation", "permissions", "events"

_LEVELS = ("", "read", "write", "admin")
_BEYOND_IN_NEED = frozenset({"statuses"})
"""What some pages of rulesets want of an App before it can be chosen as source."""


def not_installed(full_name: str, found: Registration) -> Item:
    """The item for a repository that no installation covers."""
    return wrong(
        INSTALLATION,
        f"the App is not installed on `{full_name}`, or there is no such repository",
        f"install it there, or add the repository to the installation, at {found.html_url}/installations/new",
    )


def installation_item(found: Installation, full_name: str) -> Item:
    """Whether the installation of a repository has access."""
    if found.suspended_at is not None:
        return wrong(
            INSTALLATION,
            f"the installation is suspended since {found.suspended_at:%Y-%m-%d}",
            f"have its owner unsuspend it at {found.html_url}",
        )
    return ok(INSTALLATION, f"number {found.id} covers `{full_name}`")


def permissions(found: Installation, registered: Registration, page: str) -> Item:
    """Whether the installation grants what Decisis needs, and no right to write beyond that.

    Args:
        found: the installation.
        registered: the App as it is registered.
        page: address of the App's settings page.
    """
    lacking = [name for name, level in PERMISSIONS.items() if _below(found.permissions.get(name, ""), level)]
    details = [f"lacks `{name}: {PERMISSIONS[name]}`" for name in lacking]
    if lacking:
        accept = f"accept the new permissions at {found.html_url}"
        if any(_below(registered.permissions.get(name, ""), PERMISSIONS[name]) for name in lacking):
            accept = f"set them at {page}/permissions, then {accept}"
        return wrong(GRANT, "the installation does not grant all that is needed", accept, *details)
    beyond = [
        f"grants `{name}: {level}`, needed is `{PERMISSIONS.get(name, 'none')}`"
        for name, level in sorted(found.permissions.items())
        if level in ("write", "admin") and level != PERMISSIONS.get(name) and name not in _BEYOND_IN_NEED
    ]
    if beyond:
        remedy = f"take it back at {page}/permissions: who gets hold of the key could use it"
        return wrong(GRANT, "the App may write more than it needs to", remedy, *beyond)
    return ok(GRANT, f"all {len(PERMISSIONS)} are granted, and no right to write beyond them")


def events(found: Installation, page: str) -> Item:
    """Whether the App hears of what it must.

    Args:
        found: the installation.
        page: address of the App's settings page.
    """
    missing = [event for event in EVENTS if event not in found.events]
    if missing:
        return wrong(
            SUBSCRIBED,
            f"the App does not hear of {', '.join(f'`{event}`' for event in missing)}",
            f"subscribe to it at {page}/permissions; an event needs its permission first",
        )
    return ok(SUBSCRIBED, f"all {len(EVENTS)} are subscribed to")


def _below(given: str, wanted: str) -> bool:
    return given not in _LEVELS or _LEVELS.index(given) < _LEVELS.index(wanted)
