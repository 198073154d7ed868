"""Holding the imports of a change against one boundary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from checks.change import Change, ChangedFile, Incomplete, Reason
from checks.finding import Violation
from checks.introduced import introduced
from checks.languages.imports import ImportKind, imports_of
from checks.languages.imports.glance import glance
from checks.languages.imports.python_words import words, words_of
from checks.languages.language import Language, language_of
from checks.languages.places.boundary import Entry
from checks.languages.places.crossing import crossings, unknown_crossings
from checks.languages.places.reached import Reached, reached_by
from checks.languages.places.trees import Trees
from checks.source import Source

_TYPE_ONLY = "for types: "
_COMPUTED = "computed: "


@dataclass(frozen=True)
class Inspection:
    """One boundary and how strictly it is meant.

    Attributes:
        forbidden: what must not be reached.
        allowed: exceptions.
        reports_types: whether an import for a type checker alone counts.
        reports_computed: whether an import under a name that is known only at run time counts.
        is_everywhere: whether every file of the repository is governed.
    """

    forbidden: tuple[Entry, ...]
    allowed: tuple[Entry, ...]
    reports_types: bool
    reports_computed: bool
    is_everywhere: bool

    @cached_property
    def _words(self) -> frozenset[str] | None:
        """Words of which any forbidden import holds one; `None` if some entry has no such word."""
        found = [entry.word() for entry in self.forbidden]
        return None if None in found else frozenset(word for word in found if word)

    def of(self, change: Change, files: Iterable[ChangedFile]) -> Iterator[Violation | Incomplete]:
        """What a change newly reaches, and what could not be looked at.

        Args:
            change: the change.
            files: those of its files that the boundary governs.
        """
        trees = Trees(change.head_tree, change.base_tree)
        seen = list(files)
        head: list[Violation] = []
        for file in seen:
            for sighting in self._look(file, file.head_source, trees):
                if isinstance(sighting, Violation):
                    head.append(sighting)
                elif not self._was_there(sighting, file):
                    yield sighting
        if not head:
            return
        base_trees = Trees(change.base_tree, change.head_tree)
        base = [
            place
            for file in seen
            for place in self._look(file, file.base_source, base_trees)
            if isinstance(place, Violation)
        ]
        yield from introduced(change.by_path, *_without_settled(base, head))

    def _look(
        self, file: ChangedFile, source: Source | None, trees: Trees
    ) -> Iterator[Violation | Incomplete]:
        first = glance(source, file.path) if source is not None else None
        if source is None or first is None:
            return
        if first.refusal:
            yield _gap(Reason.INTEGRITY, file.path, first.refusal, "save the file as plain UTF-8 text")
            return
        if not first.may_hold(self._words):
            return
        language = first.language
        reached = reached_by(source, file.path, language, trees)
        yield from self._crossings(file.path, source, language, reached)
        if self.reports_computed:
            yield from self._unknown(file.path, source, language, reached, trees)
        if reached.found.damage and (self._words is None or not self._words.isdisjoint(words(source))):
            yield _gap(Reason.NOT_ANALYSED, file.path, reached.found.damage, "make the file parse")

    def _crossings(
        self, path: str, source: Source, language: Language, reached: Reached
    ) -> Iterator[Violation]:
        for crossing in crossings(reached, path, language, self.forbidden, self.allowed):
            is_type_only = crossing.imported.kind is ImportKind.TYPE_ONLY
            if is_type_only and not self.reports_types:
                continue
            yield Violation(
                path=path,
                line=source.git_line(crossing.imported.line),
                end_line=source.git_line(crossing.imported.end_line),
                message=crossing.message,
                text=(_TYPE_ONLY if is_type_only else "") + crossing.module,
            )

    def _unknown(
        self, path: str, source: Source, language: Language, reached: Reached, trees: Trees
    ) -> Iterator[Violation]:
        if not reached.computed:
            return
        guarded = tuple(
            entry for entry in self.forbidden if not self.is_everywhere or entry.is_of_repository(trees)
        )
        for imported in unknown_crossings(reached, path, language, guarded):
            names = ", ".join(f"`{entry.text}`" for entry in guarded)
            what = "runs code" if imported.through == "exec" else "imports a module"
            message = (
                f"{what} through `{imported.through}` that is known only at run time, so the boundary to "
                f"{names} cannot be checked; write the name out"
            )
            yield Violation(
                path=path,
                line=source.git_line(imported.line),
                end_line=source.git_line(imported.end_line),
                message=message,
                text=_COMPUTED + imported.text,
            )

    def _was_there(self, gap: Incomplete, file: ChangedFile) -> bool:
        """Whether a file was as unreadable before, and no changed line holds a word that matters."""
        source, language = file.base_source, language_of(file.path, file.base_source)
        if gap.code is not Reason.NOT_ANALYSED or self._words is None or source is None or language is None:
            return False
        if file.head_source is None or not imports_of(source, file.path, language).damage:
            return False
        lines = file.head_source.raw_text.split("\n")
        changed = "\n".join(lines[line - 1] for line in file.added_lines if line <= len(lines))
        return self._words.isdisjoint(words_of(Source(changed.encode()).text))


def _gap(code: Reason, path: str, measured: str, what_to_do: str) -> Incomplete:
    return Incomplete(code=code, path=path, limit="", measured=measured, help=what_to_do)


def _without_settled(base: list[Violation], head: list[Violation]) -> tuple[list[Violation], list[Violation]]:
    """Leave out what a file reached before and still reaches, however often and in whatever spelling.

    An import for types alone adds nothing where the module was imported for good.
    """
    before: dict[str, set[str]] = defaultdict(set)
    after: dict[str, set[str]] = defaultdict(set)
    for places, known in ((base, before), (head, after)):
        for place in places:
            if not place.text.startswith(_COMPUTED):
                known[place.path] |= {place.text, _TYPE_ONLY + place.text}
    return (
        [place for place in base if place.text.removeprefix(_TYPE_ONLY) not in _plain(after[place.path])],
        [
            place
            for place in head
            if place.text not in before[place.path] and not _is_entered(place.text, before[place.path])
        ],
    )


def _is_entered(module: str, before: set[str]) -> bool:
    """Whether a package had to be imported already, because a module of it was."""
    package, found, _ = module.rpartition("/__init__.py")
    return bool(found) and any(text.startswith(f"{package}/") for text in before)


def _plain(texts: set[str]) -> set[str]:
    return {text.removeprefix(_TYPE_ONLY) for text in texts}
