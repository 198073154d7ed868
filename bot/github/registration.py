"""The App as GitHub has it registered: what it may do, where its deliveries go, where it is installed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from githubkit import GitHub
from pydantic import SecretStr

from bot.github.client import Client, Loose
from bot.github.connection import connection


class Owner(Loose):
    """The account that owns an App or holds an installation."""

    login: str
    type: str = "User"


class Registration(Loose):
    """An App.

    Attributes:
        id: its number.
        slug: its name in addresses.
        html_url: its public page.
        owner: whose it is; an enterprise is none that has a login.
        permissions: what it asks of those who install it.
    """

    id: int
    slug: str
    html_url: str = ""
    owner: Owner | None = None
    permissions: Mapping[str, str] = {}


class Hook(Loose):
    """Where deliveries go; the secret is never told.

    Attributes:
        url: the address, empty if none was entered.
        insecure_ssl: `1` where GitHub does not look at the certificate.
    """

    url: str = ""
    insecure_ssl: str | int = "0"


class Installation(Loose):
    """The App on one account.

    Attributes:
        id: its number.
        account: whose repositories it covers.
        html_url: the page on which the owner changes it.
        permissions: what was granted.
        events: what is delivered.
        suspended_at: since when it has no access.
    """

    id: int
    account: Owner | None = None
    html_url: str = ""
    permissions: Mapping[str, str] = {}
    events: tuple[str, ...] = ()
    suspended_at: datetime | None = None


class Converted(Loose):
    """An App that has just been registered, with the secrets that GitHub shows this once."""

    id: int
    slug: str
    html_url: str
    pem: SecretStr
    webhook_secret: SecretStr | None = None


def registration(client: Client) -> Registration:
    """The App that the client speaks as.

    Raises:
        GitHubError: it is not known.
    """
    return client.get("/app", Registration)


def hook(client: Client) -> Hook:
    """Where the deliveries of the App that the client speaks as go.

    Raises:
        GitHubError: it is not known.
    """
    return client.get("/app/hook/config", Hook)


def installation(client: Client, full_name: str) -> Installation:
    """The installation of the App that covers a repository.

    Args:
        client: a client that speaks as the App itself.
        full_name: `owner/name`.

    Raises:
        NotVisible: there is none.
        GitHubError: it is not known.
    """
    owner, _, name = full_name.partition("/")
    return client.get(f"/repos/{quote(owner, safe='')}/{quote(name, safe='')}/installation", Installation)


def convert(api_url: str, code: str) -> Converted:
    """Take the App that a person registered from a manifest; GitHub gives it once, within an hour.

    Args:
        api_url: root of the REST API.
        code: what GitHub sent the browser back with.

    Raises:
        GitHubError: there is none, or GitHub's answer was lost and the App cannot be had any more.
    """
    with GitHub(config=connection(api_url, use_proxies=True)) as github:
        return Client(github).post(f"/app-manifests/{quote(code, safe='')}/conversions", {}, Converted)


def change_hook_secret(client: Client, secret: SecretStr) -> None:
    """Give the webhook of the App that the client speaks as a secret.

    Raises:
        GitHubError: it is not known whether it has it.
    """
    client.patch("/app/hook/config", {"secret": secret.get_secret_value()}, Loose)
