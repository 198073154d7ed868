"""Options by which the tests of a workflow run less than they did, on a command and in a variable."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from checks.source import Source
from checks.test_runs.muting import taken
from checks.test_runs.options import Option, options_in_variables
from checks.workflows.model import Workflow
from checks.workflows.occurrences import Place
from checks.workflows.tools import Kind

Pair = tuple[Place, Place]
"""A place of the base with the one of the head that stands for it."""


def left_out(
    pairs: Sequence[Pair], base: Sequence[Place], head: Sequence[Place]
) -> Iterator[tuple[Place, Option]]:
    """Options that a command has newly, where it is not run more often for it.

    A suite that is divided has two commands where it had one, and each leaves out what the other runs.

    Args:
        pairs: the places of the base with those that stand for them.
        base: all places of the base.
        head: all places of the head.

    Yields:
        The place of the head and its new option.
    """
    before, after = _by_key(base), _by_key(head)
    fresh = []
    for old, new in pairs:
        if old.muted or new.muted or after[new.checking.key] > before[new.checking.key]:
            continue
        known = Counter(option.key for option in old.options)
        fresh += [(new, option) for option in new.options if not taken(known, option.key)]
    keys = {option.key for _, option in fresh}
    for place, option in fresh:
        if _contrary(option.key) not in keys:
            yield place, option


def _contrary(option: str) -> str:
    """The option that chooses just what this one leaves out."""
    name, _, chosen = option.partition(" ")
    return f"{name} {chosen.removeprefix('not ')}" if chosen.startswith("not ") else f"{name} not {chosen}"


def steered(
    pairs: Sequence[Pair], workflow: Workflow, before: Source, after: Source
) -> Iterator[tuple[int, Option, list[Place]]]:
    """Options that stand newly in a variable where tests are run that were run before.

    Args:
        pairs: the places of the base with those of this workflow that stand for them.
        workflow: the workflow of the head.
        before: its text at the base.
        after: its text at the head.

    Yields:
        The line, the option, and the places that it applies to, never none.
    """
    known = Counter(option.key for _, option in options_in_variables(before))
    for line, option in options_in_variables(after):
        if taken(known, option.key):
            continue
        job = next((one.id for one in reversed(workflow.jobs) if one.line <= line), "")
        within = [
            new
            for _, new in pairs
            if new.checking.kind in (Kind.TESTS, Kind.ANY) and not new.muted and job in ("", new.job)
        ]
        reached = option.reaches(place.checking.key for place in within)
        places = [place for place in within if place.checking.key in reached]
        if places:
            yield line, option, places


def _by_key(places: Sequence[Place]) -> dict[str, int]:
    counted: dict[str, int] = defaultdict(int)
    for place in places:
        counted[place.checking.key] += not place.muted
    return counted
