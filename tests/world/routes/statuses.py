"""Commit statuses, which anybody with write access may set under any name."""

from __future__ import annotations

from tests.world.clock import stamp
from tests.world.errors import Refused
from tests.world.objects import MissingObject
from tests.world.render import repositories as render
from tests.world.render import statuses
from tests.world.render.accounts import user
from tests.world.replies import Reply
from tests.world.routing import Call, route
from tests.world.state import node_id


@route("GET", "/repos/{owner}/{repo}/commits/{ref}/statuses", {"statuses": "read"})
def list_for_ref(call: Call) -> Reply:
    try:
        sha = call.core.objects(call.repository).resolve(call.params["ref"])
    except MissingObject:
        raise Refused(422, f"No commit found for SHA: {call.params['ref']}") from None
    own = f"{render.url(call.core, call.repository)}/statuses/{sha}"
    return call.page(
        [
            {
                "url": own,
                "avatar_url": None,
                "id": one.id,
                "node_id": node_id("SC", one.id),
                "state": one.state,
                "description": "",
                "target_url": None,
                "context": one.context,
                "created_at": stamp(one.created_at),
                "updated_at": stamp(one.created_at),
                "creator": user(call.core, one.author),
            }
            for one in reversed(call.repository.statuses)
            if one.sha == sha
        ]
    )


@route("GET", "/repos/{owner}/{repo}/commits/{ref}/status", {"statuses": "read"})
def combined(call: Call) -> Reply:
    try:
        sha = call.core.objects(call.repository).resolve(call.params["ref"])
    except MissingObject:
        raise Refused(422, f"No commit found for SHA: {call.params['ref']}") from None
    last = list({one.context: one for one in call.repository.statuses if one.sha == sha}.values())
    links = call.page([one.id for one in last]).headers
    shown = statuses.combined(call.core, call.repository, sha, call.shown(last), len(last))
    return Reply.of(200, shown, links)
