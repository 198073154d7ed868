"""What the App asks with its JWT, and what an installation asks about itself."""

from __future__ import annotations

from typing import Any

from tests.world.auth import mint
from tests.world.clock import stamp
from tests.world.errors import Refused, malformed, not_found
from tests.world.limits import MAX_REPOSITORIES_OF_A_TOKEN
from tests.world.permissions import KNOWN, LEVELS, allows
from tests.world.record import Minted
from tests.world.render import accounts as render
from tests.world.render import repositories as render_repositories
from tests.world.replies import Reply
from tests.world.routing import Call, route
from tests.world.state import Installation, Repository


@route("GET", "/app", accepts="app")
def get_app(call: Call) -> Reply:
    live = [one for one in call.core.state.installations.values() if not one.deleted]
    return Reply.of(200, render.app(call.core, call.core.app) | {"installations_count": len(live)})


@route("GET", "/app/installations", accepts="app")
def list_installations(call: Call) -> Reply:
    live = [one for one in call.core.state.installations.values() if not one.deleted]
    return call.page([render.installation(call.core, one) for one in live])


def _installation(call: Call) -> Installation:
    found = call.core.state.installations.get(call.number("installation_id"))
    if found is None or found.deleted:
        raise not_found()
    return found


@route("GET", "/app/installations/{installation_id}", accepts="app")
def get_installation(call: Call) -> Reply:
    return Reply.of(200, render.installation(call.core, _installation(call)))


@route("GET", "/repos/{owner}/{repo}/installation", accepts="app")
def get_repository_installation(call: Call) -> Reply:
    found = call.core.installation_of(call.repository)
    if found is None:
        raise not_found()
    return Reply.of(200, render.installation(call.core, found))


@route("POST", "/app/installations/{installation_id}/access_tokens", accepts="app")
def create_token(call: Call) -> Reply:
    installation, body = _installation(call), call.body or {}
    if not isinstance(body, dict):
        raise malformed(f"{body!r} is not an object.")
    if installation.suspended_at:
        raise Refused(403, "This installation has been suspended")
    chosen = _chosen(installation, body)
    permissions = _narrowed(installation, body.get("permissions") or {})
    token = mint(call.core, installation, permissions, tuple(one.id for one in chosen))
    asked = tuple(sorted(body.get("permissions") or {}))
    call.core.record.tokens.append(
        Minted(installation.id, tuple(sorted(permissions.items())), token.repository_ids, asked)
    )
    shown: dict[str, Any] = {
        "token": token.value,
        "expires_at": stamp(token.expires_at),
        "permissions": permissions,
        "repository_selection": "selected",
    }
    if chosen:
        shown["repositories"] = [render_repositories.repository(call.core, one) for one in chosen]
    return Reply.of(201, shown)


def _chosen(installation: Installation, body: dict[str, Any]) -> list[Repository]:
    ids, names = body.get("repository_ids") or [], body.get("repositories") or []
    if len(ids) + len(names) > MAX_REPOSITORIES_OF_A_TOKEN:
        raise malformed(f"No more than {MAX_REPOSITORIES_OF_A_TOKEN} repositories are allowed.")
    chosen = [one for one in installation.repositories if one.id in ids or one.name in names]
    if len(chosen) != len(set(ids)) + len(set(names)):
        message = "A repository does not exist or is not accessible to the parent installation."
        raise Refused(422, message)
    return chosen


def _narrowed(installation: Installation, asked: dict[str, str]) -> dict[str, str]:
    for name, level in asked.items():
        if name not in KNOWN or level not in LEVELS:
            raise malformed(f"{name}: {level} is not a permission.")
        if not allows(installation.permissions, {name: level}):
            raise Refused(422, "The permissions requested are not granted to this installation.")
    return {"metadata": "read"} | asked if asked else dict(installation.permissions)


@route("DELETE", "/installation/token")
def revoke_token(call: Call) -> Reply:
    if call.principal.token:
        call.principal.token.revoked = True
    return Reply(204)


@route("GET", "/installation/repositories", {"metadata": "read"})
def list_repositories(call: Call) -> Reply:
    mine = [
        one
        for one in call.principal.installation.repositories
        if call.principal.covers(one) and not one.deleted
    ]
    return call.page([render_repositories.repository(call.core, one) for one in mine], "repositories")


@route("GET", "/rate_limit", accepts="any")
def rate_limit(call: Call) -> Reply:
    token = call.principal.token
    numbers = call.rates.numbers(f"installation {token.installation.id}" if token else call.principal.kind)
    return Reply.of(
        200, {"resources": {"core": numbers, "search": numbers, "graphql": numbers}, "rate": numbers}
    )


@route("GET", "/users/{username}", accepts="any")
def get_user(call: Call) -> Reply:
    return Reply.of(200, render.public_user(call.core, call.core.account(call.params["username"])))


@route("GET", "/user/{account_id}", accepts="any")
def get_user_by_id(call: Call) -> Reply:
    account = call.core.state.accounts.get(call.number("account_id"))
    if account is None:
        raise not_found()
    return Reply.of(200, render.public_user(call.core, account))
