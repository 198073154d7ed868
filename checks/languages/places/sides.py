"""The two trees of a change as code that imports: every file read, parsed and located once for all rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from checks.change import Change, ChangedFile, Tree
from checks.languages.imports import Import
from checks.languages.imports.glance import glance
from checks.languages.places.moves import Renames, moved_from
from checks.languages.places.reached import Reached, reached_by
from checks.languages.places.trees import Trees
from checks.source import Source


@dataclass(frozen=True)
class Side:
    """One tree of a change.

    Attributes:
        trees: the tree, and behind it the other one, in which a file may still, or already, stand.
    """

    trees: Trees
    _sources: dict[str, Source | None] = field(default_factory=dict)
    _reached: dict[str, Reached | None] = field(default_factory=dict)

    def source(self, path: str) -> Source | None:
        """The content of a regular file of this tree; `None` if there is none.

        Raises:
            TooLarge: it is too large to be read.
        """
        if path not in self._sources:
            content = self.trees.own.read(path)
            self._sources[path] = None if content is None else Source(content)
        return self._sources[path]

    def reached(self, path: str) -> Reached | None:
        """What a file imports; `None` if there is none, or none whose language is read.

        Raises:
            TooLarge: it is too large to be read.
        """
        if path not in self._reached:
            source = self.source(path)
            first = glance(source, path) if source is not None else None
            self._reached[path] = (
                reached_by(source, path, first.language, self.trees)
                if source is not None and first is not None
                else None
            )
        return self._reached[path]


@dataclass(frozen=True)
class Sides:
    """Both trees of a change.

    Attributes:
        base: the tree before.
        head: the tree after.
        fresh: path of a changed file → its imports that take a name which they did not take before.
        anew: path of a changed file → whether it may import something else than before.
            changed: the files that differ.
            held: path of a changed file → the words without which no rule has anything to say of it.
    """

    base: Side
    head: Side
    changed: tuple[ChangedFile, ...]
    fresh: dict[str, tuple[Import, ...]] = field(default_factory=dict)
    anew: dict[str, bool] = field(default_factory=dict)
    held: dict[str, frozenset[str] | None] = field(default_factory=dict)

    @cached_property
    def moves(self) -> Mapping[str, str]:
        """Path at the head → path at the base, of files that were moved."""
        return moved_from(self.changed)

    @cached_property
    def renames(self) -> Renames:
        """What the modules of the base are called at the head."""
        return Renames(self.moves, lambda path: self.head.trees.own.mode(path) is not None)


def sides_of(change: Change) -> Sides:
    """The sides of a change, the same for every rule."""
    known = change.remembered.get(Sides)
    if isinstance(known, Sides) and _is_of(known, change.base_tree, change.head_tree):
        return known
    base, head = change.base_tree, change.head_tree
    made = change.remembered[Sides] = Sides(
        Side(Trees(base, head)), Side(Trees(head, base)), tuple(change.files)
    )
    return made


def _is_of(sides: Sides, base: Tree, head: Tree) -> bool:
    return sides.base.trees.own is base and sides.head.trees.own is head
