"""The 24 faults of the threat model: which test plays each, and those that nothing else plays.

No fault makes a success that was not earned, loses what was acknowledged, or leaves anything twice.
"""

from __future__ import annotations

import importlib
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

import httpx
import psycopg
import pytest

from bot.sql import is_sqlite, sqlite_file
from tests.machine import Machine
from tests.stories.conftest import BAD, FILES, GOOD, Stage
from tests.stories.desk import Bench, bench_in
from tests.stories.test_trouble import told_once
from tests.world import BrokenJson, HalfBody, Hang
from tests.world.faults import Fault
from tests.world.handles.pull import Pull
from tests.world.replies import Reply

PLAYED: Mapping[str, tuple[str, ...]] = {
    "1 GitHub answers 500": ("stories.test_trouble.test_refusals_before_the_effect_only_cost_time",),
    "2 GitHub answers 502": (
        "stories.test_trouble.test_an_answer_that_was_lost_after_the_effect_makes_no_duplicate",
    ),
    "3 secondary limit, 403": (
        "stories.test_limits.test_a_secondary_limit_puts_the_job_back_and_others_go_on",
    ),
    "4 429 with Retry-After": ("stories.test_trouble.test_refusals_before_the_effect_only_cost_time",),
    "5 401 for a token believed good": (
        "stories.test_trouble.test_refusals_before_the_effect_only_cost_time",
    ),
    "6 404 for what is there": (
        "stories.test_trouble.test_a_repository_that_vanishes_at_any_request_never_gets_a_success",
        "stories.test_queue.test_a_group_whose_pull_request_cannot_be_seen_is_judged_as_if_by_an_agent",
    ),
    "7 an answer of before": (
        "stories.test_faults.test_an_answer_of_before_gives_no_success_to_what_came_since",
    ),
    "8 JSON that ends in the middle": (
        "stories.test_faults.test_answers_that_end_early_or_never_only_cost_time",
    ),
    "9 HTML in place of JSON": ("stories.test_trouble.test_refusals_before_the_effect_only_cost_time",),
    "10 no answer for a minute": ("stories.test_faults.test_answers_that_end_early_or_never_only_cost_time",),
    "11 a connection reset in the body": (
        "stories.test_faults.test_answers_that_end_early_or_never_only_cost_time",
        "stories.test_trouble.test_an_answer_that_was_lost_after_the_effect_makes_no_duplicate",
    ),
    "12 a delivery twice": (
        "stories.test_trouble.test_events_that_come_twice_late_or_unknown_lead_to_one_verdict",
        "server.test_webhook.test_the_same_delivery_a_thousand_times_is_one",
    ),
    "13 a delivery lost": (
        "stories.test_trouble.test_deliveries_that_were_lost_while_we_were_down_are_made_up_for",
    ),
    "14 deliveries in another order": ("stories.test_orders.test_six_events_end_alike_in_every_order",),
    "15 the clock jumps by an hour": (
        "stories.test_faults.test_a_clock_that_jumps_or_stops_only_costs_time",
    ),
    "16 the clock stops": ("stories.test_faults.test_a_clock_that_jumps_or_stops_only_costs_time",),
    "17 kill -9 of a worker": (
        "server.test_several_processes.test_what_a_killed_process_had_under_way_is_done_by_another",
        "server.test_several_processes.test_a_frozen_process_is_taken_over_and_ends_when_it_wakes",
    ),
    "18 kill -9 of the server": (
        "stories.test_kills.test_a_kill_at_any_request_costs_time_and_nothing_else",
        "stories.test_chaos.test_kills_at_any_moment_lose_nothing_and_double_nothing",
    ),
    "19 the database is locked, or away": (
        "stories.test_faults.test_a_database_that_somebody_locks_only_costs_time",
        "server.test_several_processes.test_a_database_that_was_away_costs_time_and_no_process",
    ),
    "20 the disk is full, or read-only": (
        "stories.test_faults.test_a_disk_that_is_full_at_any_moment_loses_nothing",
        "stories.test_faults.test_a_disk_that_takes_nothing_for_a_while_costs_time_and_no_restart",
        "server.test_embedded.test_a_connection_that_was_made_while_nothing_could_be_written_is_not_kept",
        "engines.test_cache.test_a_folder_that_cannot_be_written_costs_nothing_but_time",
    ),
    "21 fsync fails": ("stories.test_faults.test_what_does_not_reach_the_disk_is_not_acknowledged",),
    "22 semgrep is killed for its memory": (
        "engines.test_limits.test_a_process_killed_in_the_middle_is_repeated_and_nothing_is_lost",
        "engines.test_limits.test_a_file_that_never_ends_is_found_out_and_the_others_are_judged",
    ),
    "23 semgrep's JSON is incomplete": (
        "engines.test_proof.test_an_answer_that_cannot_be_read_is_a_fault",
        "engines.test_proof.test_a_file_that_is_not_listed_as_scanned_is_a_gap",
    ),
    "24 two at once": (
        "server.test_queue.test_a_second_process_on_the_database_is_refused",
        "server.test_several_processes.test_jobs_of_one_pull_request_do_not_overlap_whoever_does_them",
        "server.test_several_processes.test_a_lock_whose_session_was_ended_does_not_count_any_more",
    ),
}
"""Fault → the tests that play it."""


