"""Check runs, suites and annotations."""

from __future__ import annotations

from tests.world.actions import checks as actions
from tests.world.errors import Refused, not_found
from tests.world.objects import MissingObject
from tests.world.render import checks as render
from tests.world.replies import Reply
from tests.world.routing import Call, route
from tests.world.state import CheckRun, CheckSuite

READ, WRITE = {"checks": "read"}, {"checks": "write"}


@route("POST", "/repos/{owner}/{repo}/check-runs", WRITE)
def create(call: Call) -> Reply:
    if call.rates.checks_are_content:
        call.rates.count_content(f"installation {call.principal.installation.id}")
    run = actions.create_run(call.core, call.repository, call.principal.acts_as(call.core), call.fields)
    return Reply.of(201, render.run(call.core, run))


def _run(call: Call) -> CheckRun:
    number = call.number("check_run_id")
    for run in call.repository.runs:
        if run.id == number:
            return run
    raise not_found()


@route("GET", "/repos/{owner}/{repo}/check-runs/{check_run_id}", READ)
def get(call: Call) -> Reply:
    return Reply.of(200, render.run(call.core, _run(call)))


@route("PATCH", "/repos/{owner}/{repo}/check-runs/{check_run_id}", WRITE)
def update(call: Call) -> Reply:
    run = actions.update_run(call.core, _run(call), call.principal.acts_as(call.core), call.fields)
    return Reply.of(200, render.run(call.core, run))


@route("GET", "/repos/{owner}/{repo}/check-runs/{check_run_id}/annotations", READ)
def list_annotations(call: Call) -> Reply:
    run = _run(call)
    return call.page([render.annotation(call.core, run, note) for note in run.annotations])


def _commit(call: Call) -> str:
    try:
        return call.core.objects(call.repository).resolve(call.params["ref"])
    except MissingObject:
        raise Refused(422, f"No commit found for SHA: {call.params['ref']}") from None


def _matching(call: Call, runs: list[CheckRun]) -> list[CheckRun]:
    query = call.query
    if "check_name" in query:
        runs = [run for run in runs if run.name == query["check_name"]]
    if "status" in query:
        runs = [run for run in runs if run.status == query["status"]]
    if "app_id" in query:
        runs = [run for run in runs if str(run.suite.app.id) == query["app_id"]]
    if query.get("filter", "latest") == "latest":
        runs = list({(run.suite.app.id, run.name): run for run in runs}.values())
    return sorted(runs, key=lambda run: -run.id)


@route("GET", "/repos/{owner}/{repo}/commits/{ref}/check-runs", READ)
def list_for_ref(call: Call) -> Reply:
    sha = _commit(call)
    runs = _matching(call, [run for run in call.repository.runs if run.head_sha == sha])
    return call.page([render.run(call.core, run) for run in runs], "check_runs")


@route("GET", "/repos/{owner}/{repo}/commits/{ref}/check-suites", READ)
def list_suites(call: Call) -> Reply:
    sha, query = _commit(call), call.query
    suites = [suite for suite in call.repository.suites if suite.head_sha == sha]
    if "app_id" in query:
        suites = [suite for suite in suites if str(suite.app.id) == query["app_id"]]
    if "check_name" in query:
        named = [run.suite for run in call.repository.runs if run.name == query["check_name"]]
        suites = [suite for suite in suites if suite in named]
    return call.page([render.suite(call.core, suite) for suite in suites], "check_suites")


def _suite(call: Call) -> CheckSuite:
    number = call.number("check_suite_id")
    for suite in call.repository.suites:
        if suite.id == number:
            return suite
    raise not_found()


@route("GET", "/repos/{owner}/{repo}/check-suites/{check_suite_id}", READ)
def get_suite(call: Call) -> Reply:
    return Reply.of(200, render.suite(call.core, _suite(call)))


@route("GET", "/repos/{owner}/{repo}/check-suites/{check_suite_id}/check-runs", READ)
def list_for_suite(call: Call) -> Reply:
    suite = _suite(call)
    runs = _matching(call, [run for run in call.repository.runs if run.suite is suite])
    return call.page([render.run(call.core, run) for run in runs], "check_runs")
