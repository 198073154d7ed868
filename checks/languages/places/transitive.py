"""A boundary that is crossed through other modules of the repository."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from checks.change import Change, ChangedFile, Incomplete
from checks.finding import Violation
from checks.languages.imports import Import
from checks.languages.language import language_of
from checks.languages.places.edges import Edge
from checks.languages.places.fresh import fresh_edges, may_import_anew
from checks.languages.places.limits import Limits
from checks.languages.places.moves import moved_from
from checks.languages.places.sides import sides_of
from checks.languages.places.surroundings import Reach, Surroundings
from checks.languages.places.walk import MAX_FILES, TooFar, chain, explored, way, ways_to

Drawn = list[tuple[ChangedFile, Edge]]
THROUGH = "through: "
"""Stands before what identifies a module that is reached through others."""


@dataclass(frozen=True)
class Transitive:
    """A boundary that must not be crossed through other modules either.

    Attributes:
        limits: what must not be reached.
        governs: which files must not reach it.
        roots: directories that hold all governed files.
    """

    limits: Limits
    governs: Callable[[str], bool]
    roots: tuple[str, ...]

    def of(self, change: Change) -> Iterator[Violation | Incomplete]:
        """What governed files newly reach through others, and what could not be looked at."""
        look = _Look(self, change)
        try:
            own, others = look.drawn()
            yield from look.by_own(own)
            yield from look.by_others(others)
        except TooFar as far:
            yield far.as_gap("from")
        yield from look.head.gaps


class _Look:
    def __init__(self, asked: Transitive, change: Change) -> None:
        self._asked = asked
        self._change = change
        self._sides = sides_of(change)
        self._moves: Mapping[str, str] = moved_from(change.files)
        self._told: set[tuple[str, str]] = set()
        self.head = Surroundings(self._sides.head, asked.limits, asked.governs)
        self.base = Surroundings(self._sides.base, asked.limits, asked.governs)

    def drawn(self) -> tuple[Drawn, Drawn]:
        """The edges that the change draws: from governed files, and from all others."""
        own: Drawn = []
        others: Drawn = []
        for file in self._change.files:
            if not self.head.is_open(file.path) or not may_import_anew(file, self._sides):
                continue
            reached = self._sides.head.reached(file.path)
            if reached is not None:
                edges = fresh_edges(file, reached, self._sides, self._moves, counts_types=False)
                (own if self._asked.governs(file.path) else others).extend((file, edge) for edge in edges)
        return own, others

    def by_own(self, drawn: Drawn) -> Iterator[Violation]:
        """What governed files reach by their own new imports."""
        starts = {(file.path, edge): sorted(self.head.entered(edge, file.path)) for file, edge in drawn}
        reach = Reach.of(self.head, (start for several in starts.values() for start in several))
        if not reach.goals:
            return
        before = Reach.of(self.base, (self._old(file.path) for file, _ in drawn))
        for file, edge in drawn:
            settled = before.modules(self._old(file.path))
            settled |= {crossing.module for crossing in self.head.ends(file.path)}
            ways = [one for start in starts[file.path, edge] for one in reach.from_node(start)]
            for nodes, module in sorted(ways, key=lambda one: (len(one[0]), one)):
                if module not in settled and (file.path, module) not in self._told:
                    self._told.add((file.path, module))
                    said = f"reaches `{module}` through {chain((file.path, *nodes, module))}"
                    yield _violation(file, edge.imported, said, module)
                    break

    def by_others(self, drawn: Drawn) -> Iterator[Violation]:
        """What governed files reach because a module that they use has a new import."""
        leaks = sorted(self._leaks(drawn), key=lambda one: (one[0].path, one[1].line, len(one[2]), one[2:]))
        if not leaks:
            return
        governed = self._governed(head=True)
        pairs = list(explored(governed, self.head.next))
        before = Reach.of(self.base, self._governed(head=False))
        ways = {path: ways_to((path,), pairs) for path in sorted({file.path for file, *_ in leaks})}
        for file, imported, nodes, module in leaks:
            to_file = ways[file.path]
            sources = sorted((len(way(g, to_file)), g) for g in governed if g in to_file)
            for _, source in sources:
                known = (source, module) in self._told or module in before.modules(self._old(source))
                if not known and not any(c.module == module for c in self.head.ends(source)):
                    self._told.add((source, module))
                    whole = chain((*way(source, to_file), *nodes, module))
                    yield _violation(
                        file, imported, f"lets `{source}` reach `{module}` through {whole}", module
                    )
                    break

    def _leaks(self, drawn: Drawn) -> Iterator[tuple[ChangedFile, Import, tuple[str, ...], str]]:
        """New imports of modules that are not governed, each with the way on to what is forbidden."""
        for file in self._change.files:
            if self._asked.governs(file.path) or not self.head.is_open(file.path):
                continue
            if not may_import_anew(file, self._sides):
                continue
            before = {crossing.module for crossing in self.base.ends(self._old(file.path))}
            for crossing in self.head.ends(file.path):
                if crossing.module not in before:
                    yield file, crossing.imported, (), crossing.module
        starts = {(file.path, edge): sorted(self.head.entered(edge, file.path)) for file, edge in drawn}
        reach = Reach.of(self.head, (start for several in starts.values() for start in several))
        for file, edge in drawn:
            for start in starts[file.path, edge]:
                yield from ((file, edge.imported, *found) for found in reach.from_node(start))

    def _governed(self, *, head: bool) -> list[str]:
        tree = (self._sides.head if head else self._sides.base).trees.own
        listed = (path for root in self._asked.roots for path in tree.walk(root))
        found = (path for path in listed if language_of(path) is not None and self._asked.governs(path))
        governed = list(islice(found, MAX_FILES + 1))
        if len(governed) > MAX_FILES:
            raise TooFar(f"{MAX_FILES} files", "more are governed")
        return sorted(set(governed))

    def _old(self, path: str) -> str:
        return self._moves.get(path, path)


def _violation(file: ChangedFile, imported: Import, message: str, module: str) -> Violation:
    source = file.head_source
    first, last = imported.line, imported.end_line
    return Violation(
        path=file.path,
        line=source.git_line(first) if source is not None else 0,
        end_line=source.git_line(last) if source is not None else 0,
        message=message,
        text=THROUGH + module,
    )
