"""The imports of the repository as a graph, walked from where a change begins and no further."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from checks.change import Incomplete, Reason, TooLarge, unread
from checks.languages.imports import ImportKind
from checks.languages.places.edges import Edge, edges_of
from checks.languages.places.sides import Side

MAX_FILES = 3_000
"""Most files that one rule reads to follow imports."""

MAX_BYTES = 32_000_000
"""Most bytes that one rule reads to follow imports."""


@dataclass
class Walk:
    """Follows imports through one tree.

    Attributes:
        side: the tree.
        enters: whether the walk goes through a file.
        counts_types: whether an import for a type checker alone is followed.
        gaps: what could not be read.
    """

    side: Side
    enters: Callable[[str], bool]
    counts_types: bool = False
    gaps: list[Incomplete] = field(default_factory=list)
    _edges: dict[str, tuple[Edge, ...]] = field(default_factory=dict)
    _bytes: int = 0

    def edges(self, path: str) -> tuple[Edge, ...]:
        """What a file imports; nothing where it may not be entered or is no code.

        Raises:
            TooFar: the walk has read as much as it may.
        """
        if path not in self._edges:
            self._edges[path] = self._read(path) if self.enters(path) else ()
        return self._edges[path]

    def _read(self, path: str) -> tuple[Edge, ...]:
        if len(self._edges) >= MAX_FILES:
            raise TooFar(f"{MAX_FILES} files", f"more are reached, {path} among them")
        try:
            source = self.side.source(path)
            if source is None:
                return ()
            self._bytes += len(source.content)
            if self._bytes > MAX_BYTES:
                raise TooFar(f"{MAX_BYTES} bytes", f"more are reached, {path} among them")
            reached = self.side.reached(path)
        except TooLarge as large:
            self.gaps.append(unread(path, large.size))
            return ()
        if reached is None:
            return ()
        return tuple(
            edge
            for edge in edges_of(reached)
            if self.counts_types or edge.imported.kind is not ImportKind.TYPE_ONLY
        )


class TooFar(Exception):
    """A walk through the imports of the repository reached a limit."""

    def __init__(self, limit: str, measured: str) -> None:
        super().__init__(measured)
        self.limit = limit
        self.measured = measured

    def as_gap(self, option: str) -> Incomplete:
        """What the verdict says.

        Args:
            option: the option by which fewer files are walked through.
        """
        return Incomplete(
            code=Reason.TOO_LARGE,
            path="",
            limit=f"{self.limit} that imports are followed through",
            measured=self.measured,
            help=f"narrow the rule with `{option}`",
        )


def explored(starts: Iterable[str], next_of: Callable[[str], Iterable[str]]) -> Iterator[tuple[str, str]]:
    """Every pair of nodes that an edge connects, from the starts on, in order of their distance."""
    seen = dict.fromkeys(sorted(starts))
    pending = list(seen)
    for node in pending:
        for following in sorted(set(next_of(node))):
            yield node, following
            if following not in seen:
                seen[following] = None
                pending.append(following)


def ways_to(goals: Iterable[str], pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Node → the next one on a shortest way to a goal, for every other node that leads to one."""
    before: dict[str, list[str]] = {}
    for node, following in pairs:
        before.setdefault(following, []).append(node)
    ways: dict[str, str] = {}
    pending = sorted(set(goals))
    ends = frozenset(pending)
    for node in pending:
        for earlier in sorted(before.get(node, ())):
            if earlier not in ways and earlier not in ends:
                ways[earlier] = node
                pending.append(earlier)
    return ways


def way(start: str, ways: Mapping[str, str]) -> tuple[str, ...]:
    """The nodes from a start to a goal of `ways_to`, both included."""
    nodes = [start]
    while nodes[-1] in ways:
        nodes.append(ways[nodes[-1]])
    return tuple(nodes)


def chain(nodes: Iterable[str], most: int = 10) -> str:
    """A way as people read it, with its middle left out where it is long."""
    shown = [f"`{node.rstrip('/')}`" for node in nodes]
    if len(shown) > most:
        left_out = len(shown) - most + 1
        shown = [*shown[: most // 2], f"({left_out} more)", *shown[-(most - most // 2 - 1) :]]
    return " -> ".join(shown)
