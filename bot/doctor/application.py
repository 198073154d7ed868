"""The App itself: its settings, its key, its webhook."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from bot.doctor.item import Item, ok, unknown, wrong
from bot.errors import UserError
from bot.github.client import UNAUTHORISED, Client
from bot.github.deliveries import Deliveries
from bot.github.errors import GitHubError, NotVisible
from bot.github.faults import status_of, told_time
from bot.github.registration import Registration, hook
from bot.ledger.signing import Signer
from bot.manifest import EXAMPLE_HOOK, WEBHOOK
from bot.settings import LOOPBACK, PREFIX, Settings, SettingsInvalid, web_root

SETTINGS, APP, WEBHOOK_ITEM = "settings", "app", "webhook"

MOST_AHEAD_SECONDS, MOST_BEHIND_SECONDS = 60, 540
"""How far our clock may be off for a JWT of ours to count: it is dated a minute back and ends after nine."""

LAST_DELIVERIES = 10
"""Events of which each must have arrived: what was lost is asked for again within minutes."""


def settings_invalid(invalid: SettingsInvalid) -> Item:
    """The item for settings with which the service does not start."""
    return wrong(
        SETTINGS,
        "the service does not start with them",
        "mend each of these, or start anew with `decisis app create`",
        *invalid.problems,
    )


def settings_item(settings: Settings, environ: Mapping[str, str]) -> Item:
    """Whether settings that read are safe, too.

    Args:
        settings: the settings.
        environ: where they were read from, for the name of the key's file.
    """
    named = (environ.get(PREFIX + "PRIVATE_KEY_FILE"), settings.ledger_key_file)
    try:
        if settings.ledger_key_file is not None:
            Signer.read(settings.ledger_key_file)
        modes = {file: stat.S_IMODE(Path(file).stat().st_mode) for file in named if file}
    except UserError as mistake:
        return wrong(SETTINGS, mistake.message, mistake.remedy)
    for file, mode in modes.items():
        if mode & 0o077:
            return wrong(
                SETTINGS, f"others may touch the key in `{file}` (mode {mode:03o})", f"run `chmod 600 {file}`"
            )
    return ok(SETTINGS, f"complete, for the App {settings.app_id} at {settings.github_api_url}")


def app_item(found: Registration) -> Item:
    """The item for an App that GitHub knows by our key."""
    return ok(APP, f"GitHub takes the key of `{found.slug}`, number {found.id}")


def app_refused(error: GitHubError, settings: Settings, now: datetime) -> Item:
    """Why GitHub does not know us.

    Args:
        error: what became of asking for the App itself.
        settings: the settings it was asked with.
        now: our time, aware.
    """
    if not isinstance(error, NotVisible):
        remedy = f"see that {settings.github_api_url} can be reached from here, and that it is the API's root"
        return unknown(APP, str(error), remedy)
    if status_of(error.__cause__) != UNAUTHORISED:
        return wrong(APP, str(error), f"see that `{PREFIX}GITHUB_API_URL` is the root of the API")
    theirs = told_time(error.__cause__)
    skew = (now - theirs).total_seconds() if theirs else 0
    if not -MOST_BEHIND_SECONDS <= skew <= MOST_AHEAD_SECONDS:
        way = "ahead of" if skew > 0 else "behind"
        seen = f"this machine's clock is {abs(skew):.0f} s {way} GitHub's, which takes no key of another time"
        return wrong(APP, seen, "have the clock set by NTP")
    return wrong(
        APP,
        str(error),
        f"set `{PREFIX}APP_ID` and the private key to those of one App, as its settings page has them",
    )


def settings_page(api_url: str, found: Registration) -> str:
    """Address of the page on which the owner changes the App."""
    organisation = found.owner is not None and found.owner.type == "Organization"
    owner = f"/organizations/{found.owner.login}" if found.owner and organisation else ""
    return f"{web_root(api_url)}{owner}/settings/apps/{found.slug}"


def webhook(client: Client, page: str) -> Item:
    """Whether deliveries have a safe address, and arrive.

    Args:
        client: a client that speaks as the App.
        page: address of the App's settings page.

    Raises:
        GitHubError: it is not known.
    """
    address = hook(client)
    parts = urlsplit(address.url)
    if not address.url or address.url == EXAMPLE_HOOK:
        return wrong(
            WEBHOOK_ITEM,
            "no address is entered",
            f"enter `https://YOUR-HOST{WEBHOOK}` and set it active at {page}",
        )
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        return wrong(
            WEBHOOK_ITEM,
            f"deliveries travel in clear text to {address.url}",
            f"enter an `https://` address at {page}",
        )
    if str(address.insecure_ssl) != "0" and parts.scheme == "https":
        return wrong(
            WEBHOOK_ITEM, "GitHub does not look at the certificate", f"enable SSL verification at {page}"
        )
    if not parts.path.endswith(WEBHOOK):
        return wrong(
            WEBHOOK_ITEM,
            f"deliveries go to {address.url}",
            f"enter an address that ends in `{WEBHOOK}` at {page}",
        )
    last = Deliveries(client).latest(LAST_DELIVERIES)
    if not last:
        remedy = (
            "push to a pull request, and ask again; if there is still none, set the webhook active at " + page
        )
        return unknown(WEBHOOK_ITEM, f"nothing was sent to {address.url} in the last days", remedy)
    lost = [each for each in last if not each.arrived]
    if not lost:
        return ok(WEBHOOK_ITEM, f"the last {len(last)} deliveries were taken at {address.url}")
    seen = f"{len(lost)} of the last {len(last)} deliveries to {address.url} were not taken"
    details = [f"`{each.event}` was answered with {each.status}" for each in lost]
    if any(each.status == UNAUTHORISED for each in lost):
        remedy = f"enter one secret at {page} and in `{PREFIX}WEBHOOK_SECRET`"
    else:
        remedy = "see that `decisis serve` runs and that GitHub reaches it at this address within ten seconds"
    return wrong(WEBHOOK_ITEM, seen, remedy, *details)
