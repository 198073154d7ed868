"""Check runs, suites and annotations as JSON."""

from __future__ import annotations

from tests.world.clock import stamp
from tests.world.core import Core
from tests.world.render import pulls
from tests.world.render.accounts import Json, app
from tests.world.render.repositories import html_url, minimal, simple_commit, url
from tests.world.state import Annotation, CheckRun, CheckSuite, Pull, Repository, node_id


def _pulls(core: Core, made: Repository, sha: str) -> list[Json]:
    def shown(pull: Pull) -> bool:
        return pull.state == "open" and pull.head_sha == sha and pull.source is made

    return [pulls.minimal(core, pull) for pull in made.pulls.values() if shown(pull)]


def run(core: Core, one: CheckRun) -> Json:
    """`check-run`; a fork's commit has no `pull_requests`."""
    made = one.suite.repository
    own = f"{url(core, made)}/check-runs/{one.id}"
    page = f"{html_url(core, made)}/runs/{one.id}"
    output = {
        "title": one.title,
        "summary": one.summary,
        "text": one.text,
        "annotations_count": len(one.annotations),
        "annotations_url": f"{own}/annotations",
    }
    return {
        "id": one.id,
        "head_sha": one.head_sha,
        "node_id": node_id("CR", one.id),
        "external_id": one.external_id or "",
        "url": own,
        "html_url": page,
        "details_url": one.details_url or "https://example.com",
        "status": one.status,
        "conclusion": one.conclusion,
        "started_at": stamp(one.started_at) if one.started_at else None,
        "completed_at": stamp(one.completed_at) if one.completed_at else None,
        "output": output,
        "name": one.name,
        "check_suite": {"id": one.suite.id},
        "app": app(core, one.suite.app),
        "pull_requests": _pulls(core, made, one.head_sha),
    }


def annotation(core: Core, one: CheckRun, note: Annotation) -> Json:
    """`check-annotation`."""
    return {
        "path": note.path,
        "blob_href": f"{html_url(core, one.suite.repository)}/blob/{one.head_sha}/{note.path}",
        "start_line": note.start_line,
        "start_column": note.start_column,
        "end_line": note.end_line,
        "end_column": note.end_column,
        "annotation_level": note.level,
        "title": note.title,
        "message": note.message,
        "raw_details": note.raw_details,
    }


def suite_state(core: Core, one: CheckSuite) -> tuple[str, str | None]:
    """Status and conclusion of a suite, from the newest run of each name."""
    runs = list({made.name: made for made in one.repository.runs if made.suite is one}.values())
    if not runs:
        return "queued", None
    if any(made.status != "completed" for made in runs):
        return "in_progress", None
    order = ("failure", "timed_out", "cancelled", "action_required", "stale", "success", "neutral", "skipped")
    return "completed", min((made.conclusion or "failure" for made in runs), key=order.index)


def suite(core: Core, one: CheckSuite) -> Json:
    """`check-suite`."""
    made = one.repository
    own = f"{url(core, made)}/check-suites/{one.id}"
    status, conclusion = suite_state(core, one)
    return {
        "id": one.id,
        "node_id": node_id("CS", one.id),
        "head_branch": one.head_branch,
        "head_sha": one.head_sha,
        "status": status,
        "conclusion": conclusion,
        "url": own,
        "before": one.before,
        "after": one.head_sha,
        "pull_requests": _pulls(core, made, one.head_sha),
        "app": app(core, one.app),
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.updated_at),
        "rerequestable": True,
        "runs_rerequestable": True,
        "latest_check_runs_count": sum(run.suite is one for run in made.runs),
        "check_runs_url": f"{own}/check-runs",
        "head_commit": simple_commit(core.objects(made).read_commit(one.head_sha)),
        "repository": minimal(core, made),
    }


def suite_in_run(core: Core, one: CheckSuite) -> Json:
    """The suite as the payload of a `check_run` event holds it."""
    whole = suite(core, one)
    left_out = {
        "rerequestable", "runs_rerequestable", "latest_check_runs_count", "check_runs_url", "head_commit",
        "repository",
    }  # fmt: skip
    return {name: value for name, value in whole.items() if name not in left_out}
