"""Comments on lines of a change."""

from __future__ import annotations

from tests.world.actions import reviews as actions
from tests.world.errors import Refused, not_found
from tests.world.render import pulls as render
from tests.world.replies import Reply
from tests.world.routing import Call, route
from tests.world.state import ReviewComment

READ, WRITE = {"pull_requests": "read"}, {"pull_requests": "write"}
LIST = "/repos/{owner}/{repo}/pulls/{pull_number}/comments"
ONE = "/repos/{owner}/{repo}/pulls/comments/{comment_id}"


@route("GET", LIST, READ)
def list_comments(call: Call) -> Reply:
    submitted = [one for one in call.pull.review_comments if one.review.state != "PENDING"]
    return call.page([render.review_comment(call.core, one) for one in submitted])


@route("POST", LIST, WRITE, content=True)
def create(call: Call) -> Reply:
    made = actions.comment(call.core, call.pull, call.core.app.bot, call.fields)
    return Reply.of(201, render.review_comment(call.core, made))


@route("POST", LIST + "/{comment_id}/replies", WRITE, content=True)
def reply(call: Call) -> Reply:
    number = call.number("comment_id")
    made = actions.reply(call.core, call.pull, call.core.app.bot, number, call.fields.get("body"))
    return Reply.of(201, render.review_comment(call.core, made))


def _comment(call: Call) -> ReviewComment:
    number = call.number("comment_id")
    for pull in call.repository.pulls.values():
        for comment in pull.review_comments:
            if comment.id == number:
                return comment
    raise not_found()


def _own(call: Call) -> ReviewComment:
    comment = _comment(call)
    if comment.author is not call.core.app.bot:
        raise Refused(403, "Resource not accessible by integration")
    return comment


@route("GET", ONE, READ)
def get(call: Call) -> Reply:
    return Reply.of(200, render.review_comment(call.core, _comment(call)))


@route("PATCH", ONE, WRITE)
def update(call: Call) -> Reply:
    comment = _own(call)
    actions.edit_comment(call.core, comment, call.core.app.bot, call.fields.get("body"))
    return Reply.of(200, render.review_comment(call.core, comment))


@route("DELETE", ONE, WRITE)
def delete(call: Call) -> Reply:
    actions.delete_comment(call.core, _own(call), call.core.app.bot)
    return Reply(204)
