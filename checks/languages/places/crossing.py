"""Where one file reaches over a boundary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks.languages.imports import Import, ImportKind
from checks.languages.language import Language
from checks.languages.places.place import Place
from checks.languages.places.reached import Reached
from checks.languages.places.separators import separator
from checks.languages.places.target import Name, Target


@dataclass(frozen=True, slots=True)
class Crossing:
    """One import that a boundary forbids.

    Attributes:
        imported: the import.
        module: the one name of what is reached, however it was spelled: what stays or goes with a change.
        message: what was seen.
        place: what is reached, as the boundary names it.
    """

    imported: Import
    module: str
    message: str
    place: Place

    @property
    def is_type_only(self) -> bool:
        """Whether it exists for a type checker alone."""
        return self.imported.kind is ImportKind.TYPE_ONLY


def crossings(
    reached: Reached, path: str, language: Language, forbidden: tuple[Place, ...], allowed: tuple[Place, ...]
) -> list[Crossing]:
    """Every import of a file that reaches what is forbidden and not allowed, one per line and module.

    Args:
        reached: what the file reaches.
        path: where it lies: a file inside of what is forbidden may reach its own neighbours.
        language: its language.
        forbidden: what must not be reached.
        allowed: exceptions.
    """
    hits: dict[Target, Place] = {}
    for entry in forbidden:
        found = entry.reached(reached, language)
        if found and not entry.holds_file(path, reached, language):
            for target in found:
                hits.setdefault(target, entry)
    if not hits:
        return []
    permitted = {target for entry in allowed for target in entry.reached(reached, language)}
    result: dict[tuple[int, str], Crossing] = {}
    for target in _most_exact(reached, hits, permitted):
        crossing = crossing_of(target, hits[target], language)
        result.setdefault((crossing.imported.line, crossing.module), crossing)
    return [result[key] for key in sorted(result)]


def unknown_crossings(
    reached: Reached, path: str, language: Language, forbidden: tuple[Place, ...]
) -> Iterator[Import]:
    """Imports under a computed name that may reach what is forbidden."""
    for target in reached.computed:
        certain = any(target in entry.reached(reached, language) for entry in forbidden)
        if not certain and any(
            entry.is_in_reach(target, language) and not entry.holds_file(path, reached, language)
            for entry in forbidden
        ):
            yield target.imported


def _most_exact(reached: Reached, hits: dict[Target, Place], permitted: set[Target]) -> Iterator[Target]:
    """Of `from a import b` the module `a.b` if it is one, and `a` if anything else is taken from it."""
    for group in reached.by_import.values():
        if hits.keys().isdisjoint(group):
            continue
        whole, *taken = group
        modules = [target for target in taken if target.paths and target.paths != whole.paths]
        yield from (target for target in modules if target in hits and target not in permitted)
        others = [target for target in taken if target not in modules]
        if whole in hits and (others or not taken):
            if whole not in permitted and not (others and permitted.issuperset(others)):
                yield whole
        else:
            yield from (target for target in others if target in hits and target not in permitted)


def crossing_of(target: Target, entry: Place, language: Language) -> Crossing:
    """What is said of one import that reaches what an entry means."""
    between = separator(language)
    name = next((name for name in target.names if name in _below(target, entry, language)), None)
    readable = between.join(_module_part(name, language)) if name else target.spelled
    plain = target.spelled.removeprefix("::")
    is_spelled_out = name is not None and between.join(name) == plain
    place = next((path for path in target.paths if entry.reaches_path(path)), "")
    module = (place or next(iter(target.paths), readable)).rstrip("/")
    if plain == module or (is_spelled_out and not place) or (name is None and not target.paths):
        shown = f"`{plain}`"
    elif target.paths:
        shown = f"`{module}` as `{plain}`"
    else:
        shown = f"`{between.join(name or ())}` as `{plain}`"
    return Crossing(target.imported, module, f"imports {shown}{_manner(target.imported)}", entry)


def _below(target: Target, entry: Place, language: Language) -> tuple[Name, ...]:
    wanted = entry.names(language)
    return tuple(name for name in target.names if any(name[: len(want)] == want for want in wanted))


def _module_part(name: Name, language: Language) -> Name:
    """The module in a name that may go on to a class, a function or a constant."""
    if language is Language.JAVA:
        outer = next((index for index, part in enumerate(name) if part[:1].isupper()), len(name))
        return name[: outer + 1]
    return name[:-1] if language is Language.RUST and len(name) > 1 else name


def _manner(imported: Import) -> str:
    if imported.kind is ImportKind.TYPE_ONLY:
        return " for its types"
    return f" through `{imported.through}`" if imported.through else ""
