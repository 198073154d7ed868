"""Names that a module of the repository takes from somewhere else and hands on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from checks.change import TooLarge
from checks.languages.imports import Import, ImportKind
from checks.languages.imports.python_words import words_of
from checks.languages.language import Language, language_of
from checks.languages.places.asked import asked_of
from checks.languages.places.crossing import crossing_of
from checks.languages.places.limits import Limits
from checks.languages.places.place import Place
from checks.languages.places.reached import Reached
from checks.languages.places.sides import Side
from checks.languages.places.target import Target
from checks.languages.places.walk import TooFar
from checks.source import Source

MAX_HOPS = 8
"""Through so many modules a name is followed; code that hands on further is not written by hand."""

MAX_ASKED = 2_000
"""Most modules that are asked for one name, of which stars may name very many."""

MAX_LOOKED = 20_000
"""Most imports of other modules that are looked at for the names of one file."""

_DEFINED = re.compile(
    r"\b(?:def|class|function\*?|const|let|var|fn|struct|enum|trait|type|interface|static|mod|namespace)\s+(\w+)"
    r"|^(\w+)[ \t]*(?::[^=\n]+)?=",
    re.MULTILINE,
)
_HAND_ON = (Language.PYTHON, Language.JAVASCRIPT, Language.TYPESCRIPT, Language.TSX, Language.RUST)


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A forbidden module that a file reaches by a name which another hands on.

    Attributes:
        imported: the import of the file.
        name: the name that it takes.
        through: the modules that hand it on, in order.
        module: what is reached.
        place: what is reached, as the boundary names it.
        is_type_only: whether any import on the way exists for a type checker alone.
    """

    imported: Import
    name: str
    through: tuple[str, ...]
    module: str
    place: Place
    is_type_only: bool

    @property
    def message(self) -> str:
        """What was seen."""
        shown = f"`{self.name}`" if self.name != "*" else "everything"
        modules = ", ".join(f"`{path}`" for path in self.through)
        hands = "which hands" if len(self.through) == 1 else "which hand"
        return f"takes {shown} from {modules}, {hands} on `{self.module}`"


def passed_on(
    path: str, reached: Reached, language: Language, imports: Collection[Import], limits: Limits, side: Side
) -> Iterator[PassedOn]:
    """What a file reaches of what it must not by names that others hand on.

    Args:
        path: the file.
        reached: what it imports.
        language: its language; names are followed in Python, JavaScript, TypeScript and Rust.
        imports: those of its imports that are asked about.
        limits: what it must not reach.
        side: the tree in which names are followed.

    Raises:
        TooFar: a name may come from too many modules.
    """
    if language not in _HAND_ON or not imports:
        return
    follow = _Follow(limits, side)
    known: dict[tuple[str, str], list[_Found]] = {}
    for imported in imports:
        # of Rust also paths that are written out where they are used
        for taken in dict.fromkeys(imported.taken) or (("",) if language is Language.RUST else ()):
            for name, place in asked_of(reached, imported, taken, language):
                if (name, place) not in known:
                    is_open = follow.is_open(place, path)
                    known[name, place] = list(follow.name(place, name, path)) if is_open else []
                for found in known[name, place]:
                    typed = found.is_type_only or imported.kind is ImportKind.TYPE_ONLY
                    yield PassedOn(imported, name, found.through, found.module, found.place, typed)


@dataclass(frozen=True, slots=True)
class _Found:
    through: tuple[str, ...]
    module: str
    place: Place
    is_type_only: bool


@dataclass(frozen=True, slots=True)
class _Step:
    way: tuple[str, ...]
    name: str
    is_type_only: bool

    @property
    def key(self) -> tuple[str, str, bool]:
        return self.way[-1], self.name, self.is_type_only


