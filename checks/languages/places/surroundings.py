"""The repository around a boundary: what files load of it, and where they reach what is forbidden."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from checks.change import Incomplete, Reason, TooLarge
from checks.languages.language import Language, language_of
from checks.languages.places.crossing import Crossing, crossings
from checks.languages.places.doubt import may_hide
from checks.languages.places.edges import Edge
from checks.languages.places.inspection import gap
from checks.languages.places.limits import Limits, words_of_any
from checks.languages.places.members import member_crossings
from checks.languages.places.reached import Reached
from checks.languages.places.sides import Side
from checks.languages.places.walk import MAX_FILES, Walk, explored, way, ways_to
from checks.path_parts import folder_of


@dataclass
class Surroundings:
    """The repository around a boundary, on one side of a change.

    Attributes:
        side: the tree.
        limits: what must not be reached.
        governs: which files must not reach it.
    """

    side: Side
    limits: Limits
    governs: Callable[[str], bool]
    _walk: Walk = field(init=False)
    _ends: dict[str, tuple[Crossing, ...]] = field(default_factory=dict)
    _open: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._walk = Walk(self.side, self.is_open)

    @property
    def gaps(self) -> list[Incomplete]:
        """What could not be read."""
        return self._walk.gaps

    def is_open(self, path: str) -> bool:
        """Whether imports are followed through a file: nothing is said about what it is."""
        if path not in self._open:
            self._open[path] = language_of(path) is not None and not self._is_closed(path)
        return self._open[path]

    def _is_closed(self, path: str) -> bool:
        closed = (*self.limits.forbidden, *self.limits.allowed)
        if any(entry.reaches_path(path) for entry in closed):
            return True
        language, reached = language_of(path), self._reached(path)
        return (
            language is not None
            and reached is not None
            and any(entry.holds_file(path, reached, language) for entry in closed)
        )

    def _reached(self, path: str) -> Reached | None:
        try:
            return self.side.reached(path)
        except TooLarge:  # told where the walk comes to it
            return None

    def next(self, path: str) -> Iterator[str]:
        """The files that are loaded because of one file, except those that have a judge of their own."""
        for edge in self._walk.edges(path):
            yield from self.entered(edge, path)

    def entered(self, edge: Edge, path: str) -> Iterator[str]:
        """The files that one edge loads: what it names, packages on the way, all of a Go package."""
        for place in self._loaded(edge.path, path):
            if place != path and self.is_open(place) and not self.governs(place):
                yield place

    def _loaded(self, target: str, path: str) -> Iterator[str]:
        if target.endswith("/"):
            if language_of(path) is Language.GO:
                for place in islice(self.side.trees.own.walk(target.rstrip("/")), MAX_FILES):
                    is_test = place.endswith("_test.go")
                    if folder_of(place) == target.rstrip("/") and place.endswith(".go") and not is_test:
                        yield place
            return
        yield target
        folder = folder_of(target) if target.endswith((".py", ".pyi")) else ""
        while folder and not path.startswith(f"{folder}/"):
            package = f"{folder}/__init__.py"
            if self.side.trees.own.mode(package) is None:
                break
            yield package
            folder = folder_of(folder)

    def ends(self, path: str) -> tuple[Crossing, ...]:
        """Where a file itself reaches what is forbidden."""
        if path not in self._ends:
            self._ends[path] = tuple(self._crossings(path))
        return self._ends[path]

    def _crossings(self, path: str) -> Iterator[Crossing]:
        language, reached = language_of(path), self._reached(path)
        if reached is None or language is None:
            return
        source, wanted = self.side.source(path), words_of_any(self.limits.forbidden)
        direct = crossings(reached, path, language, self.limits.forbidden, self.limits.allowed)
        if source is not None:
            direct += member_crossings(source, path, reached, language, self.limits, self.side.trees)
        yield from (crossing for crossing in direct if not crossing.is_type_only)
        boundary = (self.limits.forbidden, self.limits.allowed)
        if source and wanted and may_hide(source, path, reached, language, boundary, wanted):
            found = gap(Reason.NOT_ANALYSED, path, reached.found.damage, "make the file parse")
            self.gaps.extend([found] if found not in self.gaps else [])


@dataclass(frozen=True)
class Reach:
    """Which nodes of a graph lead to which forbidden modules.

    Attributes:
        goals: module → the files that import it themselves.
        ways: module → node → the next node on a shortest way to such a file.
    """

    goals: Mapping[str, frozenset[str]]
    ways: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, around: Surroundings, starts: Iterable[str]) -> Reach:
        """What is reached from some files on.

        Raises:
            TooFar: too much would have to be read.
        """
        first = sorted(set(starts))
        pairs = list(explored(first, around.next))
        goals: dict[str, set[str]] = {}
        for node in dict.fromkeys((*first, *(following for _, following in pairs))):
            for crossing in around.ends(node):
                goals.setdefault(crossing.module, set()).add(node)
        ways = {module: ways_to(files, pairs) for module, files in goals.items()}
        return cls({module: frozenset(files) for module, files in sorted(goals.items())}, ways)

    def from_node(self, node: str) -> list[tuple[tuple[str, ...], str]]:
        """The ways from one node, each with the module that it ends at, the shortest first."""
        found = [
            (way(node, self.ways[module]), module)
            for module, files in self.goals.items()
            if node in files or node in self.ways[module]
        ]
        return sorted(found, key=lambda one: (len(one[0]), one))

    def modules(self, node: str) -> frozenset[str]:
        """The modules that one node leads to."""
        return frozenset(module for _, module in self.from_node(node))
