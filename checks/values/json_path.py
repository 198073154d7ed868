"""A subset of JSONPath (RFC 9535): which values of a file are meant.

Read are `$`, `.name`, `["name"]`, `[0]`, `[-1]`, `[*]`, `.*`, each also behind `..` (at any depth), and the
filter `[?@.name]`, which keeps what has something there. Slices, unions, comparisons and functions are not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from checks.values.node import MAX_VISITED, Entry, Items, Leaf, Node, Table, TooMany

Location = tuple[str | int, ...]

_NAME = r"[^\W\d]\w*"
_DOTTED = re.compile(rf"(\.\.?)(?:({_NAME})|(\*))")
_QUOTED = r"""("(?:[^"\\\x00-\x1f]|\\.)*+"|'(?:[^'\\\x00-\x1f]|\\.)*+')"""
_BRACKET = re.compile(rf"(\.\.)?\[\s*(?:{_QUOTED}|(-?(?:0|[1-9][0-9]{{0,8}}))|(\*))\s*\]")
_FILTER = re.compile(
    rf"""(\.\.)?\[\s*\?\s*(\()?\s*@((?:\.{_NAME}|\[\s*(?:{_QUOTED[1:-1]}|-?[0-9]{{1,9}})\s*\])+)\s*(\))?\s*\]"""
)
_PLAIN = re.compile(_NAME)
_DASHED = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)+)")
_MOST_STEPS = 50


@dataclass(frozen=True, slots=True)
class Step:
    """One step down.

    Attributes:
        name: a key; `None` for another kind of step.
        index: a position in a list, from the end if negative.
        condition: what a child must have, for a filter.
        descends: whether the step is taken from every depth.
    """

    name: str | None = None
    index: int | None = None
    condition: JsonPath | None = None
    descends: bool = False

    @property
    def is_single(self) -> bool:
        """Whether it leads to one value at most."""
        return not self.descends and (self.name is not None or self.index is not None)


@dataclass(frozen=True, slots=True)
class JsonPath:
    """A parsed path.

    Attributes:
        written: as it was written.
        steps: its steps from the root.
    """

    written: str
    steps: tuple[Step, ...]

    @property
    def is_single(self) -> bool:
        """Whether it means one value at most."""
        return all(step.is_single for step in self.steps)


@dataclass(frozen=True, slots=True)
class Place:
    """A value that a path leads to.

    Attributes:
        location: the keys and positions that lead to it.
        node: the value.
        line: the line of the value; for a list or mapping that of its key.
    """

    location: Location
    node: Node
    line: int


@dataclass
class Selection:
    """What a path means in one document.

    Attributes:
        places: the values from the root downwards, each once.
        nearest: the line of what is closest to a value that is not there; 0 for the root.
        twice: keys on the way that stand twice, of which a reader may take either; each with all its values.
    """

    places: list[Place] = field(default_factory=list)
    nearest: int = 0
    twice: list[Place] = field(default_factory=list)


@lru_cache(1_024)
def parse(written: str) -> JsonPath:
    """Read a path.

    Raises:
        ValueError: it is none, or uses more than is read; one sentence.
    """
    if not written.startswith("$"):
        raise ValueError(f"`{written}` must start with `$`, the root of the file")
    steps = tuple(_steps(written, 1))
    if len(steps) > _MOST_STEPS:
        raise ValueError(f"`{written[:40]}…` has more than {_MOST_STEPS} steps")
    return JsonPath(written, steps)


def _steps(written: str, at: int) -> Iterator[Step]:
    while at < len(written):
        if found := _DOTTED.match(written, at):
            yield Step(name=found[2], descends=found[1] == "..")
        elif found := _BRACKET.match(written, at):
            name = _unquoted(found[2]) if found[2] else None
            index = int(found[3]) if found[3] else None
            yield Step(name=name, index=index, descends=bool(found[1]))
        elif (found := _FILTER.match(written, at)) and bool(found[2]) == bool(found[4]):
            condition = JsonPath(f"@{found[3]}", tuple(_steps(found[3], 0)))
            yield Step(condition=condition, descends=bool(found[1]))
        else:
            raise ValueError(_mistake(written, at))
        at = found.end()
        if _DASHED.match(written, found.start()) and found.re is _DOTTED:
            raise ValueError(_mistake(written, found.start()))


