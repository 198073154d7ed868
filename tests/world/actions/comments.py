"""Comments in a pull request's conversation, and reactions to them."""

from __future__ import annotations

from tests.world import limits
from tests.world.actions.announce import announce
from tests.world.core import Core
from tests.world.errors import Refused, malformed
from tests.world.render import pulls as render
from tests.world.state import Account, App, IssueComment, Pull, Reaction

CONTENTS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes")


def create(core: Core, pull: Pull, author: Account, body: object, app: App | None = None) -> IssueComment:
    """Say something.

    Raises:
        Refused: the conversation is locked, or the body blank or too long.
    """
    refuse_if_locked(core, pull, author)
    text = limits.check_body(body, "IssueComment")
    made = IssueComment(core.next_id(), pull, author, text, core.now(), core.now(), app=app)
    pull.comments.append(made)
    _announce(core, made, "created", author)
    return made


def edit(core: Core, comment: IssueComment, by: Account, body: object) -> None:
    """Change a comment's text.

    Raises:
        Refused: the body is blank or too long.
    """
    before, comment.body = comment.body, limits.check_body(body, "IssueComment")
    comment.updated_at, comment.edited = core.now(), True
    _announce(core, comment, "edited", by, before)


def delete(core: Core, comment: IssueComment, by: Account) -> None:
    """Take a comment away."""
    comment.pull.comments.remove(comment)
    _announce(core, comment, "deleted", by)


def react(core: Core, comment: IssueComment, author: Account, content: object) -> tuple[Reaction, bool]:
    """Add a reaction; the same one again is the one that stands. The second value tells whether it is new."""
    if content not in CONTENTS:
        raise malformed(f"{content} is not a member of {list(CONTENTS)}.")
    for one in comment.reactions:
        if one.author is author and one.content == content:
            return one, False
    made = Reaction(core.next_id(), author, str(content), core.now())
    comment.reactions.append(made)
    return made, True


def refuse_if_locked(core: Core, pull: Pull, author: Account) -> None:
    """A locked conversation is open to collaborators with write access alone.

    Raises:
        Refused: 403.
    """
    if pull.locked and core.role(pull.repository, author) not in ("write", "maintain", "admin"):
        raise Refused(403, "Unable to create comment because issue is locked.")


def _announce(core: Core, comment: IssueComment, action: str, by: Account, before: str | None = None) -> None:
    comment.pull.updated_at = core.now()
    payload = {"issue": render.issue(core, comment.pull), "comment": render.comment(core, comment)}
    if before is not None:
        payload["changes"] = {"body": {"from": before}}
    announce(core, comment.pull.repository, "issue_comment", action, by, payload)
