"""Repositories and git objects as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.world.clock import stamp
from tests.world.core import Core
from tests.world.objects import CommitData, Signature
from tests.world.render.accounts import Json, user
from tests.world.state import Repository, node_id

PLAIN_LINKS = (
    "contributors", "deployments", "downloads", "events", "forks", "hooks", "languages", "merges",
    "stargazers", "subscribers", "subscription", "tags", "teams",
)  # fmt: skip
TEMPLATES = {
    "archive": "/{archive_format}{/ref}", "assignees": "/assignees{/user}", "blobs": "/git/blobs{/sha}",
    "branches": "/branches{/branch}", "collaborators": "/collaborators{/collaborator}",
    "comments": "/comments{/number}", "commits": "/commits{/sha}", "compare": "/compare/{base}...{head}",
    "contents": "/contents/{+path}", "git_commits": "/git/commits{/sha}", "git_refs": "/git/refs{/sha}",
    "git_tags": "/git/tags{/sha}", "issue_comment": "/issues/comments{/number}",
    "issue_events": "/issues/events{/number}", "issues": "/issues{/number}", "keys": "/keys{/key_id}",
    "labels": "/labels{/name}", "milestones": "/milestones{/number}",
    "notifications": "/notifications{?since,all,participating}", "pulls": "/pulls{/number}",
    "releases": "/releases{/id}", "statuses": "/statuses/{sha}", "trees": "/git/trees{/sha}",
}  # fmt: skip


def url(core: Core, made: Repository) -> str:
    """The repository's address in the API."""
    return f"{core.api_url}/repos/{made.full_name}"


def html_url(core: Core, made: Repository) -> str:
    """The repository's page."""
    return f"{core.url}/{made.full_name}"


def minimal(core: Core, made: Repository) -> Json:
    """`minimal-repository`: what every mention of a repository has."""
    own, page = url(core, made), html_url(core, made)
    return {
        "id": made.id,
        "node_id": node_id("R", made.id),
        "name": made.name,
        "full_name": made.full_name,
        "private": made.private,
        "owner": user(core, made.owner),
        "html_url": page,
        "description": None,
        "fork": made.parent is not None,
        "url": own,
        **{f"{name}_url": f"{own}/{name}" for name in PLAIN_LINKS},
        **{f"{name}_url": own + rest for name, rest in TEMPLATES.items()},
    }


def repository(core: Core, made: Repository) -> Json:
    """`repository`: as in pull requests, lists and payloads."""
    page, times = html_url(core, made), stamp(made.created_at)
    return {
        **minimal(core, made),
        "created_at": times,
        "updated_at": times,
        "pushed_at": times,
        "git_url": f"git:{page.partition(':')[2]}.git",
        "ssh_url": f"git@127.0.0.1:{made.full_name}.git",
        "clone_url": f"{page}.git",
        "svn_url": page,
        "mirror_url": None,
        "homepage": None,
        "language": None,
        "license": None,
        "size": 1,
        "forks_count": 0,
        "forks": 0,
        "stargazers_count": 0,
        "watchers_count": 0,
        "watchers": 0,
        "open_issues_count": len(made.pulls),
        "open_issues": len(made.pulls),
        "has_issues": True,
        "has_projects": True,
        "has_downloads": True,
        "has_wiki": False,
        "has_pages": False,
        "has_discussions": False,
        "archived": False,
        "disabled": False,
        "allow_forking": True,
        "is_template": False,
        "web_commit_signoff_required": False,
        "topics": [],
        "visibility": "private" if made.private else "public",
        "default_branch": made.default_branch,
    }


def full(core: Core, made: Repository) -> Json:
    """`full-repository`: one repository asked for by name."""
    extra: Json = {"subscribers_count": 0, "network_count": 0}
    if made.owner.type == "Organization":
        extra["organization"] = user(core, made.owner)
    if made.parent:
        extra |= {"parent": repository(core, made.parent), "source": repository(core, made.parent)}
    return {**repository(core, made), **extra}


def _moment(seconds: int) -> str:
    return stamp(datetime.fromtimestamp(seconds, UTC))


def _person(who: Signature, seconds: int) -> Json:
    return {"name": who.name, "email": who.email, "date": _moment(seconds)}


UNSIGNED: Json = {
    "verified": False,
    "reason": "unsigned",
    "signature": None,
    "payload": None,
    "verified_at": None,
}


def git_commit(core: Core, made: Repository, commit: CommitData) -> Json:
    """`git-commit`."""
    own = url(core, made)
    return {
        "sha": commit.sha,
        "node_id": node_id("C", int(commit.sha[:12], 16)),
        "url": f"{own}/git/commits/{commit.sha}",
        "html_url": f"{html_url(core, made)}/commit/{commit.sha}",
        "author": _person(commit.author, commit.authored),
        "committer": _person(commit.committer, commit.committed),
        "tree": {"sha": commit.tree, "url": f"{own}/git/trees/{commit.tree}"},
        "message": commit.message,
        "parents": _parents(core, made, commit, "git/commits"),
        "verification": UNSIGNED,
    }


def commit(core: Core, made: Repository, data: CommitData) -> Json:
    """`commit`, without stats and files; the accounts are found by the mail address GitHub gives each."""
    own = f"{url(core, made)}/commits/{data.sha}"
    inner = {
        "url": f"{url(core, made)}/git/commits/{data.sha}",
        "author": _person(data.author, data.authored),
        "committer": _person(data.committer, data.committed),
        "message": data.message,
        "comment_count": 0,
        "tree": {"sha": data.tree, "url": f"{url(core, made)}/git/trees/{data.tree}"},
        "verification": UNSIGNED,
    }
    return {
        "sha": data.sha,
        "node_id": node_id("C", int(data.sha[:12], 16)),
        "commit": inner,
        "url": own,
        "html_url": f"{html_url(core, made)}/commit/{data.sha}",
        "comments_url": f"{own}/comments",
        "author": _account(core, data.author),
        "committer": _account(core, data.committer),
        "parents": _parents(core, made, data, "commits"),
    }


def simple_commit(data: CommitData) -> Json:
    """`simple-commit`: the head commit of a check suite."""
    return {
        "id": data.sha,
        "tree_id": data.tree,
        "message": data.message,
        "timestamp": _moment(data.committed),
        "author": {"name": data.author.name, "email": data.author.email},
        "committer": {"name": data.committer.name, "email": data.committer.email},
    }


def pushed_commit(core: Core, made: Repository, data: CommitData, changed: dict[str, list[str]]) -> Json:
    """A commit in the payload of a push, with the names of the files it added, removed and modified."""
    return {
        **simple_commit(data),
        "distinct": True,
        "url": f"{html_url(core, made)}/commit/{data.sha}",
        **changed,
    }


def noreply(account_id: int, login: str) -> str:
    """The mail address by which GitHub knows a commit's author."""
    return f"{account_id}+{login}@users.noreply.github.com"


def _account(core: Core, who: Signature) -> Json | None:
    number, _, _ = who.email.partition("+")
    account = core.state.accounts.get(int(number)) if number.isdigit() else None
    return user(core, account) if account else None


def _parents(core: Core, made: Repository, data: CommitData, kind: str) -> list[dict[str, Any]]:
    return [
        {
            "sha": sha,
            "url": f"{url(core, made)}/{kind}/{sha}",
            "html_url": f"{html_url(core, made)}/commit/{sha}",
        }
        for sha in data.parents
    ]