def _mistake(written: str, at: int) -> str:
    if dashed := _DASHED.match(written, at):
        return f'write `["{dashed[1]}"]` instead of `.{dashed[1]}`, a name behind a dot has no `-`'
    return (
        f'`{written[at : at + 40]}` is not understood; read are `.name`, `["name"]`, `[0]`, `[*]`, `..name`'
        " and the filter `[?@.name]`, not slices, unions, comparisons or functions"
    )


def _unquoted(quoted: str) -> str:
    text = quoted[1:-1]
    if quoted[0] == "'":
        text = re.sub(r'\\.|"', lambda part: {"\\'": "'", '"': '\\"'}.get(part[0], part[0]), text)
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        raise ValueError(f"the name {quoted} holds an escape that is not understood") from None


def shown(location: Location) -> str:
    """A location as a path."""
    parts = (
        f"[{step}]"
        if isinstance(step, int)
        else (f".{step}" if _PLAIN.fullmatch(step) else f"[{json.dumps(step, ensure_ascii=False)}]")
        for step in location
    )
    return f"${''.join(parts)}"


def select(root: Node, path: JsonPath) -> Selection:
    """The values of a document that a path means.

    Raises:
        TooMany: there is more to look at than the limit allows, for aliases repeat much.
    """
    return _Walk().along(path, Place((), root, 0))


class _Walk:
    """Steps through a document, counting what is looked at."""

    def __init__(self) -> None:
        self._visited = 0

    def along(self, path: JsonPath, start: Place) -> Selection:
        selection = Selection()
        current = [start]
        for step in path.steps:
            if current:
                selection.nearest = current[0].line
            pool = self.below(current) if step.descends else iter(current)
            current = [child for place in pool for child in self.children(place, step, selection.twice)]
        selection.places = list({id(place.node): place for place in reversed(current)}.values())[::-1]
        return selection

    def below(self, places: list[Place]) -> Iterator[Place]:
        """The places and all lists and mappings below them, from top to bottom."""
        stack = places[::-1]
        while stack:
            place = stack.pop()
            yield place
            stack += [child for child in self._all(place) if not isinstance(child.node, Leaf)][::-1]

    def children(self, place: Place, step: Step, twice: list[Place]) -> Iterator[Place]:
        if step.condition is not None:
            for child in self._all(place):
                if self.along(step.condition, child).places:
                    yield child
        elif step.index is not None:
            nodes = place.node.nodes if isinstance(place.node, Items) else ()
            if -len(nodes) <= step.index < len(nodes):
                index = step.index % len(nodes)
                yield _item(place, index, nodes[index])
        elif step.name is not None:
            yield from self._named(place, step.name, twice)
        else:
            yield from self._all(place)

    def _named(self, place: Place, name: str, twice: list[Place]) -> Iterator[Place]:
        if isinstance(place.node, Table):
            self._count(len(place.node.entries))
            same = [_valued(place, entry) for entry in place.node.entries if entry.key == name]
            if len(same) > 1:
                every = Items(same[-1].line, tuple(one.node for one in same))
                twice.append(Place(same[-1].location, every, same[-1].line))
            yield from same

    def _all(self, place: Place) -> list[Place]:
        match place.node:
            case Table(entries=entries):
                self._count(len(entries))
                return [_valued(place, entry) for entry in entries]
            case Items(nodes=nodes):
                self._count(len(nodes))
                return [_item(place, index, node) for index, node in enumerate(nodes)]
            case _:
                return []

    def _count(self, more: int) -> None:
        self._visited += more + 1
        if self._visited > MAX_VISITED:
            raise TooMany


def _valued(place: Place, entry: Entry) -> Place:
    line = entry.node.line if isinstance(entry.node, Leaf) else entry.line
    return Place((*place.location, entry.key), entry.node, line)


def _item(place: Place, index: int, node: Node) -> Place:
    return Place((*place.location, index), node, node.line)
