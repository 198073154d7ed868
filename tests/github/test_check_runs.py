"""The check run of a commit."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pytest_httpx import HTTPXMock

from bot.github.check_runs import CheckRuns
from bot.github.client import RepositoryClient
from bot.github.errors import Unavailable
from checks.report.check_run import Annotation, CheckRunText
from tests.github.conftest import API

HEAD = "a" * 40
RUNS = f"{API}/repos/acme/shop/check-runs"
QUERY = "check_name=decisis&app_id=1&filter=all&per_page=100&page=1"
LISTED = f"{API}/repos/acme/shop/commits/{HEAD}/check-runs?{QUERY}"
TEXT = CheckRunText("title", "summary", "text")


def _run(number: int, **changed: Any) -> dict[str, Any]:
    return {
        "id": number,
        "name": "decisis",
        "status": "in_progress",
        "conclusion": None,
        "external_id": "42#5:x",
        "app": {"id": 1},
        "output": {"annotations_count": 0},
        **changed,
    }


def _listed(*runs: dict[str, Any]) -> dict[str, Any]:
    return {"total_count": len(runs), "check_runs": list(runs)}


def test_a_run_that_is_at_work_is_found_and_not_made_again(
    client: RepositoryClient, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(url=LISTED, json=_listed(_run(3)))
    runs = CheckRuns(client, 1)
    assert runs.open(HEAD, "42#5:x", TEXT, runs.all(HEAD)).id == 3
    assert not httpx_mock.get_requests(url=RUNS)


@pytest.mark.threat("G1")
def test_a_run_of_our_name_by_another_app_is_none_of_ours(
    client: RepositoryClient, httpx_mock: HTTPXMock
) -> None:
    foreign = _run(3, app={"id": 15368}, status="completed", conclusion="success")
    httpx_mock.add_response(url=LISTED, json=_listed(foreign), is_reusable=True)
    httpx_mock.add_response(method="POST", url=RUNS, json=_run(4), status_code=201)
    runs = CheckRuns(client, 1)
    assert runs.open(HEAD, "42#5:x", TEXT, runs.all(HEAD)).id == 4


def test_a_completed_run_is_put_back_to_work(client: RepositoryClient, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(url=LISTED, json=_listed(_run(3, status="completed", conclusion="success")))
    httpx_mock.add_response(method="PATCH", url=f"{RUNS}/3", json=_run(3))
    runs = CheckRuns(client, 1)
    assert not runs.open(HEAD, "42#5:y", TEXT, runs.all(HEAD)).is_completed
    sent = json.loads(httpx_mock.get_requests()[-1].content)
    assert sent == {
        "status": "in_progress",
        "external_id": "42#5:y",
        "output": {"title": "title", "summary": "summary", "text": "text"},
    }


@pytest.mark.threat("G9")
def test_a_run_whose_answer_was_lost_is_looked_up_and_not_made_again(
    client: RepositoryClient, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(url=LISTED, json=_listed())
    httpx_mock.add_response(method="POST", url=RUNS, status_code=502)
    httpx_mock.add_response(url=LISTED, json=_listed(_run(3)))
    runs = CheckRuns(client, 1)
    assert runs.open(HEAD, "42#5:x", TEXT, runs.all(HEAD)).id == 3
    assert len(httpx_mock.get_requests(method="POST", url=RUNS)) == 1


def test_a_run_that_was_not_made_is_reported(client: RepositoryClient, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(url=LISTED, json=_listed(), is_reusable=True)
    httpx_mock.add_response(method="POST", url=RUNS, status_code=502)
    runs = CheckRuns(client, 1)
    with pytest.raises(Unavailable):
        runs.open(HEAD, "42#5:x", TEXT, runs.all(HEAD))


@pytest.mark.threat("G8")
def test_annotations_go_out_in_batches_of_fifty_with_the_whole_output_each(
    client: RepositoryClient, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(method="PATCH", url=f"{RUNS}/3", json=_run(3), is_reusable=True)
    httpx_mock.add_response(url=LISTED, json=_listed(_run(3)))
    runs = CheckRuns(client, 1)
    wanted = [Annotation("a.py", line, line, "failure", "t", "m") for line in range(1, 121)]
    runs.annotate(runs.all(HEAD)[-1], TEXT, wanted)
    outputs = [json.loads(request.content)["output"] for request in httpx_mock.get_requests(method="PATCH")]
    assert [len(output["annotations"]) for output in outputs] == [50, 50, 20]
    assert [entry["start_line"] for output in outputs for entry in output["annotations"]] == list(
        range(1, 121)
    )
    texts = {(output["title"], output["summary"], output["text"]) for output in outputs}
    assert texts == {("title", "summary", "text")}
    assert outputs[0]["annotations"][0]["annotation_level"] == "failure"


def test_annotations_that_github_holds_are_read_back(client: RepositoryClient, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(url=LISTED, json=_listed(_run(3, output={"annotations_count": 1})))
    entry = {"path": "a.py", "start_line": 1, "end_line": 2, "annotation_level": "warning"}
    httpx_mock.add_response(
        url=f"{RUNS}/3/annotations?per_page=100&page=1", json=[entry | {"title": "t", "message": "m"}]
    )
    runs = CheckRuns(client, 1)
    assert runs.annotations(runs.all(HEAD)[-1]) == {Annotation("a.py", 1, 2, "warning", "t", "m")}