def test_every_fault_is_played_by_tests_that_exist() -> None:
    assert [int(fault.split()[0]) for fault in PLAYED] == list(range(1, 25))
    for name in sorted({name for names in PLAYED.values() for name in names}):
        module, _, function = name.rpartition(".")
        assert callable(getattr(importlib.import_module(f"tests.{module}"), function, None)), name


@dataclass
class AsBefore:
    """The first answer again, as a replica gives it that is behind."""

    kept: list[Reply] = field(default_factory=list)

    def strike(self, reply: Reply | None) -> Reply:
        assert reply is not None
        self.kept.append(reply)
        return self.kept[0]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with pytest.MonkeyPatch.context() as patience:
        patience.setattr("bot.github.connection.READ_SECONDS", 1.5)
        with bench_in(tmp_path_factory.mktemp("faults")) as made:
            yield made


def conclusions(pull: Pull) -> list[str | None]:
    return [run.conclusion for run in pull.check_runs if run.app_slug == "decisis"]


@pytest.mark.threat("G1")
def test_an_answer_of_before_gives_no_success_to_what_came_since(bench: Bench) -> None:
    shop = bench.shop(FILES)
    path = f"/repos/{shop.full_name}/pulls/1"
    stale = bench.world.fail("GET", path, AsBefore(), effect="after", times=1_000)
    pull = shop.open_pull(bench.world.agent(), files=GOOD)
    bench.catch_up()
    assert conclusions(pull) == ["success"]
    pull.push(BAD)
    bench.catch_up()
    assert conclusions(pull) == []
    stale.times = stale.struck
    bench.sweep(shop)
    bench.catch_up()
    assert conclusions(pull) == ["failure"]


@pytest.mark.parametrize("fault", [BrokenJson(), HalfBody(), Hang()], ids=repr)
def test_answers_that_end_early_or_never_only_cost_time(bench: Bench, fault: Fault) -> None:
    shop = bench.shop(FILES)
    requests = [("GET", "/pulls/1"), ("POST", "/check-runs"), ("PATCH", "/check-runs/*")]
    planned = [
        bench.world.fail(verb, f"/repos/{shop.full_name}{path}", fault, effect="after")
        for verb, path in requests
    ]
    pull = shop.open_pull(bench.world.agent(), files=BAD)
    bench.catch_up()
    assert [each.struck for each in planned] == [1, 1, 1]
    assert conclusions(pull) == ["failure"]
    assert len(pull.review_comments) == len(pull.reviews) == 1


@pytest.fixture(scope="module")
def _machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    return Machine(tmp_path_factory.mktemp("machine"))


@pytest.fixture(scope="module")
def night_variables(_machine: Machine) -> Mapping[str, str]:
    return _machine.variables


@pytest.fixture
def ailing(_machine: Machine, _night: Stage) -> Iterator[tuple[Stage, Machine]]:
    """A service, on each store, on a machine that can fail it."""
    if not _night.service.is_alive:
        _night.begin()
    _night.idle()
    yield _night, _machine
    _machine.set(ahead=0, stopped=0, full=0, unsynced=0, frozen=0)


def restarted(stage: Stage) -> None:
    """Start the service once more, as an operator does after a fault of the machine."""
    stage.end()
    stage.begin()


HOUR = 3_600


