"""All that the imports of one file reach, arranged so that many rules can ask quickly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Protocol
from weakref import WeakKeyDictionary

from checks.change import Tree
from checks.languages.imports import FileImports, Import, ImportKind, imports_of
from checks.languages.imports.python_words import words_of
from checks.languages.language import Language
from checks.languages.places.separators import known_segments
from checks.languages.places.target import Name, Target
from checks.languages.places.trees import Trees
from checks.source import Source


class Places(Protocol):
    """A module that knows where the imports of a language lead."""

    def locate(self, path: str, found: FileImports, trees: Trees) -> Iterable[Target]:
        """What the imports of the file at `path` reach."""

    def own_names(self, path: str, found: FileImports, trees: Trees) -> tuple[Name, ...]:
        """The names under which the file at `path` can itself be imported."""


@dataclass(frozen=True)
class Reached:
    """What one file reaches.

    Attributes:
        found: its imports as read.
        targets: what they lead to, in order of the imports.
        own_names: the names under which the file itself can be imported.
        doubted: of a damaged file all that it may reach besides; `None` if nobody can tell.
    """

    found: FileImports
    targets: tuple[Target, ...]
    own_names: tuple[Name, ...]
    doubted: Reached | None = None

    @cached_property
    def _by_name(self) -> Mapping[Name, list[Target]]:
        index: dict[Name, dict[int, Target]] = defaultdict(dict)
        for number, target in enumerate(self.targets):
            for name in target.names:
                for length in range(1, len(name) + 1):
                    index[name[:length]][number] = target
        return {name: list(targets.values()) for name, targets in index.items()}

    @cached_property
    def _by_directory(self) -> Mapping[str, list[Target]]:
        index: dict[str, dict[int, Target]] = defaultdict(dict)
        for number, target in enumerate(self.targets):
            for path in target.paths:
                parts = path.rstrip("/").split("/")
                for length in range(len(parts) + 1):
                    index["/".join(parts[:length])][number] = target
        return {path: list(targets.values()) for path, targets in index.items()}

    def below_name(self, name: Name) -> list[Target]:
        """What is the module `name` or lies below it."""
        return self._by_name.get(name, [])

    def below_path(self, path: str) -> list[Target]:
        """What is the file or directory `path` or lies below it; the empty path is the root."""
        return self._by_directory.get(path, [])

    @cached_property
    def by_import(self) -> Mapping[Import, list[Target]]:
        """Every import with what it leads to: the module itself, and then each name that is taken of it."""
        groups: dict[Import, list[Target]] = defaultdict(list)
        for target in self.targets:
            groups[target.imported].append(target)
        return groups

    @cached_property
    def _by_taken(self) -> Mapping[Import, Mapping[str, Target]]:
        return {
            imported: dict(zip(imported.names, group[1:], strict=False))
            for imported, group in self.by_import.items()
        }

    def target_of(self, imported: Import, taken: str) -> Target | None:
        """What one name of an import leads to: a module of that name if there is one, or the whole."""
        group = self.by_import.get(imported)
        return self._by_taken[imported].get(taken, group[0]) if group else None

    @cached_property
    def handed_on(self) -> Mapping[str, list[tuple[Import, str]]]:
        """Name that others can take from the file → where it has it from: an import, and what that takes."""
        found: dict[str, list[tuple[Import, str]]] = defaultdict(list)
        for imported in self.found.imports:
            for taken, bound in zip(imported.taken, imported.bound, strict=True):
                if bound:
                    found[bound].append((imported, taken))
        return dict(found)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word in a name or path that is reached; a place is reached only if its own word is one."""
        names = (part for target in self.targets for name in target.names for part in name)
        paths = (path for target in self.targets for path in target.paths)
        return words_of("\n".join([*names, *paths, *(target.spelled for target in self.targets)]))

    @cached_property
    def computed(self) -> tuple[Target, ...]:
        """What is imported under a name that is not known before the program runs."""
        return tuple(target for target in self.targets if target.imported.kind is ImportKind.COMPUTED)


_KNOWN: WeakKeyDictionary[Source, dict[tuple[str, Language], tuple[Tree, Reached]]] = WeakKeyDictionary()


def reached_by(source: Source, path: str, language: Language, trees: Trees) -> Reached:
    """What the imports of a file lead to; found once per file and tree, however many rules ask."""
    known = _KNOWN.setdefault(source, {})
    cached = known.get((path, language))
    if cached is not None and cached[0] is trees.own:
        return cached[1]
    found = imports_of(source, path, language)
    places = _places(language)
    certain = replace(
        found, imports=tuple(one for one in found.imports if one.kind is not ImportKind.COMPUTED)
    )
    targets = (*places.locate(path, certain, trees), *_computed(path, found, language, trees))
    own_names = places.own_names(path, found, trees)
    doubted = None
    if found.doubtful is not None:
        doubted = located(replace(found, imports=found.doubtful), path, language, trees)
    result = Reached(found, targets, own_names, doubted)
    known[path, language] = (trees.own, result)
    return result


def located(found: FileImports, path: str, language: Language, trees: Trees) -> Reached:
    """What some imports of a file lead to, all of them known by name."""
    places = _places(language)
    return Reached(found, tuple(places.locate(path, found, trees)), places.own_names(path, found, trees))


@cache
def _places(language: Language) -> Places:
    """The module for a language, imported with its first file: few changes hold more than two languages."""
    match language:
        case Language.PYTHON:
            from checks.languages.places import python

            return python
        case Language.JAVASCRIPT | Language.TYPESCRIPT | Language.TSX:
            from checks.languages.places import ecmascript

            return ecmascript
        case Language.GO:
            from checks.languages.places import go

            return go
        case Language.JAVA:
            from checks.languages.places import java

            return java
        case Language.CSHARP:
            from checks.languages.places import csharp

            return csharp
        case Language.RUBY:
            from checks.languages.places import ruby

            return ruby
        case Language.RUST:
            from checks.languages.places import rust

            return rust


def _computed(path: str, found: FileImports, language: Language, trees: Trees) -> Iterator[Target]:
    """Of a computed name the whole segments that are known say where it leads at least."""
    locate = _places(language).locate
    for one in found.imports:
        if one.kind is not ImportKind.COMPUTED:
            continue
        head = known_segments(one.module, language)
        located = (
            list(locate(path, replace(found, imports=(replace(one, module=head),)), trees)) if head else []
        )
        yield from (replace(target, imported=one) for target in located)
        if not located:
            yield Target(one, one.module, ())
