"""Boundaries between the parts that a rule divides the repository into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from checks.languages.language import Language
from checks.languages.places.boundary import Entry
from checks.languages.places.limits import Limits, words_of_any
from checks.languages.places.matched import OtherModules, module_of, pattern_of
from checks.languages.places.named import Part
from checks.languages.places.place import Place
from checks.languages.places.reached import Reached


def part_of(path: str, reached: Reached, language: Language, parts: Iterable[Part]) -> Part | None:
    """The part that a file belongs to; the one that names the longest path if there are several."""
    holding = [
        part
        for part in parts
        if part.holds(path) or any(entry.holds_file(path, reached, language) for entry in part.entries)
    ]
    return max(holding, key=lambda part: max(map(len, part.places), default=0), default=None)


@dataclass(frozen=True)
class Layered:
    """Parts in an order: none may reach what stands above it.

    Attributes:
        ranks: from the highest to the lowest; the parts of one rank are siblings.
        siblings_may_import: whether siblings may reach one another.
    """

    ranks: tuple[tuple[Part, ...], ...]
    siblings_may_import: bool

    @cached_property
    def words(self) -> frozenset[str] | None:
        """See `Boundary.words`: what stands lowest, alone, is forbidden to nobody."""
        lowest = self.ranks[-1]
        asked = self.ranks if len(lowest) > 1 else self.ranks[:-1]
        return words_of_any(entry for rank in asked for part in rank for entry in part.entries)

    def limits(self, path: str, reached: Reached, language: Language) -> Limits | None:
        """See `Boundary.limits`."""
        own = part_of(path, reached, language, (part for rank in self.ranks for part in rank))
        if own is None:
            return None
        place = next(number for number, rank in enumerate(self.ranks) if own in rank)
        notes: dict[Place, str] = {}
        for rank in self.ranks[:place]:
            for part in rank:
                note = f", of the layer `{part.title}` above `{own.title}`"
                notes |= dict.fromkeys(part.entries, note)
        for part in self.ranks[place] if not self.siblings_may_import else ():
            if part is not own:
                note = f", of the layer `{part.title}` beside `{own.title}`"
                notes |= dict.fromkeys(part.entries, note)
        return Limits(tuple(notes), own.entries, notes=notes) if notes else None


@dataclass(frozen=True)
class Apart:
    """Parts that must not reach one another; every match of a pattern is a part of its own.

    Attributes:
        parts: the parts.
        allowed: what each may reach.
    """

    parts: tuple[Part, ...]
    allowed: tuple[Entry, ...]

    @cached_property
    def words(self) -> frozenset[str] | None:
        """See `Boundary.words`."""
        return words_of_any(entry for part in self.parts for entry in part.entries)

    def limits(self, path: str, reached: Reached, language: Language) -> Limits | None:
        """See `Boundary.limits`."""
        own = part_of(path, reached, language, self.parts)
        if own is None:
            return None
        notes: dict[Place, str] = {}
        for part in self.parts:
            within = module_within(part, path)
            said = f", which `{within or own.title}` must not know"
            if part.is_pattern:
                notes[OtherModules(part.places[0], within or "")] = said
            elif part is not own:
                notes |= dict.fromkeys(part.entries, said)
        allowed = self.allowed if own.is_pattern else (*self.allowed, *own.entries)
        return Limits(tuple(notes), allowed, notes=notes) if notes else None


@dataclass(frozen=True)
class Enclosed:
    """A part that is reached from outside through some of its files and names alone.

    Attributes:
        parts: the part, or each that is meant; every match of a pattern is one of its own.
        public: what may be reached.
    """

    parts: tuple[Part, ...]
    public: tuple[Entry, ...]

    @cached_property
    def words(self) -> frozenset[str] | None:
        """See `Boundary.words`."""
        return words_of_any(entry for part in self.parts for entry in part.entries)

    def limits(self, path: str, reached: Reached, language: Language) -> Limits:
        """See `Boundary.limits`."""
        del reached, language
        notes: dict[Place, str] = {}
        for part in self.parts:
            said = f", which is private to `{part.title}`"
            if part.is_pattern:
                notes[OtherModules(part.places[0], module_within(part, path) or "")] = said
            else:
                notes |= dict.fromkeys(part.entries, said)
        return Limits(tuple(notes), self.public, notes=notes)


def module_within(part: Part, path: str) -> str | None:
    """The match of a part's pattern that a file belongs to; `None` if there is none, or no pattern."""
    return module_of(pattern_of(part.places[0]), path) if part.is_pattern else None


def entries_by_text(parts: Mapping[str, Part]) -> tuple[Entry, ...]:
    """What to ask imports for, of parts that were found."""
    return tuple(entry for part in parts.values() for entry in part.entries)
