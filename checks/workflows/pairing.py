"""Which place of the head stands for which place of the base, and what is left of the base."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from checks.workflows.occurrences import Place
from checks.workflows.tools import Kind

_SAME: tuple[Callable[[Place], object], ...] = (
    lambda place: (place.path, place.job, place.command),
    lambda place: (place.path, place.command),
    lambda place: (place.path, place.job, place.checking),
    lambda place: (place.path, place.checking.key),
    lambda place: place.command,
    lambda place: place.checking.key,
)
"""What makes two places the same, the surest first."""


def paired(base: list[Place], head: list[Place]) -> tuple[list[tuple[Place, Place]], list[Place]]:
    """The base's places with those that stand for them at the head, and those that nothing stands for."""
    pairs: list[tuple[Place, Place]] = []
    for same in _SAME:
        free: dict[object, list[Place]] = defaultdict(list)
        for place in head:
            free[same(place)].append(place)
        rest = []
        for place in base:
            candidates = free[same(place)]
            if candidates:
                best = next(
                    (one for one in candidates if bool(one.muted) == bool(place.muted)), candidates[0]
                )
                candidates.remove(best)
                head.remove(best)
                pairs.append((place, best))
            else:
                rest.append(place)
        base = rest
    for place in list(base):
        if any(not one.muted and _can_follow(one, place) for one in head):
            base.remove(place)
    return pairs, base


def _can_follow(new: Place, old: Place) -> bool:
    kinds = {new.checking.kind, old.checking.kind}
    return len(kinds) == 1 or Kind.ANY in kinds


def is_covered(place: Place, still: list[Place]) -> bool:
    """Whether the head runs the same check over at least what the place was pointed at."""
    same = [one for one in still if one.checking.key == place.checking.key]
    if any(not one.checking.targets or one.checking.targets == place.checking.targets for one in same):
        return True
    wanted = [target.rstrip("/") for target in place.checking.targets]
    return bool(wanted) and any(
        all(any(_holds(held, target) for held in one.checking.targets) for target in wanted) for one in same
    )


def _holds(held: str, target: str) -> bool:
    held = held.rstrip("/").removeprefix("./")
    target = target.removeprefix("./")
    return held in ("", ".", target) or target.startswith(f"{held}/") or "$" in held
