"""What a file reached before and still reaches, in whatever spelling: it is not new."""

from __future__ import annotations

from collections import defaultdict

from checks.finding import Violation

TYPE_ONLY = "for types: "
"""Stands before what identifies an import for a type checker alone."""

COMPUTED = "computed: "
"""Stands before what identifies an import under a name that is known only at run time."""


def without_settled(base: list[Violation], head: list[Violation]) -> tuple[list[Violation], list[Violation]]:
    """Leave out what a file reached before and still reaches, however often and in whatever spelling.

    An import for types alone adds nothing where the module was imported for good.
    """
    before: dict[str, set[str]] = defaultdict(set)
    after: dict[str, set[str]] = defaultdict(set)
    for places, known in ((base, before), (head, after)):
        for place in places:
            if not place.text.startswith(COMPUTED):
                known[place.path] |= {place.text, TYPE_ONLY + place.text}
    return (
        [place for place in base if place.text.removeprefix(TYPE_ONLY) not in _plain(after[place.path])],
        [
            place
            for place in head
            if place.text not in before[place.path] and not _is_entered(place.text, before[place.path])
        ],
    )


def _is_entered(module: str, before: set[str]) -> bool:
    """Whether a package had to be imported already, because a module of it was."""
    package, found, _ = module.rpartition("/__init__.py")
    return bool(found) and any(text.startswith(f"{package}/") for text in before)


def _plain(texts: set[str]) -> set[str]:
    return {text.removeprefix(TYPE_ONLY) for text in texts}
