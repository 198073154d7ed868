"""Cycles of imports that a change closes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from checks.change import Change, ChangedFile, Incomplete, Reason
from checks.finding import Violation
from checks.languages.imports.glance import glance
from checks.languages.places.edges import Edge, edges_of
from checks.languages.places.fresh import fresh_edges, may_import_anew
from checks.languages.places.inspection import gap
from checks.languages.places.nodes import Nodes
from checks.languages.places.reached import Reached
from checks.languages.places.sides import Sides, sides_of
from checks.languages.places.standing import Standing
from checks.languages.places.walk import TooFar, Walk, chain, explored, way, ways_to
from checks.path_parts import folder_of
from checks.source import Source


@dataclass(frozen=True)
class _Candidate:
    """An edge that the change draws.

    Attributes:
        source: the text of the file that it starts from.
        path: that file.
        edge: the edge.
        node: the node of the file.
        following: the node that it leads to.
    """

    source: Source
    path: str
    edge: Edge
    node: str
    following: str


@dataclass(frozen=True)
class Cycles:
    """A ban of cycles.

    Attributes:
        nodes: what counts as one.
        counts_types: whether an import for a type checker alone counts.
    """

    nodes: Nodes
    counts_types: bool

    def of(self, change: Change) -> Iterator[Violation | Incomplete]:
        """The cycles that a change closes, each once, and what could not be looked at."""
        sides = sides_of(change)
        candidates: list[_Candidate] = []
        for file in change.files:
            if self.nodes.holds(file.path) and may_import_anew(file, sides):
                for seen in self._drawn(file, sides):
                    if isinstance(seen, _Candidate):
                        candidates.append(seen)
                    else:
                        yield seen
        if candidates:
            yield from self._closed(candidates, sides)

    def _drawn(self, file: ChangedFile, sides: Sides) -> Iterator[_Candidate | Incomplete]:
        source = file.head_source
        first = glance(source, file.path) if source is not None else None
        if source is None or first is None:
            return
        if first.refusal:
            yield gap(Reason.INTEGRITY, file.path, first.refusal, "save the file as plain UTF-8 text")
            return
        reached = sides.head.reached(file.path)
        node = self.nodes.of_file(file.path)
        if reached is None or node is None:
            return
        if reached.found.damage:
            before = sides.base.reached(sides.moves.get(file.path, file.path))
            if (before is None or not before.found.damage) and self._may_hide(reached, file.path):
                yield gap(Reason.NOT_ANALYSED, file.path, reached.found.damage, "make the file parse")
        for edge in fresh_edges(file, reached, sides, counts_types=self.counts_types):
            following = self._following(edge, file.path)
            if following not in (None, node):
                yield _Candidate(source, file.path, edge, node, following)

    def _may_hide(self, reached: Reached, path: str) -> bool:
        """Whether a damaged file may lead to another node where its parser saw nothing."""
        if reached.doubted is None:
            return True
        seen = {self._following(edge, path) for edge in edges_of(reached)} | {None, self.nodes.of_file(path)}
        return any(self._following(edge, path) not in seen for edge in edges_of(reached.doubted))

    def _closed(self, candidates: list[_Candidate], sides: Sides) -> Iterator[Violation | Incomplete]:
        walk = Walk(sides.head, self.nodes.holds, self.counts_types)
        pairs: list[tuple[str, str]] = []
        try:
            pairs.extend(explored({one.following for one in candidates}, lambda node: self._next(node, walk)))
        except TooFar as far:
            yield far.as_gap("in")
        yield from walk.gaps
        standing = self._standing(sides)
        ways = {node: ways_to((node,), pairs) for node in sorted({one.node for one in candidates})}
        rings: dict[tuple[str, ...], _Candidate] = {}
        for one in candidates:
            if one.following in ways[one.node]:
                ring = (one.node, *way(one.following, ways[one.node])[:-1])
                if _turned(ring) not in rings and not standing.stood(ring):
                    rings[_turned(ring)] = one
        yield from _told(rings, candidates)

    def _next(self, node: str, walk: Walk) -> Iterable[str]:
        for path in self.nodes.files(node, walk.side):
            for edge in walk.edges(path):
                following = self._following(edge, path)
                if following not in (None, node):
                    yield following

    def _following(self, edge: Edge, path: str) -> str | None:
        """The node that an edge leads to; a name of the standard library does not mean a neighbour."""
        beside = folder_of(edge.path.rstrip("/")) == folder_of(path)
        is_standard = beside and edge.imported.module.partition(".")[0] in sys.stdlib_module_names
        return None if is_standard and path.endswith(".py") else self.nodes.of_target(edge.path, path)

    def _standing(self, sides: Sides) -> Standing:
        before = Walk(sides.base, self.nodes.holds, self.counts_types)
        nodes = Nodes(self.nodes.within, self.nodes.are_folders, self.nodes.depth)

        def next_of(node: str) -> Iterator[str]:
            for path in nodes.files(node, sides.base):
                for edge in before.edges(path):
                    following = self._following(edge, path)
                    if following not in (None, node):
                        yield following

        return Standing(sides, next_of)


def _told(rings: Mapping[tuple[str, ...], _Candidate], candidates: list[_Candidate]) -> Iterator[Violation]:
    """A finding for each new import that is needed to explain the cycles, the one in most of them first."""
    drawn: dict[tuple[str, str], _Candidate] = {}
    for one in candidates:
        drawn.setdefault((one.node, one.following), one)
    pairs_of = {ring: [pair for pair in _pairs(ring) if pair in drawn] for ring in rings}
    through: dict[tuple[str, str], set[tuple[str, ...]]] = {pair: set() for pair in drawn}
    for ring, pairs in pairs_of.items():
        for pair in pairs:
            through[pair].add(ring)
    waiting = [(-len(through[pair]), number, pair) for number, pair in enumerate(drawn)]
    heapify(waiting)
    while waiting:
        count, number, pair = heappop(waiting)
        held = through[pair]
        if -count != len(held):  # rings that another import explained went since; counts only fall
            heappush(waiting, (-len(held), number, pair))
        elif held:
            ring = min(held, key=lambda one: (len(one), one))
            yield _violation(drawn[pair], _from(pair[0], ring), ring)
            for explained in tuple(held):
                for other in pairs_of[explained]:
                    through[other].discard(explained)


def _pairs(ring: tuple[str, ...]) -> list[tuple[str, str]]:
    return list(zip(ring, (*ring[1:], ring[0]), strict=True))


def _from(node: str, ring: tuple[str, ...]) -> tuple[str, ...]:
    """The way around a ring from one of its nodes back to it."""
    at = ring.index(node)
    return (*ring[at:], *ring[:at], node)


def _turned(nodes: tuple[str, ...]) -> tuple[str, ...]:
    """The same ring, told from its first node by name."""
    at = nodes.index(min(nodes))
    return nodes[at:] + nodes[:at]


def _violation(one: _Candidate, nodes: tuple[str, ...], ring: tuple[str, ...]) -> Violation:
    return Violation(
        path=one.path,
        line=one.source.git_line(one.edge.imported.line),
        end_line=one.source.git_line(one.edge.imported.end_line),
        message=f"closes the import cycle {chain(nodes)}",
        text="cycle: " + " -> ".join(ring),
    )
