"""Reviews."""

from __future__ import annotations

from tests.world.actions import reviews as actions
from tests.world.errors import not_found
from tests.world.render import pulls as render
from tests.world.replies import Reply
from tests.world.routing import Call, route
from tests.world.state import Review

READ, WRITE = {"pull_requests": "read"}, {"pull_requests": "write"}
LIST = "/repos/{owner}/{repo}/pulls/{pull_number}/reviews"


@route("GET", LIST, READ)
def list_reviews(call: Call) -> Reply:
    mine = call.core.app.bot
    seen = [one for one in call.pull.reviews if one.state != "PENDING" or one.author is mine]
    return call.page([render.review(call.core, one) for one in seen])


@route("POST", LIST, WRITE, content=True)
def create(call: Call) -> Reply:
    review = actions.submit(call.core, call.pull, call.core.app.bot, call.fields)
    return Reply.of(200, render.review(call.core, review))


def _review(call: Call) -> Review:
    number = call.number("review_id")
    for review in call.pull.reviews:
        if review.id == number:
            return review
    raise not_found()


@route("GET", LIST + "/{review_id}", READ)
def get(call: Call) -> Reply:
    return Reply.of(200, render.review(call.core, _review(call)))


@route("PUT", LIST + "/{review_id}", WRITE)
def update(call: Call) -> Reply:
    review = _review(call)
    if review.author is not call.core.app.bot:
        raise not_found()
    actions.edit_review(call.core, review, call.core.app.bot, call.fields.get("body"))
    return Reply.of(200, render.review(call.core, review))


@route("GET", LIST + "/{review_id}/comments", READ)
def comments(call: Call) -> Reply:
    review = _review(call)
    own = [one for one in call.pull.review_comments if one.review is review]
    return call.page([render.comment_of_review(call.core, one) for one in own])
