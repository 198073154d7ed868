"""GitHub fails, people push meanwhile, events come twice, late or never: what is published stays right."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Literal

import httpx
import pytest

from bot.server.engine.queue import MOST_CRASHES
from bot.sql import is_sqlite
from tests.databases import content
from tests.server.conftest import until
from tests.stories.conftest import BAD, GOOD, Stage
from tests.world import (
    Abuse,
    Forged,
    Happening,
    Html,
    Lost,
    NotFound,
    RateLimited,
    Reset,
    Status,
    Twice,
    Unauthorized,
    Varied,
)
from tests.world.faults import Fault
from tests.world.handles.pull import Pull
from tests.world.seen import SeenRun


def concluded(pull: Pull, conclusion: str) -> Callable[[], SeenRun | None]:
    def found() -> SeenRun | None:
        run = pull.check()
        return run if run and run.conclusion == conclusion else None

    return found


def told_once(stage: Stage, pull: Pull, conclusion: str = "failure") -> None:
    """The closing assertions of a story about a pull request with one finding."""
    run = stage.world.until(concluded(pull, conclusion), 40, f"the conclusion {conclusion}")
    assert len([each for each in pull.check_runs if each.app_slug == "decisis"]) == 1
    assert len(run.annotations) == 1
    assert len(pull.review_comments) == 1
    assert len(pull.reviews) == 1


@pytest.mark.threat("G9")
@pytest.mark.parametrize(
    ("verb", "path", "fault"),
    [
        ("POST", "/check-runs", Status(502)),
        ("POST", "/check-runs", Reset()),
        ("POST", "/pulls/*/reviews", Status(502)),
        ("POST", "/pulls/*/reviews", Html()),
        ("PATCH", "/check-runs/*", Status(503)),
        ("PATCH", "/check-runs/*", Reset()),
    ],
    ids=repr,
)
def test_an_answer_that_was_lost_after_the_effect_makes_no_duplicate(
    harbour: Stage, verb: str, path: str, fault: Fault
) -> None:
    shop = harbour.shop()
    lost = harbour.world.fail(verb, f"/repos/{shop.full_name}{path}", fault, effect="after")
    told_once(harbour, shop.open_pull(harbour.world.agent(), files=BAD))
    assert lost.struck == 1


REFUSALS = [
    RateLimited(secondary=True, retry_after=1),
    RateLimited(retry_after=1, code=429),
    Status(500),
    Html(),
    Unauthorized(),
]


def test_refusals_before_the_effect_only_cost_time(harbour: Stage) -> None:
    pulls, planned = [], []
    requests = [("GET", "/pulls/*"), ("POST", "/check-runs"), ("PATCH", "/check-runs/*")]
    for number, fault in enumerate(REFUSALS):
        shop = harbour.shop()
        for verb, path in (requests[number % 3], requests[(number + 1) % 3]):
            planned.append(harbour.world.fail(verb, f"/repos/{shop.full_name}{path}", fault))
        pulls.append(shop.open_pull(harbour.world.agent(), files=BAD))
    for pull in pulls:
        told_once(harbour, pull)
    assert {each.struck for each in planned} == {1}


@pytest.mark.threat("B5")
def test_a_repository_that_vanishes_at_any_request_never_gets_a_success(harbour: Stage) -> None:
    pulls, planned = [], []
    for answered in (0, 4, 7, 11):
        shop = harbour.shop()
        harbour.idle()
        path = f"/repos/{shop.full_name}*"
        planned.append(harbour.world.fail("*", path, NotFound(), after=answered, times=1_000))
        pulls.append(shop.open_pull(harbour.world.agent(), files={"a.txt": b"a\n"}))
    harbour.world.until(lambda: all(each.struck >= 4 for each in planned), 30, "a few refused requests")
    assert [run.conclusion for pull in pulls for run in pull.check_runs if run.conclusion] == []
    assert harbour.service.process.poll() is None


def test_events_that_come_twice_late_or_unknown_lead_to_one_verdict(town: Stage) -> None:
    shop = town.shop()
    town.world.next_delivery("pull_request", Twice())
    pull = shop.open_pull(town.world.agent(), files=BAD)
    told_once(town, pull)
    town.world.next_delivery("pull_request", Varied(action="an_action_of_next_year"))
    pull.push(GOOD)
    run = town.world.until(concluded(pull, "success"), 40, "the verdict on the push")
    assert run.head_sha == pull.head_sha
    town.world.assert_clean()


@pytest.mark.threat("A6")
def test_an_old_event_that_is_replayed_changes_nothing(town: Stage) -> None:
    shop = town.shop()
    pull = shop.open_pull(town.world.agent(), files=BAD)
    told_once(town, pull)
    opened = next(each for each in town.world.deliveries if each.event == "pull_request")
    pull.push(GOOD)
    town.world.until(concluded(pull, "success"), 40, "the verdict on the push")
    town.idle()
    town.world.redeliver(opened)
    town.idle()
    run = pull.check()
    assert run is not None
    assert (run.conclusion, run.head_sha) == ("success", pull.head_sha)
    assert len(town.records(pull)) == 2


@pytest.mark.threat("A8")
def test_deliveries_that_were_lost_while_we_were_down_are_made_up_for(night: Stage) -> None:
    shop = night.shop()
    night.idle()
    night.end()
    night.world.next_delivery("pull_request", Lost())
    pull = shop.open_pull(night.world.agent(), files=BAD)
    night.begin()
    told_once(night, pull)
    other = night.shop()
    night.idle()
    night.end()
    unseen = other.open_pull(night.world.agent(), files=BAD)
    night.begin()
    told_once(night, unseen)
    night.world.assert_clean()


@pytest.mark.threat("A1")
def test_a_forged_delivery_does_nothing(town: Stage) -> None:
    shop = town.shop()
    town.idle()
    ways: tuple[Literal["wrong", "missing", "sha1", "altered"], ...] = ("wrong", "missing", "sha1", "altered")
    for how in ways:
        town.world.next_delivery("pull_request", Forged(how))
        pull = shop.open_pull(town.world.agent(), head=f"topic-{how}", files={f"{how}.txt": b"x\n"})
        town.world.delivered(20)
        assert pull.check() is None
    assert {each.status_code for each in town.world.deliveries if each.note.startswith("forged")} == {401}


def test_a_content_limit_in_the_form_of_422_is_waited_out(harbour: Stage) -> None:
    shop = harbour.shop()
    harbour.idle()  # a sweep of what is new would review the pull request as well
    harbour.world.fail("POST", f"/repos/{shop.full_name}/pulls/*/reviews", Abuse())
    pull = shop.open_pull(harbour.world.agent(), files=BAD)
    query = "SELECT 1 FROM workflow_status WHERE status = 'DELAYED' AND workflow_uuid"
    harbour.world.until(lambda: harbour.query(f"{query} LIKE '%{shop.id}#{pull.number}~%'"), 20)
    run = pull.check()
    assert run is not None
    assert run.status == "in_progress"


def test_a_finding_that_is_lifted_leaves_no_stale_annotation(stage: Stage) -> None:
    shop = stage.shop()
    pull = shop.open_pull(stage.world.agent(), files=BAD)
    told_once(stage, pull)
    shop.commit("main", {"docs/decisions/0001-legacy.md": None})
    shop.push("main")
    run = stage.world.until(concluded(pull, "success"), 40, "the verdict under the wider policy")
    stage.idle()
    assert run.annotations == ()
    assert {each.status for each in pull.check_runs} == {"completed"}
    stage.world.assert_clean(allow=["duplicate"])


def test_a_fault_of_ours_ends_as_a_failure_that_names_no_secret(night: Stage) -> None:
    shop = night.shop()
    night.idle()
    mirrors = night.directory / "data" / "mirrors"
    aside = mirrors.rename(mirrors.with_name("aside")) if mirrors.exists() else None
    mirrors.write_text("in the way")
    pull = shop.open_pull(night.world.agent(), files={"a.txt": b"a\n"})
    run = night.world.until(concluded(pull, "failure"), 40, "the failure")
    assert run.title == "Decisis failed, the change was not judged"
    assert str(night.directory) not in (run.summary or "") + (run.text or "")
    (record,) = night.records(pull)
    assert "INTERNAL" in record["document"]
    mirrors.unlink()
    if aside is not None:
        aside.rename(mirrors)
    night.world.assert_clean()


def test_a_pull_request_that_kills_the_process_is_given_up_and_others_go_on(night: Stage) -> None:
    shop = night.shop()
    night.idle()
    poison = night.world.fail(
        "GIT", f"/{shop.full_name}.git", Happening(lambda: night.service.kill()), times=50
    )
    pull = shop.open_pull(night.world.agent(), files=BAD)
    for count in range(1, MOST_CRASHES + 1):
        night.world.until(lambda: night.service.process.poll() is not None, 30, f"kill {count}")
        night.begin()
    run = night.world.until(concluded(pull, "failure"), 40, "the failure")
    assert run.title == "Decisis failed, the change was not judged"
    assert poison.struck == MOST_CRASHES
    poison.times = poison.struck
    other = night.shop().open_pull(night.world.agent(), files={"a.txt": b"a\n"})
    assert night.settled(other).conclusion == "success"
    night.world.assert_clean()


def test_the_service_says_whether_it_is_ready_and_ends_in_order(night: Stage) -> None:
    def is_ready() -> bool:
        answer = httpx.get(night.service.url + "/readyz", trust_env=False)
        assert answer.json().keys() >= {"database", "disk", "engine", "inbox", "queue", "worker"}
        return answer.status_code == 200

    until(is_ready)
    begun = time.monotonic()
    assert night.service.stop() == 0
    assert time.monotonic() - begun < 15
    lines = [json.loads(line) for line in night.service.log.read_text().splitlines()]
    assert lines[-1]["message"] == "stopping"


@pytest.mark.threat("I5")
def test_no_secret_stands_in_the_log_or_in_the_database(night: Stage) -> None:
    shop = night.shop()
    night.world.fail("POST", f"/repos/{shop.full_name}/check-runs", Unauthorized())
    pull = shop.open_pull(night.world.agent(), files=BAD)
    told_once(night, pull)
    night.service.stop()
    app = night.world.app
    secrets = [app.webhook_secret, *night.world.core.state.tokens]
    secrets += [line for line in app.private_key.splitlines() if line and "-----" not in line]
    assert len(secrets) > 20
    kept = {
        str(file): file.read_bytes()
        for file in sorted(night.directory.rglob("*"))
        if file.is_file() and night.directory / "world" not in file.parents
    }
    if not is_sqlite(night.url):
        kept["database"] = content(night.url)
        assert pull.head_sha.encode() in kept["database"]
    for name, held in kept.items():
        assert not [secret for secret in secrets if secret.encode() in held], name
