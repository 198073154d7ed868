"""Ways of doing the same work, each once per round, so that a busy machine disturbs all alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping

Way = Callable[[int], Callable[[], object]]
"""Prepares a round, given its number, and returns what is timed."""


def compared(reference: str, ways: Mapping[str, Way], rounds: int) -> dict[str, float]:
    """Time every way once per round and print medians.

    Args:
        reference: name of the way that the others are compared with.
        ways: the ways by name, in the order in which a round runs them.
        rounds: number of rounds.

    Returns:
        Name → median of the pairwise ratios to the reference, the reference left out.
    """
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds):
        for name, way in ways.items():
            run = way(number)
            start = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - start)
    ratios = {}
    for name, taken in seconds.items():
        pairs = [own / other for own, other in zip(taken, seconds[reference], strict=True)]
        ratios[name] = statistics.median(pairs)
        print(f"{name:45} {statistics.median(taken) * 1000:8.1f} ms   {ratios[name]:7.3f} x", flush=True)
    del ratios[reference]
    return ratios
