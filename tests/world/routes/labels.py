"""Labels of a pull request."""

from __future__ import annotations

from tests.world.actions import pulls as actions
from tests.world.errors import Refused, malformed
from tests.world.render import pulls as render
from tests.world.replies import Reply
from tests.world.routing import Call, route

READ = ({"issues": "read"}, {"pull_requests": "read"})
WRITE = ({"issues": "write"}, {"pull_requests": "write"})
LIST = "/repos/{owner}/{repo}/issues/{issue_number}/labels"


def _all(call: Call) -> Reply:
    return call.page([render.label(call.core, call.repository, one) for one in call.pull.labels])


@route("GET", LIST, *READ)
def list_labels(call: Call) -> Reply:
    return _all(call)


@route("POST", LIST, *WRITE)
def add(call: Call) -> Reply:
    names = call.body.get("labels") if isinstance(call.body, dict) else call.body
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise malformed(f"{names!r} is not an array.")
    for name in names:
        actions.label(call.core, call.pull, name, call.core.app.bot)
    return _all(call)


@route("DELETE", LIST + "/{name}", *WRITE)
def remove(call: Call) -> Reply:
    if not actions.unlabel(call.core, call.pull, call.params["name"], call.core.app.bot):
        raise Refused(404, "Label does not exist")
    return _all(call)
