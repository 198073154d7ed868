"""Check suites and runs: whose they are, and how they change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.world import limits
from tests.world.actions.announce import announce
from tests.world.core import Core
from tests.world.errors import Refused, invalid, malformed
from tests.world.objects import MissingObject
from tests.world.render import checks as render
from tests.world.state import Account, Annotation, App, Button, CheckRun, CheckSuite, Repository

STATUSES = ("queued", "in_progress", "completed")
CONCLUSIONS = (
    "action_required", "cancelled", "failure", "neutral", "success", "skipped", "timed_out",
)  # fmt: skip
PASSING = ("success", "neutral", "skipped")
LEVELS = ("notice", "warning", "failure")


def ensure_suite(
    core: Core,
    repository: Repository,
    app: App,
    sha: str,
    branch: str | None = None,
    before: str | None = None,
) -> CheckSuite:
    """The suite of an App on a commit, made if there is none."""
    for suite in repository.suites:
        if suite.app is app and suite.head_sha == sha:
            return suite
    if branch is None:
        branch = next(
            (p.head_ref for p in repository.pulls.values() if p.head_sha == sha and p.source is repository),
            None,
        )
    suite = CheckSuite(core.next_id(), repository, app, sha, branch, before, core.now(), core.now())
    repository.suites.append(suite)
    return suite


def request_suite(
    core: Core, repository: Repository, sha: str, branch: str, before: str, by: Account
) -> None:
    """A push makes a suite for every App that may write checks, and asks it to check."""
    installation = core.installation_of(repository)
    if installation and installation.permissions.get("checks") == "write":
        suite = ensure_suite(core, repository, core.app, sha, branch, before)
        announce(core, repository, "check_suite", "requested", by, {"check_suite": render.suite(core, suite)})


def create_run(core: Core, repository: Repository, app: App, body: Mapping[str, Any]) -> CheckRun:
    """Make a run.

    Raises:
        Refused: a field is missing or beyond a limit, or there is no such commit.
    """
    name, sha = _text(body, "name"), _text(body, "head_sha")
    try:
        full = core.objects(repository).resolve(sha)
    except MissingObject:
        full = ""
    if full != sha:
        raise Refused(422, f"No commit found for SHA: {sha}")
    suite = ensure_suite(core, repository, app, sha)
    run = CheckRun(core.next_id(), suite, name, "queued", None, core.now(), None)
    _apply(core, run, body)
    repository.runs.append(run)
    same = [other for other in repository.runs if other.suite is suite and other.name == name]
    for old in same[: -limits.MAX_RUNS_OF_A_NAME]:
        repository.runs.remove(old)
    _announce(core, run, "created", app.bot)
    if run.status == "completed":
        _completed(core, run)
    return run


def update_run(core: Core, run: CheckRun, app: App, body: Mapping[str, Any]) -> CheckRun:
    """Change a run: annotations are appended, the output is replaced as a whole.

    Raises:
        Refused: another App made it, or a field is beyond a limit.
    """
    if run.suite.app is not app:
        message = (
            f"Invalid app_id `{app.id}` - check run can only be modified by the GitHub App that created it."
        )
        raise Refused(403, message)
    was = run.status
    _apply(core, run, body)
    run.suite.updated_at = core.now()
    if run.status == "completed" and was != "completed":
        _completed(core, run)
    return run


def rerequest_run(core: Core, run: CheckRun, by: Account) -> None:
    """A person clicks "Re-run": the run stays as it was, its App is asked."""
    if run.suite.app is core.app:
        _announce(core, run, "rerequested", by)


def rerequest_suite(core: Core, suite: CheckSuite, by: Account) -> None:
    """A person clicks "Re-run all checks"."""
    if suite.app is core.app:
        payload = {"check_suite": render.suite(core, suite)}
        announce(core, suite.repository, "check_suite", "rerequested", by, payload)


def press(core: Core, run: CheckRun, identifier: str, by: Account) -> None:
    """A person presses a button of a completed run.

    Raises:
        LookupError: the run shows no such button.
    """
    if run.status != "completed" or identifier not in [button.identifier for button in run.buttons]:
        raise LookupError(f"the run shows no button {identifier}")
    if run.suite.app is core.app:
        _announce(core, run, "requested_action", by, {"requested_action": {"identifier": identifier}})


def _completed(core: Core, run: CheckRun) -> None:
    """A run has come to its end, and with the last one of a suite the suite."""
    _announce(core, run, "completed", run.suite.app.bot)
    if render.suite_state(core, run.suite)[0] == "completed":
        payload = {"check_suite": render.suite(core, run.suite)}
        announce(core, run.suite.repository, "check_suite", "completed", run.suite.app.bot, payload)


def _announce(
    core: Core, run: CheckRun, action: str, by: Account, more: Mapping[str, Any] | None = None
) -> None:
    shown = render.run(core, run) | {"check_suite": render.suite_in_run(core, run.suite)}
    announce(core, run.suite.repository, "check_run", action, by, {"check_run": shown, **(more or {})})


def _text(body: Mapping[str, Any], key: str) -> str:
    value = body.get(key)
    if value is None:
        raise malformed(f'"{key}" wasn\'t supplied.')
    if not isinstance(value, str) or not value:
        raise malformed(f"{value!r} is not a string.")
    return value


def _apply(core: Core, run: CheckRun, body: Mapping[str, Any]) -> None:
    status, conclusion = _progress(run, body)
    started = limits.moment(body.get("started_at"), "started_at")
    completed = limits.moment(body.get("completed_at"), "completed_at")
    buttons = _buttons(body["actions"]) if "actions" in body else run.buttons
    details = body.get("details_url")
    if details is not None and not str(details).startswith(("http://", "https://")):
        raise invalid("CheckRun", "details_url", "invalid", "details_url must be an http or https URL")
    output = body.get("output")
    texts, annotations = None, []
    if output is not None:
        for key in ("title", "summary"):
            if output.get(key) is None:
                raise malformed(f'"{key}" wasn\'t supplied.')
        texts = limits.output_texts(output)
        annotations = _annotations(output.get("annotations") or [])

    run.name = _text(body, "name") if "name" in body else run.name
    run.status, run.conclusion, run.buttons = status, conclusion, buttons
    run.started_at = started or run.started_at
    if status == "completed":
        run.completed_at = completed or run.completed_at or core.now()
    else:
        run.completed_at = None
    run.details_url = details or run.details_url
    run.external_id = body.get("external_id", run.external_id)
    if texts is not None:
        run.title, run.summary, run.text = texts
        run.annotations.extend(annotations)


def _progress(run: CheckRun, body: Mapping[str, Any]) -> tuple[str, str | None]:
    conclusion = body.get("conclusion")
    status = body.get("status") or ("completed" if conclusion or body.get("completed_at") else run.status)
    if status not in STATUSES:
        raise malformed(f"{status} is not a member of {list(STATUSES)}.")
    if conclusion is not None and conclusion not in CONCLUSIONS:
        raise malformed(f"{conclusion} is not a member of {list(CONCLUSIONS)}.")
    if conclusion is not None:
        return "completed", conclusion
    if status == "completed":
        if run.conclusion is None or "status" in body:
            raise malformed('"conclusion" wasn\'t supplied.')
        return status, run.conclusion
    return status, None


def _annotations(given: list[Mapping[str, Any]]) -> list[Annotation]:
    if len(given) > limits.MAX_ANNOTATIONS:
        raise malformed(
            f"No more than {limits.MAX_ANNOTATIONS} items are allowed; {len(given)} were supplied."
        )
    return [_annotation(one) for one in given]


def _annotation(one: Mapping[str, Any]) -> Annotation:
    for key in ("path", "start_line", "end_line", "annotation_level", "message"):
        if one.get(key) is None:
            raise malformed(f'"{key}" wasn\'t supplied.')
    start, end, level = one["start_line"], one["end_line"], one["annotation_level"]
    if level not in LEVELS:
        raise malformed(f"{level} is not a member of {list(LEVELS)}.")
    if not isinstance(start, int) or not isinstance(end, int) or not 1 <= start <= end:
        raise invalid("CheckRun", "annotations", "invalid", "start_line must be at or before end_line")
    if not one["path"] or not one["message"]:
        raise invalid("CheckRun", "annotations", "invalid", "path and message must not be blank")
    if start != end and ("start_column" in one or "end_column" in one):
        raise invalid("CheckRun", "annotations", "invalid", "columns are allowed only within one line")
    for key in ("message", "raw_details"):
        if len((one.get(key) or "").encode()) > limits.MAX_ANNOTATION_BYTES:
            raise invalid("CheckRun", "annotations", "invalid", f"{key} exceeds 64 KB")
    if len(one.get("title") or "") > limits.MAX_ANNOTATION_TITLE:
        raise invalid("CheckRun", "annotations", "invalid", "title exceeds 255 characters")
    return Annotation(
        one["path"],
        start,
        end,
        level,
        one["message"],
        one.get("title"),
        one.get("raw_details"),
        one.get("start_column"),
        one.get("end_column"),
    )


def _buttons(given: list[Mapping[str, Any]]) -> tuple[Button, ...]:
    if len(given) > limits.MAX_BUTTONS:
        raise malformed(f"No more than {limits.MAX_BUTTONS} items are allowed; {len(given)} were supplied.")
    for one in given:
        for key, longest in limits.BUTTON_LENGTHS.items():
            if len(_text(one, key)) > longest:
                raise malformed(f"Only {longest} characters are allowed; {len(one[key])} were supplied.")
    return tuple(Button(one["label"], one["description"], one["identifier"]) for one in given)
