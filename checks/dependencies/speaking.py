"""Which of several checks speaks about one dependency: the one that weighs most, and no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checks.change import Change
from checks.dependencies.added import is_manifest, once, touched
from checks.dependencies.looks_like import lookalikes
from checks.dependencies.newcomers import newcomers
from checks.dependencies.sources import moved_sources
from checks.dependencies.told import package_of
from checks.dependencies.unpinned import loose
from checks.finding import Level, Violation

_BY_WEIGHT = {
    "lookalike-dependency": lookalikes,
    "dependency-source": moved_sources,
    "unpinned-dependency": loose,
    "new-dependency": newcomers,
}
"""The checks that speak about one line, those first that speak where two weigh the same."""


def said_by(check: str, change: Change) -> Iterator[Violation]:
    """What a check reports of the dependencies of a change where no weightier one speaks."""
    if not touched(change):
        return
    paths = tuple(file.path for file in change.files if is_manifest(file.path))
    found = once(change, ("said", paths), lambda: _said(change))
    yield from found[check]


def _said(change: Change) -> Mapping[str, tuple[Violation, ...]]:
    every = {check: tuple(find(change)) for check, find in _BY_WEIGHT.items()}
    speakers: dict[tuple[str, int, tuple[str, ...]], tuple[int, int]] = {}
    for order, places in enumerate(every.values()):
        for place in places:
            key = _subject(place)
            rank = ((place.at_most or Level.BLOCK).rank, order)
            speakers[key] = min(speakers.get(key, rank), rank)
    return {
        check: tuple(place for place in places if speakers[_subject(place)][1] == order)
        for order, (check, places) in enumerate(every.items())
    }


def _subject(place: Violation) -> tuple[str, int, tuple[str, ...]]:
    """The package and its place: a file may hold many packages on one line."""
    return place.path, place.line, package_of(place)
