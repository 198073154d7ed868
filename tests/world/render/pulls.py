"""Pull requests, their files, labels, reviews and comments as JSON."""

from __future__ import annotations

from urllib.parse import quote

from tests.world.clock import stamp
from tests.world.core import Core
from tests.world.hunks import FileDiff
from tests.world.placement import Place, placed
from tests.world.render.accounts import Json, app, user
from tests.world.render.repositories import html_url, repository, url
from tests.world.state import IssueComment, Label, Pull, Reaction, Repository, Review, ReviewComment, node_id


def label(core: Core, made: Repository, one: Label) -> Json:
    """`label`."""
    return {
        "id": one.id,
        "node_id": node_id("LA", one.id),
        "url": f"{url(core, made)}/labels/{quote(one.name)}",
        "name": one.name,
        "description": "",
        "color": "ededed",
        "default": False,
        "archived_at": None,
        "archived_by": None,
    }


def _side(core: Core, made: Repository, ref: str, sha: str) -> Json:
    return {
        "label": f"{made.owner.login}:{ref}",
        "ref": ref,
        "sha": sha,
        "user": user(core, made.owner),
        "repo": None if made.deleted else repository(core, made),
    }


def simple(core: Core, pull: Pull) -> Json:
    """`pull-request-simple`: as in lists."""
    made = pull.repository
    own, page = f"{url(core, made)}/pulls/{pull.number}", f"{html_url(core, made)}/pull/{pull.number}"
    issue = f"{url(core, made)}/issues/{pull.number}"
    links = {
        "self": own,
        "html": page,
        "issue": issue,
        "comments": f"{issue}/comments",
        "review_comments": f"{own}/comments",
        "review_comment": f"{url(core, made)}/pulls/comments{{/number}}",
        "commits": f"{own}/commits",
        "statuses": f"{url(core, made)}/statuses/{pull.head_sha}",
    }
    return {
        "url": own,
        "id": pull.id,
        "node_id": node_id("PR", pull.id),
        "html_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "issue_url": issue,
        "number": pull.number,
        "state": pull.state,
        "locked": pull.locked,
        "active_lock_reason": None,
        "title": pull.title,
        "user": user(core, pull.author),
        "body": pull.body,
        "created_at": stamp(pull.created_at),
        "updated_at": stamp(pull.updated_at),
        "closed_at": stamp(pull.closed_at) if pull.closed_at else None,
        "merged_at": stamp(pull.merged_at) if pull.merged_at else None,
        "merge_commit_sha": pull.merge_commit_sha,
        "assignee": None,
        "assignees": [],
        "requested_reviewers": [],
        "requested_teams": [],
        "labels": [label(core, made, one) for one in pull.labels],
        "milestone": None,
        "draft": pull.draft,
        "commits_url": links["commits"],
        "review_comments_url": links["review_comments"],
        "review_comment_url": links["review_comment"],
        "comments_url": links["comments"],
        "statuses_url": links["statuses"],
        "head": _side(core, pull.source, pull.head_ref, pull.head_sha),
        "base": _side(core, made, pull.base_ref, core.shown_base(pull)),
        "_links": {name: {"href": href} for name, href in links.items()},
        "author_association": core.association(made, pull.author),
        "auto_merge": None,
    }


def full(core: Core, pull: Pull, mergeable: bool | None, mergeable_state: str) -> Json:
    """`pull-request`: one asked for by number, and in payloads."""
    files = core.pull_diff(pull).files
    return {
        **simple(core, pull),
        "merged": pull.merged,
        "mergeable": mergeable,
        "rebaseable": mergeable,
        "mergeable_state": mergeable_state,
        "merged_by": user(core, pull.merged_by) if pull.merged_by else None,
        "comments": len(pull.comments),
        "review_comments": len(pull.review_comments),
        "maintainer_can_modify": False,
        "commits": len(core.objects(pull.repository).commits(pull.head_sha, f"^{core.pull_base(pull)}")),
        "additions": sum(file.additions for file in files),
        "deletions": sum(file.deletions for file in files),
        "changed_files": len(files),
    }


def minimal(core: Core, pull: Pull) -> Json:
    """`pull-request-minimal`: as in check runs."""

    def side(made: Repository, ref: str, sha: str) -> Json:
        short = {"id": made.id, "url": url(core, made), "name": made.name}
        return {"ref": ref, "sha": sha, "repo": short}

    return {
        "id": pull.id,
        "number": pull.number,
        "url": f"{url(core, pull.repository)}/pulls/{pull.number}",
        "head": side(pull.source, pull.head_ref, pull.head_sha),
        "base": side(pull.repository, pull.base_ref, core.shown_base(pull)),
    }


def file(core: Core, pull: Pull, one: FileDiff, patch: str | None, counted: bool) -> Json:
    """`diff-entry`; the patch is left out without a mark, and counts beyond GitHub's limit are zero."""
    path = _text(one.path)
    made, sha = pull.repository, pull.head_sha
    additions, deletions = (one.additions, one.deletions) if counted else (0, 0)
    shown: Json = {
        "sha": one.sha,
        "filename": path,
        "status": one.status,
        "additions": additions,
        "deletions": deletions,
        "changes": additions + deletions,
        "blob_url": f"{html_url(core, made)}/blob/{sha}/{path}",
        "raw_url": f"{html_url(core, made)}/raw/{sha}/{path}",
        "contents_url": f"{url(core, made)}/contents/{path}?ref={sha}",
    }
    if patch is not None:
        shown["patch"] = patch
    if one.previous is not None:
        shown["previous_filename"] = _text(one.previous)
    return shown


