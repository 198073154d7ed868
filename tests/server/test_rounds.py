"""A round reads what may have changed, and no more than GitHub's limits leave room for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.github.pulls import Sight
from bot.server.rounds import LONGEST_SECONDS, Rounds

ONE, TWO = (Sight(number, f"{number}" * 40, "c" * 40, "2026-03-02T09:30:00Z") for number in (1, 2))
TIP = "d" * 40


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now, self.day = 100.0, "2026-03-02"
        self.wall = datetime(2026, 3, 2, 10, tzinfo=UTC)

    def rounds(self) -> Rounds:
        return Rounds(lambda: self.now, lambda: self.day, lambda: self.wall.timestamp())


def test_only_what_is_new_is_read_again() -> None:
    rounds = Clock().rounds()
    assert rounds.news(7, "a", [TWO, ONE], TIP) == [1, 2]
    assert rounds.news(7, "b", [ONE, TWO], TIP) == []
    edited = replace(TWO, updated_at="2026-03-02T09:31:00Z")
    three = replace(ONE, number=3)
    assert rounds.news(7, "c", [ONE, edited, three], TIP) == [2, 3]
    assert rounds.news(7, "d", [ONE, TWO], TIP) == [2], "back again is new as well"
    assert rounds.news(8, "d", [ONE, TWO], TIP) == [1, 2]


def test_all_are_read_where_branch_day_or_patience_end_or_somebody_wants_it() -> None:
    clock = Clock()
    rounds = clock.rounds()
    assert rounds.news(7, "a", [ONE], TIP) == [1]
    assert rounds.news(7, "b", [ONE], "e" * 40) == [1]
    clock.day = "2026-03-03"
    assert rounds.news(7, "c", [ONE], "e" * 40) == [1]
    clock.now += LONGEST_SECONDS - 1
    assert rounds.news(7, "d", [ONE], "e" * 40) == []
    clock.now += 1
    assert rounds.news(7, "e", [ONE], "e" * 40) == [1]
    assert rounds.news(7, "f", [ONE], "e" * 40) == []
    assert rounds.news(7, "g", [ONE], "e" * 40, all_of_them=True) == [1]
    assert rounds.news(7, "h", [ONE], "e" * 40) == [], "a sweep counts as a look"


def test_what_was_touched_just_now_is_read_once_more() -> None:
    clock = Clock()
    rounds = clock.rounds()
    clock.wall = datetime(2026, 3, 2, 9, 30, 14, tzinfo=UTC)
    assert rounds.news(7, "a", [ONE], TIP) == rounds.news(7, "b", [ONE], TIP) == [1]
    clock.wall += timedelta(seconds=1)
    assert rounds.news(7, "c", [ONE], TIP) == [1]
    assert rounds.news(7, "d", [ONE], TIP) == []
    unclear = [replace(ONE, updated_at=words) for words in ("", "yesterday")]
    for number, sight in enumerate(unclear):
        assert [rounds.news(8, f"{number}-{again}", [sight], TIP) for again in range(3)] == [[1]] * 3


def test_a_look_that_broke_off_is_done_once_more() -> None:
    rounds = Clock().rounds()
    assert rounds.news(7, "a", [ONE], TIP) == rounds.news(7, "a", [ONE], TIP) == [1]


@pytest.mark.parametrize(("repositories", "rest"), [(1, 21.6), (27, 583.2), (28, 604.8), (500, 10_800)])
def test_rounds_leave_nine_tenths_of_the_requests_to_verdicts(repositories: int, rest: float) -> None:
    clock = Clock()
    rounds = clock.rounds()
    assert rounds.are_due(5, repositories, "a")
    assert rounds.are_due(5, repositories, "a"), "done once more, it goes on"
    clock.now += rest - 0.1
    assert not rounds.are_due(5, repositories, "b")
    assert rounds.are_due(6, repositories, "b"), "no tenant waits for another"
    clock.now += 0.2
    assert rounds.are_due(5, repositories, "c")
