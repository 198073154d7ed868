"""Reviews and the comments on lines: anchors inside hunks only, and a review is all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tests.world import limits
from tests.world.actions.announce import announce
from tests.world.actions.comments import refuse_if_locked
from tests.world.core import Core
from tests.world.errors import Refused, malformed, unprocessable
from tests.world.hunks import FileDiff
from tests.world.objects import MissingObject
from tests.world.render import pulls as render
from tests.world.state import Account, Anchor, Pull, Review, ReviewComment, Side

ReviewState = Literal["PENDING", "COMMENTED", "APPROVED", "CHANGES_REQUESTED", "DISMISSED"]

EVENTS: dict[str, ReviewState] = {
    "APPROVE": "APPROVED",
    "REQUEST_CHANGES": "CHANGES_REQUESTED",
    "COMMENT": "COMMENTED",
}
OWN = {
    "APPROVE": "Can not approve your own pull request",
    "REQUEST_CHANGES": "Can not request changes on your own pull request",
}


class BadAnchor(Exception):
    """A comment's place is not in the diff; `field` names what is wrong with it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Placed:
    """A checked anchor with what is remembered of the diff around it."""

    anchor: Anchor
    position: int
    hunk: str


def submit(core: Core, pull: Pull, author: Account, given: Mapping[str, Any]) -> Review:
    """Make a review with its comments.

    Raises:
        Refused: anything about it is wrong; then nothing of it exists.
    """
    refuse_if_locked(core, pull, author)
    event = given.get("event")
    if event is not None and event not in EVENTS:
        raise malformed(f"{event} is not a member of {list(EVENTS)}.")
    if event in OWN and author is pull.author:
        raise unprocessable(OWN[event])
    body = limits.check_body(given.get("body"), "PullRequestReview", required=False)
    comments = given.get("comments") or []
    if event in ("COMMENT", "REQUEST_CHANGES") and not body.strip() and not comments:
        raise unprocessable("Body can't be blank")
    commit = commit_of(core, pull, given.get("commit_id"))
    places: list[Placed] = []
    for one in comments:
        try:
            places.append(place(core, pull, commit, one))
        except BadAnchor as error:
            raise unprocessable(str(error)) from None
    texts = [limits.check_body(one.get("body"), "PullRequestReviewComment") for one in comments]

    state = EVENTS[event] if event else "PENDING"
    review = Review(core.next_id(), pull, author, body, state, commit, core.now() if event else None)
    pull.reviews.append(review)
    for spot, text in zip(places, texts, strict=True):
        _add(core, review, author, spot, text, commit)
    if event:
        _announce(core, review, "submitted", author)
        for comment in [made for made in pull.review_comments if made.review is review]:
            _announce_comment(core, comment, "created", author)
    return review


def comment(core: Core, pull: Pull, author: Account, given: Mapping[str, Any]) -> ReviewComment:
    """Make a single comment, which is a review of its own.

    Raises:
        Refused: with object errors, unlike a review's.
    """
    refuse_if_locked(core, pull, author)
    text = limits.check_body(given.get("body"), "PullRequestReviewComment")
    if given.get("in_reply_to") is not None:
        return reply(core, pull, author, int(given["in_reply_to"]), text)
    for key in ("commit_id", "path"):
        if not given.get(key):
            raise malformed(f'"{key}" wasn\'t supplied.')
    commit = commit_of(core, pull, given["commit_id"])
    try:
        spot = place(core, pull, commit, given)
    except BadAnchor as error:
        what = {
            "resource": "PullRequestReviewComment",
            "code": "custom",
            "field": error.field,
            "message": str(error),
        }
        raise Refused(422, "Validation Failed", [what]) from None
    review = Review(core.next_id(), pull, author, "", "COMMENTED", commit, core.now())
    pull.reviews.append(review)
    made = _add(core, review, author, spot, text, commit)
    _announce(core, review, "submitted", author)
    _announce_comment(core, made, "created", author)
    return made


def reply(core: Core, pull: Pull, author: Account, to: int, body: object) -> ReviewComment:
    """Answer in a thread; a reply to a reply joins the thread.

    Raises:
        Refused: 404, there is no such comment.
    """
    refuse_if_locked(core, pull, author)
    text = limits.check_body(body, "PullRequestReviewComment")
    parent = next((made for made in pull.review_comments if made.id == to), None)
    if parent is None:
        raise Refused(404, "Not Found")
    review = Review(core.next_id(), pull, author, "", "COMMENTED", parent.original_commit_id, core.now())
    pull.reviews.append(review)
    spot = Placed(parent.anchor, parent.original_position, parent.diff_hunk)
    made = _add(core, review, author, spot, text, parent.original_commit_id)
    made.in_reply_to_id = parent.in_reply_to_id or parent.id
    _announce_comment(core, made, "created", author)
    return made


def edit_comment(core: Core, made: ReviewComment, by: Account, body: object) -> None:
    """Change a comment's text."""
    before, made.body = made.body, limits.check_body(body, "PullRequestReviewComment")
    made.updated_at = core.now()
    _announce_comment(core, made, "edited", by, {"changes": {"body": {"from": before}}})


