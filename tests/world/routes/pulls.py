"""Pull requests: list, get, files, commits, and those of a commit."""

from __future__ import annotations

from tests.world.actions import merging
from tests.world.errors import Refused
from tests.world.objects import MissingObject
from tests.world.render import pulls as render
from tests.world.render import repositories as render_repositories
from tests.world.replies import Reply
from tests.world.routing import Call, route
from tests.world.state import Pull

READ = {"pull_requests": "read"}
MAX_COMMITS = 250


@route("GET", "/repos/{owner}/{repo}/pulls", READ)
def list_pulls(call: Call) -> Reply:
    state, query = call.query.get("state", "open"), call.query
    pulls = [pull for pull in call.repository.pulls.values() if state in ("all", pull.state)]
    if "base" in query:
        pulls = [pull for pull in pulls if pull.base_ref == query["base"]]
    if "head" in query:
        pulls = [pull for pull in pulls if f"{pull.source.owner.login}:{pull.head_ref}" == query["head"]]
    created = query.get("sort", "created") == "created"
    ascending = query.get("direction", "desc" if created else "asc") == "asc"
    pulls.sort(
        key=lambda pull: (0 if created else pull.updated_at.timestamp(), pull.number), reverse=not ascending
    )
    return call.page([render.simple(call.core, pull) for pull in pulls])


@route("GET", "/repos/{owner}/{repo}/pulls/{pull_number}", READ)
def get(call: Call) -> Reply:
    mergeable, state = merging.reading(call.core, call.pull)
    return Reply.of(200, render.full(call.core, call.pull, mergeable, state))


@route("GET", "/repos/{owner}/{repo}/pulls/{pull_number}/files", READ)
def files(call: Call) -> Reply:
    shown = call.core.pull_diff(call.pull).shown()
    return call.page([render.file(call.core, call.pull, *one) for one in shown])


def _commits(call: Call, pull: Pull) -> list[str]:
    return call.core.objects(pull.repository).commits(pull.head_sha, f"^{call.core.pull_base(pull)}")


@route("GET", "/repos/{owner}/{repo}/pulls/{pull_number}/commits", READ)
def commits(call: Call) -> Reply:
    objects, made = call.core.objects(call.repository), call.repository
    data = [objects.read_commit(sha) for sha in _commits(call, call.pull)[:MAX_COMMITS]]
    return call.page([render_repositories.commit(call.core, made, one) for one in data])


@route("GET", "/repos/{owner}/{repo}/commits/{commit_sha}/pulls", READ)
def of_commit(call: Call) -> Reply:
    try:
        sha = call.core.objects(call.repository).resolve(call.params["commit_sha"])
    except MissingObject:
        raise Refused(422, f"No commit found for SHA: {call.params['commit_sha']}") from None
    pulls = [
        pull for pull in call.repository.pulls.values() if sha == pull.head_sha or sha in _commits(call, pull)
    ]
    return call.page([render.simple(call.core, pull) for pull in pulls])