def _text(path: str) -> str:
    return path.encode(errors="surrogateescape").decode(errors="replace")


def review(core: Core, one: Review) -> Json:
    """`pull-request-review`."""
    pull = one.pull
    page = f"{html_url(core, pull.repository)}/pull/{pull.number}#pullrequestreview-{one.id}"
    own = f"{url(core, pull.repository)}/pulls/{pull.number}"
    shown: Json = {
        "id": one.id,
        "node_id": node_id("PRR", one.id),
        "user": user(core, one.author),
        "body": one.body,
        "state": one.state,
        "html_url": page,
        "pull_request_url": own,
        "author_association": core.association(pull.repository, one.author),
        "_links": {"html": {"href": page}, "pull_request": {"href": own}},
        "commit_id": one.commit_id,
    }
    return shown | ({"submitted_at": stamp(one.submitted_at)} if one.submitted_at else {})


def _reactions(own: str, reactions: list[Reaction]) -> Json:
    names = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")
    counts = {name: sum(one.content == name for one in reactions) for name in names}
    return {"url": f"{own}/reactions", "total_count": len(reactions), **counts}


def review_comment(core: Core, one: ReviewComment) -> Json:
    """`pull-request-review-comment`, with its place in the present diff."""
    pull, anchor = one.pull, one.anchor
    made = pull.repository
    own = f"{url(core, made)}/pulls/comments/{one.id}"
    parent = f"{url(core, made)}/pulls/{pull.number}"
    page = f"{html_url(core, made)}/pull/{pull.number}#discussion_r{one.id}"
    place: Place = placed(core, one)
    shown: Json = {
        "id": one.id,
        "node_id": node_id("PRRC", one.id),
        "url": own,
        "pull_request_review_id": one.review.id,
        "diff_hunk": one.diff_hunk,
        "path": anchor.path,
        "commit_id": place.commit_id,
        "original_commit_id": one.original_commit_id,
        "user": user(core, one.author),
        "body": one.body,
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.updated_at),
        "html_url": page,
        "pull_request_url": parent,
        "author_association": core.association(made, one.author),
        "_links": {"self": {"href": own}, "html": {"href": page}, "pull_request": {"href": parent}},
        "reactions": _reactions(own, []),
        "start_line": place.start_line,
        "original_start_line": anchor.start_line,
        "start_side": (anchor.start_side or anchor.side) if anchor.start_line else None,
        "line": place.line,
        "original_line": anchor.line or 1,
        "side": anchor.side,
        "original_position": one.original_position,
        "position": place.position,
        "subject_type": "line" if anchor.line else "file",
    }
    return shown | ({"in_reply_to_id": one.in_reply_to_id} if one.in_reply_to_id else {})


def comment_of_review(core: Core, one: ReviewComment) -> Json:
    """`review-comment`: as in the list of one review, which knows no present line."""
    left_out = {
        "subject_type",
        "line",
        "start_line",
        "original_start_line",
        "start_side",
        "side",
        "original_line",
    }
    return {name: value for name, value in review_comment(core, one).items() if name not in left_out}


def comment(core: Core, one: IssueComment) -> Json:
    """`issue-comment`."""
    made, number = one.pull.repository, one.pull.number
    own = f"{url(core, made)}/issues/comments/{one.id}"
    return {
        "id": one.id,
        "node_id": node_id("IC", one.id),
        "url": own,
        "html_url": f"{html_url(core, made)}/pull/{number}#issuecomment-{one.id}",
        "issue_url": f"{url(core, made)}/issues/{number}",
        "user": user(core, one.author),
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.updated_at),
        "body": one.body,
        "author_association": core.association(made, one.author),
        "reactions": _reactions(own, one.reactions),
        "performed_via_github_app": app(core, one.app) if one.app else None,
    }


def reaction(core: Core, one: Reaction) -> Json:
    """`reaction`."""
    return {
        "id": one.id,
        "node_id": node_id("REA", one.id),
        "user": user(core, one.author),
        "content": one.content,
        "created_at": stamp(one.created_at),
    }


def issue(core: Core, pull: Pull) -> Json:
    """The pull request as the issue that an `issue_comment` payload carries."""
    whole, own = simple(core, pull), f"{url(core, pull.repository)}/issues/{pull.number}"
    kept = (
        "number", "state", "locked", "active_lock_reason", "title", "user", "body", "created_at",
        "updated_at", "closed_at", "assignee", "assignees", "labels", "milestone", "draft",
        "author_association", "html_url",
    )  # fmt: skip
    links = {name: whole[name] for name in ("url", "html_url", "diff_url", "patch_url", "merged_at")}
    return {
        **{name: whole[name] for name in kept},
        "id": pull.id + 1,
        "node_id": whole["node_id"],
        "url": own,
        "repository_url": url(core, pull.repository),
        "labels_url": f"{own}/labels{{/name}}",
        "comments_url": f"{own}/comments",
        "events_url": f"{own}/events",
        "timeline_url": f"{own}/timeline",
        "comments": len(pull.comments),
        "reactions": _reactions(own, []),
        "performed_via_github_app": None,
        "state_reason": None,
        "pull_request": links,
    }
