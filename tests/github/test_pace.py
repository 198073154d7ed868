"""Writes are let through in a burst and then one per second."""

from __future__ import annotations

from bot.github.pace import Pace


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def _times(pace: Pace, clock: Clock, count: int) -> list[float]:
    times = []
    for _ in range(count):
        with pace.write():
            times.append(round(clock.now, 6))
    return times


def test_a_burst_is_let_through_and_the_rest_is_spread() -> None:
    clock = Clock()
    pace = Pace(burst=3, per_second=1.0, clock=lambda: clock.now, sleep=clock.sleep)
    assert _times(pace, clock, 6) == [0, 0, 0, 1, 2, 3]


def test_a_rest_fills_the_bucket_to_the_burst_and_no_further() -> None:
    clock = Clock()
    pace = Pace(burst=2, per_second=1.0, clock=lambda: clock.now, sleep=clock.sleep)
    _times(pace, clock, 2)
    clock.now = 100.0
    assert _times(pace, clock, 3) == [100, 100, 101]
