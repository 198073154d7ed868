"""The imports of a file as edges to files and folders of the repository."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks.languages.imports import Import, ImportKind
from checks.languages.places.reached import Reached
from checks.languages.places.target import Target


@dataclass(frozen=True, slots=True)
class Edge:
    """One import that leads into the repository.

    Attributes:
        imported: the import.
        path: the file it leads to, or the folder, which ends with a slash.
    """

    imported: Import
    path: str


def exact_targets(reached: Reached) -> Iterator[Target]:
    """What is really meant: of `from a import b` the module `a.b` if it is one, and `a` for anything else."""
    for imported, (whole, *taken) in reached.by_import.items():
        if imported.kind is ImportKind.COMPUTED:
            continue
        modules = [target for target in taken if target.paths and target.paths != whole.paths]
        if not taken or len(modules) < len(taken):
            yield whole
        yield from modules


def edges_of(reached: Reached) -> tuple[Edge, ...]:
    """The edges that a file draws, in order of its lines."""
    return tuple(Edge(target.imported, path) for target in exact_targets(reached) for path in target.paths)