@pytest.mark.parametrize(
    ("_night", "wrong"),
    [
        ("sqlite", {"ahead": HOUR}),
        ("sqlite", {"ahead": -HOUR}),
        ("sqlite", {"stopped": 1}),
        ("postgresql", {"ahead": HOUR}),
    ],
    ids=["sqlite-ahead", "sqlite-behind", "sqlite-stopped", "postgresql-ahead"],
    indirect=["_night"],
)
def test_a_clock_that_jumps_or_stops_only_costs_time(
    ailing: tuple[Stage, Machine], wrong: Mapping[str, int]
) -> None:
    stage, machine = ailing
    shop = stage.shop()
    asked = len(stage.world.record.requests)
    with machine.failing(
        **{name: int(time.time()) if name == "stopped" else at for name, at in wrong.items()}
    ):
        pull = shop.open_pull(stage.world.agent(), files=BAD)
        stage.world.delivered(30)
        stage.world.until(lambda: len(stage.world.record.requests) > asked, 30, "a request at a wrong time")
    assert "success" not in conclusions(pull)
    restarted(stage)
    told_once(stage, pull)
    stage.idle()
    stage.world.assert_clean(allow=["fault"])


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Somebody else holds the tables in a transaction."""
    if is_sqlite(url):
        with closing(sqlite3.connect(sqlite_file(url), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    with psycopg.connect(url) as session:
        session.execute("LOCK TABLE deliveries, verdicts, dbos.workflow_status IN ACCESS EXCLUSIVE MODE")
        yield
        session.rollback()


def test_a_database_that_somebody_locks_only_costs_time(ailing: tuple[Stage, Machine]) -> None:
    stage, _ = ailing
    shop = stage.shop()
    sent = len(stage.world.deliveries)
    with locked(stage.url):
        pull = shop.open_pull(stage.world.agent(), files=BAD)
        with pytest.raises(TimeoutError):
            stage.world.delivered(1)  # nothing is acknowledged that could not be stored
    stage.world.delivered(30)
    heard = [each for each in stage.world.deliveries[sent:] if each.event == "pull_request"]
    assert [each.status_code for each in heard] == [202]
    told_once(stage, pull)
    stage.world.assert_clean(allow=["fault"])


MOMENTS = {
    "from the beginning": None,
    "fetching": ("GIT", "/{}.git"),
    "concluding": ("PATCH", "/repos/{}/check-runs/*"),
}
"""From when on the disk is full: verb and path of a request."""


@pytest.mark.threat("J7")
@pytest.mark.parametrize(
    ("_night", "moment"),
    [("sqlite", "from the beginning"), ("sqlite", "concluding"), ("postgresql", "fetching")],
    indirect=["_night"],
)
def test_a_disk_that_is_full_at_any_moment_loses_nothing(ailing: tuple[Stage, Machine], moment: str) -> None:
    stage, machine = ailing
    shop, before, when = stage.shop(), machine.struck, MOMENTS[moment]
    if when is not None:
        effect = "before" if when[0] == "GIT" else "after"
        stage.world.when(when[0], when[1].format(shop.full_name), lambda: machine.set(full=1), effect=effect)
    else:
        machine.set(full=1)
    pull = shop.open_pull(stage.world.agent(), files=BAD)
    stage.world.until(lambda: machine.struck > before, 30, "a write that was refused")
    stage.world.delivered(30)
    assert "success" not in conclusions(pull)
    machine.set(full=0)
    restarted(stage)
    told_once(stage, pull)
    stage.idle()
    (record,) = stage.records(pull)
    assert (record["conclusion"], record["head"]) == ("failure", pull.head_sha)
    stage.world.assert_clean(allow=["fault"])


@pytest.mark.threat("J7")
@pytest.mark.parametrize("_night", ["sqlite"], indirect=True)
def test_what_does_not_reach_the_disk_is_not_acknowledged(ailing: tuple[Stage, Machine]) -> None:
    stage, machine = ailing
    shop, sent = stage.shop(), len(stage.world.deliveries)
    with machine.failing(unsynced=1):
        pull = shop.open_pull(stage.world.agent(), files=BAD)
        stage.world.delivered(30)
    heard = [each.status_code for each in stage.world.deliveries[sent:] if each.event == "pull_request"]
    assert heard == [503]
    restarted(stage)
    told_once(stage, pull)
    stage.world.assert_clean(allow=["fault"])


@pytest.mark.threat("J7")
@pytest.mark.parametrize(
    ("_night", "moment", "wrong"),
    [
        ("sqlite", "from the beginning", "frozen"),
        ("sqlite", "fetching", "frozen"),
        ("sqlite", "fetching", "full"),
        ("postgresql", "fetching", "frozen"),
    ],
    indirect=["_night"],
)
def test_a_disk_that_takes_nothing_for_a_while_costs_time_and_no_restart(
    ailing: tuple[Stage, Machine], moment: str, wrong: str
) -> None:
    """Read-only after errors, or full: what was acknowledged is done once it takes writes again."""
    stage, machine = ailing
    shop, before, when = stage.shop(), machine.struck, MOMENTS[moment]
    stage.idle()
    service, sent = stage.service, len(stage.world.deliveries)
    if when is not None:
        path = when[1].format(shop.full_name)
        stage.world.when(when[0], path, lambda: machine.set(**{wrong: 1}), effect="before")
    else:
        machine.set(**{wrong: 1})
    pull = shop.open_pull(stage.world.agent(), files=BAD)
    stage.world.until(lambda: machine.struck > before, 30, "a write that was refused")
    stage.world.delivered(30)
    heard = {each.status_code for each in stage.world.deliveries[sent:]}
    assert heard == ({503} if when is None else {202})
    told = httpx.get(f"{stage.service.url}/readyz")
    reason = {"frozen": "(Read-only file system)", "full": "(No space left on device)"}[wrong]
    assert told.status_code == 503
    assert reason in told.json()["reason"]
    assert conclusions(pull) == []
    machine.set(**{wrong: 0})
    for each in [one for one in stage.world.deliveries[sent:] if one.status_code != 202]:
        stage.world.redeliver(each)
    told_once(stage, pull)
    stage.idle()
    assert httpx.get(f"{stage.service.url}/readyz").status_code == 200
    assert stage.service is service
    assert service.is_alive
    (record,) = stage.records(pull)
    assert (record["conclusion"], record["head"]) == ("failure", pull.head_sha)
    stage.world.assert_clean(allow=["fault"])