def delete_comment(core: Core, made: ReviewComment, by: Account) -> None:
    """Take a comment away."""
    made.pull.review_comments.remove(made)
    _announce_comment(core, made, "deleted", by)


def edit_review(core: Core, review: Review, by: Account, body: object) -> None:
    """Change a submitted review's text; it cannot be deleted."""
    before, review.body = review.body, limits.check_body(body, "PullRequestReview")
    _announce(core, review, "edited", by, {"changes": {"body": {"from": before}}})


def dismiss(core: Core, review: Review, by: Account) -> None:
    """Take the force from an approval or a request for changes."""
    review.state = "DISMISSED"
    _announce(core, review, "dismissed", by)


def commit_of(core: Core, pull: Pull, sha: str | None) -> str:
    """The commit a review is for: the head, or one of the pull request's own.

    Raises:
        Refused: 422, it is none of them.
    """
    if sha is None or sha == pull.head_sha:
        return pull.head_sha
    objects = core.objects(pull.repository)
    try:
        objects.resolve(sha)
    except MissingObject:
        raise unprocessable(f"Commit {sha} is not part of the pull request") from None
    if sha not in objects.commits(pull.head_sha, f"^{core.pull_base(pull)}"):
        raise unprocessable(f"Commit {sha} is not part of the pull request")
    return sha


def place(core: Core, pull: Pull, commit: str, given: Mapping[str, Any]) -> Placed:
    """Check a comment's place against the diff as it was at `commit`.

    Raises:
        BadAnchor: it is not in the diff.
    """
    file = core.pull_diff(pull, commit).by_path.get(str(given.get("path")))
    if file is None:
        raise BadAnchor("pull_request_review_thread.path", "Path could not be resolved")
    if given.get("subject_type") == "file":
        return Placed(Anchor(file.path, None), 1, "")
    if given.get("position") is not None:
        return _at_position(file, int(given["position"]))
    line, side = given.get("line"), _side(given.get("side"), "RIGHT")
    if not isinstance(line, int) or (side, line) not in file.positions:
        raise BadAnchor("pull_request_review_thread.line", "Line could not be resolved")
    start, position = given.get("start_line"), file.positions[side, line]
    start_side = _side(given.get("start_side"), side)
    if start is not None:
        if (start_side, start) not in file.positions:
            raise BadAnchor("pull_request_review_thread.start_line", "Start line could not be resolved")
        if file.positions[start_side, start] >= position:
            raise BadAnchor("pull_request_review_thread.start_line", "Start line must precede the end line")
        if (
            file.hunk_until(position).splitlines()[0]
            != file.hunk_until(file.positions[start_side, start]).splitlines()[0]
        ):
            raise BadAnchor(
                "pull_request_review_thread.start_line",
                "Start line must be part of the same hunk as the line",
            )
    anchor = Anchor(file.path, line, side, start, start_side if start is not None else None)
    return Placed(anchor, position, file.hunk_until(position))


def _at_position(file: FileDiff, position: int) -> Placed:
    places = {at: key for key, at in file.positions.items() if key[0] == "LEFT"}
    places |= {at: key for key, at in file.positions.items() if key[0] == "RIGHT"}
    if position not in places:
        raise BadAnchor("position", "Position could not be resolved")
    side, line = places[position]
    return Placed(Anchor(file.path, line, side), position, file.hunk_until(position))


def _side(given: object, default: Side) -> Side:
    if given is None:
        return default
    if given == "LEFT":
        return "LEFT"
    if given == "RIGHT":
        return "RIGHT"
    raise malformed(f"{given} is not a member of ['LEFT', 'RIGHT'].")


def _add(core: Core, review: Review, author: Account, spot: Placed, text: str, commit: str) -> ReviewComment:
    pull, now = review.pull, core.now()
    base = core.pull_base(pull, commit)
    made = ReviewComment(
        core.next_id(),
        pull,
        review,
        author,
        text,
        spot.anchor,
        spot.hunk,
        spot.position,
        commit,
        base,
        now,
        now,
    )
    pull.review_comments.append(made)
    return made


def _announce(
    core: Core, review: Review, action: str, by: Account, more: Mapping[str, Any] | None = None
) -> None:
    review.pull.updated_at = core.now()
    shown = render.review(core, review)
    shown["state"] = review.state.lower()
    payload = {"review": shown, "pull_request": render.simple(core, review.pull), **(more or {})}
    announce(core, review.pull.repository, "pull_request_review", action, by, payload)


def _announce_comment(
    core: Core, made: ReviewComment, action: str, by: Account, more: Mapping[str, Any] | None = None
) -> None:
    payload = {
        "comment": render.review_comment(core, made),
        "pull_request": render.simple(core, made.pull),
        **(more or {}),
    }
    announce(core, made.pull.repository, "pull_request_review_comment", action, by, payload)
