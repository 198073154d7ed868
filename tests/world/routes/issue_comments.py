"""Comments in the conversation of a pull request, and reactions to them."""

from __future__ import annotations

from tests.world.actions import comments as actions
from tests.world.errors import Refused, not_found
from tests.world.render import pulls as render
from tests.world.replies import Reply
from tests.world.routing import Call, route
from tests.world.state import IssueComment

READ = ({"issues": "read"}, {"pull_requests": "read"})
WRITE = ({"issues": "write"}, {"pull_requests": "write"})
LIST = "/repos/{owner}/{repo}/issues/{issue_number}/comments"
ONE = "/repos/{owner}/{repo}/issues/comments/{comment_id}"


@route("GET", LIST, *READ)
def list_comments(call: Call) -> Reply:
    return call.page([render.comment(call.core, one) for one in call.pull.comments])


@route("POST", LIST, *WRITE, content=True)
def create(call: Call) -> Reply:
    made = actions.create(call.core, call.pull, call.core.app.bot, call.fields.get("body"), call.core.app)
    return Reply.of(201, render.comment(call.core, made))


def _comment(call: Call) -> IssueComment:
    number = call.number("comment_id")
    for pull in call.repository.pulls.values():
        for comment in pull.comments:
            if comment.id == number:
                return comment
    raise not_found()


def _own(call: Call) -> IssueComment:
    comment = _comment(call)
    if comment.author is not call.core.app.bot:
        raise Refused(403, "Resource not accessible by integration")
    return comment


@route("GET", ONE, *READ)
def get(call: Call) -> Reply:
    return Reply.of(200, render.comment(call.core, _comment(call)))


@route("PATCH", ONE, *WRITE)
def update(call: Call) -> Reply:
    comment = _own(call)
    actions.edit(call.core, comment, call.core.app.bot, call.fields.get("body"))
    return Reply.of(200, render.comment(call.core, comment))


@route("DELETE", ONE, *WRITE)
def delete(call: Call) -> Reply:
    actions.delete(call.core, _own(call), call.core.app.bot)
    return Reply(204)


@route("GET", ONE + "/reactions", *READ)
def list_reactions(call: Call) -> Reply:
    return call.page([render.reaction(call.core, one) for one in _comment(call).reactions])


@route("POST", ONE + "/reactions", *WRITE, content=True)
def react(call: Call) -> Reply:
    one, new = actions.react(call.core, _comment(call), call.core.app.bot, call.fields.get("content"))
    return Reply.of(201 if new else 200, render.reaction(call.core, one))
