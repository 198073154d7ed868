"""The way from a manifest to an App with its settings on disk."""

from __future__ import annotations

import os
import re
import secrets
import shlex
import webbrowser
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.errors import UserError
from bot.github.app import App
from bot.github.errors import GitHubError
from bot.github.registration import Converted, change_hook_secret, convert
from bot.manifest import WEBHOOK, manifest
from bot.registering import env_file
from bot.registering.page import opened
from bot.settings import API_URL, LOOPBACK, MIN_SECRET_BYTES, PREFIX, load_api_url, web_root

WAIT_SECONDS = 900.0
"""How long somebody may take to confirm at GitHub."""

_ORGANISATION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


def create(
    organisation: str | None,
    url: str | None,
    out: Path,
    *,
    opens_browser: bool,
    wait_seconds: float = WAIT_SECONDS,
) -> None:
    """Register the App, write its settings, and print what comes next; no secret is ever printed.

    Args:
        organisation: who is to own it, `None` for the person at the browser.
        url: where GitHub will reach the service, `None` if nobody knows yet.
        out: where the settings go.
        opens_browser: whether to open the browser, too.
        wait_seconds: how long somebody may take to confirm.

    Raises:
        UserError: an argument cannot be used, nobody confirmed, or GitHub gave no App.
    """
    api_url, hook_url = load_api_url(os.environ), _hook(url)
    if organisation is not None and not _ORGANISATION.fullmatch(organisation):
        raise UserError(f"`{organisation}` names no organisation", "give its name as in github.com/NAME")
    owner = f"/organizations/{organisation}" if organisation else ""
    register_url = f"{web_root(api_url)}{owner}/settings/apps/new"
    with env_file.reserved(out) as stream:
        with opened(register_url, lambda back: manifest(hook_url, back)) as page:
            print(f"open {page.url} and confirm at GitHub", flush=True)
            if opens_browser:
                webbrowser.open(page.url)
            code = page.code(wait_seconds)
        if code is None:
            raise UserError(
                f"nobody confirmed at GitHub within {wait_seconds / 60:.0f} minutes",
                f"run it again; delete the App at {web_root(api_url)}{owner}/settings/apps if one was made",
            )
        try:
            made = convert(api_url, code)
        except GitHubError as error:
            raise UserError(
                f"GitHub did not hand over the App ({error})",
                f"delete it at {web_root(api_url)}{owner}/settings/apps if it is there, and run again",
            ) from error
        secret = made.webhook_secret or SecretStr("")
        is_fresh = len(secret.get_secret_value().encode()) < MIN_SECRET_BYTES
        if is_fresh:
            secret = SecretStr(secrets.token_hex(MIN_SECRET_BYTES))
        try:
            stream.write(env_file.text(_variables(api_url, made, secret)))
            stream.flush()
        except OSError as failure:
            raise UserError(
                f"`{out}` cannot be written: {failure.strerror}",
                f"delete the App `{made.slug}` at {web_root(api_url)}{owner}/settings/apps, and run again",
            ) from failure
    if is_fresh:
        _tell_github(api_url, made, secret)
    for line in _next_steps(made, out, hook_url):
        print(line)


def _hook(url: str | None) -> str:
    if url is None:
        return ""
    remedy = "give the public address of the service, such as `--url https://decisis.acme.dev`"
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        raise UserError(f"`{url}` is no address", remedy) from None
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    if not host or not is_safe or parts.query or parts.fragment or parts.username:
        raise UserError(f"`{url}` is no plain `https://` address", remedy)
    return url.rstrip("/").removesuffix(WEBHOOK) + WEBHOOK


def _variables(api_url: str, made: Converted, secret: SecretStr) -> dict[str, str]:
    elsewhere = {} if api_url == API_URL else {PREFIX + "GITHUB_API_URL": api_url}
    return {
        **elsewhere,
        PREFIX + "APP_ID": str(made.id),
        PREFIX + "PRIVATE_KEY": made.pem.get_secret_value(),
        PREFIX + "WEBHOOK_SECRET": secret.get_secret_value(),
    }


def _tell_github(api_url: str, made: Converted, secret: SecretStr) -> None:
    """Give the webhook our secret: GitHub makes none for one that is not active yet."""
    try:
        with App(api_url, made.id, made.pem).client() as client:
            change_hook_secret(client, secret)
    except GitHubError as error:
        print(f"GitHub did not take the webhook's secret ({error}); enter that of the file yourself")


def _next_steps(made: Converted, out: Path, hook_url: str) -> list[str]:
    address = "" if hook_url else f", and enter `https://YOUR-HOST{WEBHOOK}` as its webhook at GitHub"
    start = f"set -a; . {shlex.quote(str(out.absolute()))}"
    return [
        f"registered `{made.slug}`, number {made.id}; its secrets are in `{out}`; keep them out of git",
        "next:",
        f"1. install it on your repositories: {made.html_url}/installations/new",
        f"2. start the service{address}: ({start}; decisis serve)",
        f"3. see what is missing: ({start}; decisis doctor --repo OWNER/NAME)",
    ]