@dataclass(frozen=True)
class _Follow:
    limits: Limits
    side: Side
    looked_at: list[str] = field(default_factory=list)
    _defined: dict[str, frozenset[str]] = field(default_factory=dict)

    def is_open(self, place: str, path: str) -> bool:
        """Whether a file may be looked through: it is another's, and nothing is said about it."""
        closed = (*self.limits.forbidden, *self.limits.allowed)
        return place != path and not any(entry.reaches_path(place) for entry in closed)

    def name(self, place: str, name: str, path: str) -> Iterator[_Found]:
        """The shortest ways from a module to what is forbidden, along one name.

        Raises:
            TooFar: the name may come from too many modules.
        """
        first = _Step((place,), name, is_type_only=False)
        seen = {first.key}
        pending = [first]
        for step in pending:
            if len(seen) > MAX_ASKED:
                raise TooFar(f"{MAX_ASKED} modules", f"`{name}` of {place} may come from more")
            for found in self._looked(step):
                if isinstance(found, _Found):
                    yield found
                elif found.key not in seen and len(found.way) <= MAX_HOPS and found.way[-1] != path:
                    seen.add(found.key)
                    pending.append(found)

    def _looked(self, step: _Step) -> Iterator[_Found | _Step]:
        """Where one module has a name from: what is forbidden, or other modules to ask."""
        place = step.way[-1]
        reached, language = _read(place, self.side), language_of(place)
        if reached is None or language is None:
            return
        names = reached.handed_on if step.name == "*" else dict.fromkeys((step.name, "*"))
        for bound in names:
            for imported, taken in reached.handed_on.get(bound, ()):
                self._count(place)
                target = reached.target_of(imported, taken)
                if target is not None and self._is_meant(step.name, bound, place, target):
                    yield from self._from(step, imported, taken, target, reached, language)

    def _count(self, place: str) -> None:
        self.looked_at.append(place)
        if len(self.looked_at) > MAX_LOOKED:
            raise TooFar(f"{MAX_LOOKED} imports", f"{place} and others hand on more")

    def _from(
        self, step: _Step, imported: Import, taken: str, target: Target, reached: Reached, language: Language
    ) -> Iterator[_Found | _Step]:
        place = step.way[-1]
        typed = step.is_type_only or imported.kind is ImportKind.TYPE_ONLY
        whole = reached.by_import[imported][0]
        entry = self._forbidden(target, whole, place, reached, language)
        if entry is not None:
            exact = whole if not target.paths and whole in entry.reached(reached, language) else target
            yield _Found(step.way, crossing_of(exact, entry, language).module, entry, typed)
            return
        wanted = step.name if taken == "*" else taken
        for next_name, following in asked_of(reached, imported, wanted, language):
            if self.is_open(following, place):
                yield _Step((*step.way, following), next_name, typed)

    def _is_meant(self, name: str, bound: str, place: str, target: Target) -> bool:
        """Whether a module hands on, under what one import binds, the name that is asked for."""
        source = self.side.source(place)
        text = source.text if source is not None else ""
        if name != "*":
            return bound == name or (bound == "*" and self._may_come_from_star(name, text, target))
        if bound in ("", "default") or "__all__" not in text or not place.endswith(".py"):
            return bound not in ("", "default")
        return bound == "*" or f"'{bound}'" in text or f'"{bound}"' in text

    def _may_come_from_star(self, name: str, text: str, target: Target) -> bool:
        """A name comes from a star if the module does not define it, and the star's module knows it."""
        if text not in self._defined:
            self._defined[text] = frozenset(name for found in _DEFINED.findall(text) for name in found)
        if name in self._defined[text]:
            return False
        sources = [_source(path, self.side) for path in target.paths]
        return not target.paths or any(source and name in words_of(source.text) for source in sources)

    def _forbidden(
        self, target: Target, whole: Target, place: str, reached: Reached, language: Language
    ) -> Place | None:
        """What a name leads to of what must not be reached: itself, or the module that it is taken from."""
        meant = [target] if target.paths else [target, whole]
        for allowed in self.limits.allowed:
            permitted = allowed.reached(reached, language)
            if any(one in permitted for one in meant):
                return None
        for entry in self.limits.forbidden:
            found = entry.reached(reached, language)
            if any(one in found for one in meant) and not entry.holds_file(place, reached, language):
                return entry
        return None


def _read(place: str, side: Side) -> Reached | None:
    try:
        return side.reached(place)
    except TooLarge:
        return None


def _source(place: str, side: Side) -> Source | None:
    try:
        return side.source(place)
    except TooLarge:
        return None
