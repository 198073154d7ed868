"""Which of the jobs that are asked for enter the queue, and which of them count."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.github.merge_groups import MergeGroup
from bot.github.place import Place
from bot.server.engine.joining import Known, joined, predecessors
from bot.server.job import Job, Kind

NOTHING = Known({}, frozenset(), {})


def review(delivery: str, number: int = 5) -> Job:
    return Job(Kind.REVIEW, delivery, Place(7, 42, "acme/shop"), number)


def knowing(newest: Job, *, waits: bool) -> Known:
    """A database in which a job is the newest of its key, and waits or was begun."""
    return Known({newest.key: newest.delivery}, frozenset({newest.id}), {newest.id: newest} if waits else {})


def entering(jobs: list[Job], known: Known) -> list[Job]:
    return list(joined(jobs, known).entering)


def test_what_nobody_has_asked_for_enters_and_counts() -> None:
    jobs = [review("g1", 5), review("g2", 6)]
    found = joined(jobs, NOTHING)
    assert list(found.entering) == list(found.claims) == jobs


def test_of_those_that_come_together_and_ask_for_the_same_one_enters() -> None:
    assert entering([review("g1"), review("g2"), review("g3")], NOTHING) == [review("g1")]


def test_what_comes_while_the_same_waits_joins_it_and_what_comes_while_it_runs_does_not() -> None:
    assert entering([review("g2")], knowing(review("g1"), waits=True)) == []
    assert entering([review("g2")], knowing(review("g1"), waits=False)) == [review("g2")]


MORE = [
    replace(review("g2"), forced=True),
    replace(review("g2"), kind=Kind.GIVE_UP),
    replace(review("g2"), place=Place(8, 42, "acme/shop")),
    replace(review("g2"), place=Place(7, 42, "acme/store")),
]


@pytest.mark.parametrize("job", MORE, ids=["forced", "other kind", "other installation", "other name"])
def test_what_asks_for_more_or_for_something_else_takes_its_place(job: Job) -> None:
    found = joined([job], knowing(review("g1"), waits=True))
    assert (found.entering, found.claims) == ((job,), (job,))
    assert entering([review("g1"), job], NOTHING) == [job]


def test_what_asks_for_less_joins() -> None:
    forced = replace(review("g1"), forced=True)
    assert entering([review("g2")], knowing(forced, waits=True)) == []
    assert entering([forced, review("g2")], NOTHING) == [forced]


def test_a_group_that_is_dissolved_takes_the_place_of_its_judging() -> None:
    group = MergeGroup("a" * 40, "b" * 40, "refs/heads/gh-readonly-queue/main/pr-5-" + "b" * 40)
    judged, left = (
        replace(review(name), kind=kind, group=group)
        for name, kind in (("g1", Kind.GROUP), ("g2", Kind.DISSOLVE))
    )
    assert entering([judged, left], NOTHING) == [left]


def test_what_is_asked_for_again_under_the_same_name_is_not_made_twice_and_replaces_nothing() -> None:
    newer = review("g2")
    known = Known({newer.key: "g2"}, frozenset({review("g1").id, newer.id}), {})
    found = joined([review("g1")], known)
    assert (found.entering, found.claims) == ((), ())


def test_another_attempt_enters_unless_a_newer_job_counts_and_never_counts_itself() -> None:
    again = review("g1").failed(1.0)
    for known, entered in (
        (knowing(review("g1"), waits=False), [again]),
        (NOTHING, [again]),
        (knowing(review("g2"), waits=True), []),
        (knowing(review("g2"), waits=False), []),
    ):
        found = joined([again], known)
        assert (list(found.entering), found.claims) == (entered, ())


def test_nothing_joins_another_attempt() -> None:
    again = review("g1").failed(1.0)
    known = Known({again.key: "g1"}, frozenset({review("g1").id, again.id}), {again.id: again})
    assert entering([review("g2")], known) == [review("g2")]


def test_only_the_newest_of_a_key_can_be_joined() -> None:
    known = Known(
        {"42#5": "g2"}, frozenset({review("g1").id, review("g2").id}), {review("g1").id: review("g1")}
    )
    assert predecessors([review("g3"), review("g4", 6)], known.newest) == {review("g2").id}
    assert entering([review("g3")], known) == [review("g3")]
