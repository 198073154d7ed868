"""Commit statuses."""

from __future__ import annotations

from tests.world.errors import Refused
from tests.world.objects import MissingObject
from tests.world.render import statuses as render
from tests.world.replies import Reply
from tests.world.routing import Call, route


@route("GET", "/repos/{owner}/{repo}/commits/{ref}/status", {"statuses": "read"})
def combined(call: Call) -> Reply:
    try:
        sha = call.core.objects(call.repository).resolve(call.params["ref"])
    except MissingObject:
        raise Refused(422, f"No commit found for SHA: {call.params['ref']}") from None
    last = list({one.context: one for one in call.repository.statuses if one.sha == sha}.values())
    links = call.page([one.id for one in last]).headers
    return Reply.of(200, render.combined(call.core, call.repository, sha, call.shown(last), len(last)), links)
