"""Options by which the tests of a workflow run less than they did, on a command and in a variable."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

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
    pairs: Sequence[Pair], head: Sequence[Place], workflow: Workflow, before: Iterable[Source], after: Source
) -> Iterator[tuple[int, Option, Place]]:
    """Options that stand newly in a variable where tests are run that were run before.

    Nothing is said of a run that the same job has besides, out of reach of every such variable.

    Args:
        pairs: the places of the base with those of this workflow that stand for them.
        head: all places of this workflow at the head.
        workflow: the workflow of the head.
        before: the texts at the base from which its places come.
        after: its text at the head.

    Yields:
        The line, the option, and a place that it applies to.
    """
    known = Counter(option.key for source in before for _, option in options_in_variables(source))
    runs = [place for place in head if place.checking.kind in (Kind.TESTS, Kind.ANY) and not place.muted]
    found: list[tuple[int, Option, Place]] = []
    for line, option in options_in_variables(after):
        if not taken(known, option.key):
            within = _reached(runs, workflow, line, after)
            keys = option.reaches(place.checking.key for place in within)
            found += [(line, option, place) for place in within if place.checking.key in keys]
    less = [place for _, _, place in found]
    full = [(place.job, place.checking, place.conditions) for place in runs if place not in less]
    stood = [new for _, new in pairs]
    for line, option, place in found:
        if place in stood and (place.job, place.checking, place.conditions) not in full:
            yield line, option, place


def _reached(places: Sequence[Place], workflow: Workflow, line: int, source: Source) -> list[Place]:
    """The places that have what is set at a line: of all jobs, of one, of a step, or of later steps too."""
    job = next((one for one in reversed(workflow.jobs) if one.line <= line), None)
    if job is None:
        return list(places)
    own = [place for place in places if place.job == job.id]
    begins = [step.line for step in job.steps]
    first = max((begin for begin in begins if begin <= line), default=0)
    if not first:
        return own
    is_handed_on = "GITHUB_ENV" in source.lines[line - 1]
    end = min(
        (begin for begin in begins if begin > line and not is_handed_on), default=line + len(source.lines)
    )
    return [place for place in own if first <= place.line < end]


def _by_key(places: Sequence[Place]) -> dict[str, int]:
    counted: dict[str, int] = defaultdict(int)
    for place in places:
        counted[place.checking.key] += not place.muted
    return counted
