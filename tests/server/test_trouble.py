"""Jobs that are put back: how long the pause is, and when it is said aloud."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.github.errors import RateLimited, Unavailable
from bot.github.place import Place
from bot.server.job import Job, Kind
from bot.server.trouble import LONGEST_SECONDS, UPSTREAM_SECONDS, Setback

NOW = 1_800_000_000.0
JOB = Job(Kind.REVIEW, "g", Place(7, 42, "acme/shop"), 5)


def test_the_pause_grows_to_ten_minutes_and_a_quarter() -> None:
    pauses, job = [], JOB
    for _ in range(14):
        (follow,) = Setback(job, NOW).retry(Unavailable("x"))
        pauses.append(follow.delay)
        job = follow.job
    for number, pause in enumerate(pauses):
        least = min(600.0, 2.0**number)
        assert least <= pause <= 1.25 * least
    assert (job.attempt, job.failures, job.failing_since) == (14, 14, NOW)


def test_the_time_that_github_names_is_waited_for() -> None:
    error = RateLimited("x", datetime.fromtimestamp(NOW + 900, UTC))
    (follow,) = Setback(JOB, NOW).retry(error)
    assert 900.0 <= follow.delay <= 901.0


def test_the_same_job_waits_equally_long_at_every_replay() -> None:
    assert Setback(JOB, NOW).retry(Unavailable("x")) == Setback(JOB, NOW).retry(Unavailable("x"))


def test_half_an_hour_of_failures_is_told() -> None:
    job = JOB.failed(NOW)
    assert not Setback(job, NOW + UPSTREAM_SECONDS - 1).is_upstream_down
    assert Setback(job, NOW + UPSTREAM_SECONDS).is_upstream_down


def test_a_day_of_failures_is_left_to_the_next_look_around() -> None:
    job = JOB.failed(NOW)
    assert Setback(job, NOW + LONGEST_SECONDS).retry(Unavailable("x"))
    assert Setback(job, NOW + LONGEST_SECONDS + 1).retry(Unavailable("x")) == []


def test_a_change_of_what_was_judged_ends_the_row_of_failures() -> None:
    assert JOB.failed(NOW).again() == Job(Kind.REVIEW, "g", JOB.place, 5, attempt=2)
