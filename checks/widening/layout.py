"""How the settings of one agent are laid out: lists that permit or hold back, and scales, by their keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from checks.finding import Level
from checks.values.lookups import child, text
from checks.values.node import Entry, Items, Leaf, Node, Table
from checks.widening.model import Mark, Sense, Term, Topic

_ARGUMENTS = re.compile(r":\*(?=\)?$)")
_READS = re.compile(
    r"(?:Read|Grep|Glob|LS|NotebookRead|TodoWrite|Skill)(?:\((?![~/]|\.\.)[^)]*\))?", re.DOTALL
)
_BOOLEANS = {"false": 0.0, "true": 1.0}


@dataclass(frozen=True)
class Listed:
    """A list of texts, or a mapping whose keys count where their value is true.

    Attributes:
        path: the keys that lead to it.
        sense: whether its items permit or hold back.
        topic: what they speak of.
        says: what a grant does.
        strictness: how strict a guard is.
        weight: what a finding weighs at most.
    """

    path: tuple[str, ...]
    sense: Sense = Sense.GRANT
    topic: Topic = Topic.TOOL
    says: str = "allows"
    strictness: int = 2
    weight: Level = Level.BLOCK

    def terms(self, root: Node, before: str = "") -> Iterator[Term]:
        """What stands in it; `before` is the key that leads to `root`."""
        key = before + ".".join(self.path)
        for item, line in _items(child(root, *self.path)):
            value = call_text(item) if self.topic is Topic.TOOL else item
            is_harmless = self.sense is Sense.GRANT and self.topic is Topic.TOOL and _READS.fullmatch(value)
            weight = Level.NOTE if is_harmless else self.weight
            yield Term(self.sense, self.topic, key, value, line, self.says, item, "", self.strictness, weight)


@dataclass(frozen=True)
class Scale:
    """A value of which some are wider than others.

    Attributes:
        path: the keys that lead to it.
        ranks: how much each value permits.
        unset: the value that counts where none is written.
        weight: what a finding weighs at most.
    """

    path: tuple[str, ...]
    ranks: Mapping[str, float] = field(default_factory=lambda: _BOOLEANS)
    unset: str = "false"
    weight: Level = Level.BLOCK

    def marks(self, root: Node, before: str = "") -> Iterator[Mark]:
        """Where the value stands."""
        node = child(root, *self.path)
        if isinstance(node, Leaf) and node.value is None:
            node = None
        shown = text(node) or ("a table" if node is not None else self.unset)
        key = before + ".".join(self.path)
        unset = (self.ranks.get(self.unset), self.unset)
        yield Mark(key, self.ranks.get(shown), shown, node.line if node else 0, unset, self.weight)


@dataclass(frozen=True)
class Layout:
    """The lists and scales of one format."""

    lists: Sequence[Listed] = ()
    scales: Sequence[Scale] = ()

    def parts(self, root: Node, before: str = "") -> Iterator[Term | Mark]:
        """Everything that stands in a table; `before` is the key that leads to it."""
        for one in self.lists:
            yield from one.terms(root, before)
        for scale in self.scales:
            yield from scale.marks(root, before)


def grants(
    *paths: str, topic: Topic = Topic.TOOL, says: str = "allows", weight: Level = Level.BLOCK
) -> tuple[Listed, ...]:
    """Lists whose items permit, by their keys with dots between."""
    return tuple(Listed(tuple(path.split(".")), Sense.GRANT, topic, says, weight=weight) for path in paths)


def guards(
    *paths: str, topic: Topic = Topic.TOOL, strictness: int = 2, weight: Level = Level.BLOCK
) -> tuple[Listed, ...]:
    """Lists whose items hold back."""
    return tuple(
        Listed(tuple(path.split(".")), Sense.GUARD, topic, strictness=strictness, weight=weight)
        for path in paths
    )


def opens(*paths: str, unset: str = "false", weight: Level = Level.BLOCK) -> tuple[Scale, ...]:
    """Switches that permit more when they are on."""
    return tuple(Scale(tuple(path.split(".")), _BOOLEANS, unset, weight) for path in paths)


def closes(*paths: str, unset: str = "false", weight: Level = Level.BLOCK) -> tuple[Scale, ...]:
    """Switches that permit less when they are on."""
    ranks = {"true": 0.0, "false": 1.0}
    return tuple(Scale(tuple(path.split(".")), ranks, unset, weight) for path in paths)


def ordered(path: str, *values: str, unset: str, weight: Level = Level.BLOCK) -> Scale:
    """A scale of values, the strictest first."""
    ranks = {value: float(rank) for rank, value in enumerate(values)}
    return Scale(tuple(path.split(".")), ranks, unset, weight)


def call_text(written: str) -> str:
    """A pattern of calls in one spelling: `Bash(git:*)` and `Bash(git *)` mean the same."""
    return _ARGUMENTS.sub(" *", " ".join(written.split()))


def last_entries(node: Node | None) -> tuple[Entry, ...]:
    """The entries of a mapping; of a key that stands twice the last, which readers take."""
    if not isinstance(node, Table):
        return ()
    return tuple({entry.key: entry for entry in node.entries}.values())


def _items(node: Node | None) -> Iterator[tuple[str, int]]:
    if isinstance(node, Items):
        for item in node.nodes:
            if isinstance(item, Leaf) and item.value is not None:
                yield text(item), item.line
    elif isinstance(node, Table):
        for entry in last_entries(node):
            if isinstance(entry.node, Leaf) and entry.node.value is True:
                yield entry.key, entry.line
    elif isinstance(node, Leaf) and isinstance(node.value, str) and node.value:
        for part in node.value.split(","):
            yield part.strip(), node.line
