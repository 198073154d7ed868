"""Accounts, Apps and installations as JSON."""

from __future__ import annotations

from typing import Any

from tests.world.clock import stamp
from tests.world.core import Core
from tests.world.state import Account, App, Installation, node_id

Json = dict[str, Any]


def user(core: Core, account: Account) -> Json:
    """`simple-user`."""
    own = f"{core.api_url}/users/{account.login.replace('[', '%5B').replace(']', '%5D')}"
    folder = "apps/" if account.type == "Bot" else ""
    return {
        "login": account.login,
        "id": account.id,
        "node_id": node_id("U", account.id),
        "avatar_url": f"{core.url}/avatars/u/{account.id}?v=4",
        "gravatar_id": "",
        "url": own,
        "html_url": f"{core.url}/{folder}{account.login.removesuffix('[bot]')}",
        "followers_url": f"{own}/followers",
        "following_url": f"{own}/following{{/other_user}}",
        "gists_url": f"{own}/gists{{/gist_id}}",
        "starred_url": f"{own}/starred{{/owner}}{{/repo}}",
        "subscriptions_url": f"{own}/subscriptions",
        "organizations_url": f"{own}/orgs",
        "repos_url": f"{own}/repos",
        "events_url": f"{own}/events{{/privacy}}",
        "received_events_url": f"{own}/received_events",
        "type": account.type,
        "site_admin": False,
    }


def public_user(core: Core, account: Account) -> Json:
    """`public-user`, as `GET /users/{username}` gives it."""
    empty = dict.fromkeys(("name", "company", "location", "email", "hireable", "bio"))
    counts = dict.fromkeys(("public_repos", "public_gists", "followers", "following"), 0)
    times = dict.fromkeys(("created_at", "updated_at"), stamp(core.app.created_at))
    return {**user(core, account), **empty, "blog": "", **counts, **times}


def app(core: Core, made: App) -> Json:
    """`integration`."""
    return {
        "id": made.id,
        "slug": made.slug,
        "client_id": made.client_id,
        "node_id": node_id("A", made.id),
        "owner": user(core, made.owner),
        "name": made.name,
        "description": "",
        "external_url": "https://example.com",
        "html_url": f"{core.url}/apps/{made.slug}",
        "created_at": stamp(made.created_at),
        "updated_at": stamp(made.created_at),
        "permissions": dict(made.permissions),
        "events": list(made.events),
    }


def installation(core: Core, made: Installation) -> Json:
    """`installation`."""
    own = f"{core.api_url}/app/installations/{made.id}"
    return {
        "id": made.id,
        "account": user(core, made.account),
        "repository_selection": "selected",
        "access_tokens_url": f"{own}/access_tokens",
        "repositories_url": f"{core.api_url}/installation/repositories",
        "html_url": f"{core.url}/organizations/{made.account.login}/settings/installations/{made.id}",
        "app_id": core.app.id,
        "app_slug": core.app.slug,
        "client_id": core.app.client_id,
        "target_id": made.account.id,
        "target_type": made.account.type,
        "permissions": dict(made.permissions),
        "events": list(made.events),
        "created_at": stamp(made.created_at),
        "updated_at": stamp(made.created_at),
        "single_file_name": None,
        "has_multiple_single_files": False,
        "single_file_paths": [],
        "suspended_by": user(core, made.account) if made.suspended_at else None,
        "suspended_at": stamp(made.suspended_at) if made.suspended_at else None,
    }
