"""Teams of an organisation: whether somebody is a member."""

from __future__ import annotations

from tests.world.errors import not_found
from tests.world.replies import Reply
from tests.world.routing import Call, route

MEMBERS = {"members": "read"}


@route("GET", "/orgs/{org}/teams/{team_slug}/memberships/{username}", MEMBERS)
def membership(call: Call) -> Reply:
    name = f"{call.params['org']}/{call.params['team_slug']}".casefold()
    account = call.core.account(call.params["username"])
    if account.id not in call.core.state.teams.get(name, set()):
        raise not_found()
    url = f"{call.core.api_url}/orgs/{call.params['org']}/teams/1/memberships/{account.login}"
    return Reply.of(200, {"url": url, "role": "member", "state": "active"})
