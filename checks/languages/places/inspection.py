"""Holding the imports of a change against one boundary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from checks.change import Change, ChangedFile, Incomplete, Reason
from checks.finding import Violation
from checks.introduced import introduced
from checks.languages.imports import Import, imports_of
from checks.languages.imports.glance import glance
from checks.languages.imports.python_words import words_of
from checks.languages.language import Language, language_of
from checks.languages.places.crossing import Crossing, crossings, unknown_crossings
from checks.languages.places.doubt import may_hide
from checks.languages.places.fresh import fresh_imports, may_import_anew
from checks.languages.places.held import may_concern
from checks.languages.places.limits import Boundary, Limits
from checks.languages.places.members import member_crossings
from checks.languages.places.moves import Renames
from checks.languages.places.passed_on import PassedOn, passed_on
from checks.languages.places.place import Place
from checks.languages.places.reached import Reached, reached_by
from checks.languages.places.settled import COMPUTED, TYPE_ONLY, without_settled
from checks.languages.places.sides import Side, Sides, sides_of
from checks.languages.places.walk import TooFar
from checks.source import Source


@dataclass(frozen=True)
class Inspection:
    """One boundary and how strictly it is meant.

    Attributes:
        boundary: which file must not reach what.
        reports_types: whether an import for a type checker alone counts.
        reports_computed: whether an import under a name that is known only at run time counts.
    """

    boundary: Boundary
    reports_types: bool
    reports_computed: bool

    def of(self, change: Change, files: Iterable[ChangedFile]) -> Iterator[Violation | Incomplete]:
        """What a change newly reaches, and what could not be looked at.

        Args:
            change: the change.
            files: those of its files that the boundary may govern.
        """
        sides = sides_of(change)
        seen = list(files)
        head: list[Violation] = []
        wanted = self.boundary.words
        for file in seen:
            if not may_concern(file, wanted, sides):
                continue
            for sighting in self._look(file, file.head_source, sides, sides.head):
                if isinstance(sighting, Violation):
                    head.append(sighting)
                elif not self._was_there(sighting, file):
                    yield sighting
        if not head:
            return
        speaking = {place.path for place in head}
        base = [
            replace(place, text=_renamed(place.text, sides.renames))
            for file in seen
            if file.path in speaking or may_import_anew(file, sides)  # any other lost and gained nothing
            for place in self._look(file, file.base_source, sides, sides.base)
            if isinstance(place, Violation)
        ]
        yield from introduced(change.by_path, *without_settled(base, head))

    def _look(
        self, file: ChangedFile, source: Source | None, sides: Sides, side: Side
    ) -> Iterator[Violation | Incomplete]:
        first = glance(source, file.path) if source is not None else None
        if source is None or first is None:
            return
        if first.refusal:
            yield gap(Reason.INTEGRITY, file.path, first.refusal, "save the file as plain UTF-8 text")
            return
        wanted = self.boundary.words
        is_plain = first.may_hold(wanted)
        if not is_plain and not may_import_anew(file, sides):
            return
        reached = reached_by(source, file.path, first.language, side.trees)
        limits = self.boundary.limits(file.path, reached, first.language)
        if limits is None:
            return
        found: dict[tuple[int, str], Violation] = {}
        if is_plain:
            direct = crossings(reached, file.path, first.language, limits.forbidden, limits.allowed)
            told = {crossing.module for crossing in direct}
            members = member_crossings(source, file.path, reached, first.language, limits, side.trees)
            for seen in (*direct, *(member for member in members if member.module not in told)):
                self._add(found, file.path, source, seen, limits)
        imports = fresh_imports(file, reached, sides) if side is sides.head else reached.found.imports
        try:
            for handed in passed_on(file.path, reached, first.language, imports, limits, side):
                self._add(found, file.path, source, handed, limits)
        except TooFar as far:
            yield replace(far.as_gap("allow"), path=file.path)
        yield from found.values()
        if self.reports_computed and reached.computed:
            yield from self._unknown(file.path, source, reached, first.language, limits.guarded(side.trees))
        boundary = (limits.forbidden, limits.allowed)
        if may_hide(source, file.path, reached, first.language, boundary, wanted):
            yield gap(Reason.NOT_ANALYSED, file.path, reached.found.damage, "make the file parse")

    def _add(
        self,
        found: dict[tuple[int, str], Violation],
        path: str,
        source: Source,
        seen: Crossing | PassedOn,
        limits: Limits,
    ) -> None:
        if self.reports_types or not seen.is_type_only:
            text = (TYPE_ONLY if seen.is_type_only else "") + seen.module
            said = seen.message + limits.notes.get(seen.place, "")
            place = _violation(path, source, seen.imported, said, text)
            found.setdefault((place.line, seen.module), place)

    def _unknown(
        self, path: str, source: Source, reached: Reached, language: Language, guarded: tuple[Place, ...]
    ) -> Iterator[Violation]:
        for imported in unknown_crossings(reached, path, language, guarded):
            names = ", ".join(dict.fromkeys(f"`{place.text}`" for place in guarded))
            what = "runs code" if imported.through == "exec" else "imports a module"
            message = (
                f"{what} through `{imported.through}` that is known only at run time, so the boundary to "
                f"{names} cannot be checked; write the name out"
            )
            yield _violation(path, source, imported, message, COMPUTED + imported.text)

    def _was_there(self, seen: Incomplete, file: ChangedFile) -> bool:
        """Whether a file was as unreadable before, and no changed line holds a word that matters."""
        source, language = file.base_source, language_of(file.path, file.base_source)
        wanted = self.boundary.words
        if seen.code is not Reason.NOT_ANALYSED or wanted is None or source is None or language is None:
            return False
        if file.head_source is None or not imports_of(source, file.path, language).damage:
            return False
        lines = file.head_source.raw_text.split("\n")
        changed = "\n".join(lines[line - 1] for line in file.added_lines if line <= len(lines))
        return wanted.isdisjoint(words_of(Source(changed.encode()).text))


def _renamed(text: str, renames: Renames) -> str:
    """What identifies an import of the base, with the name that the module has at the head."""
    start = TYPE_ONLY if text.startswith(TYPE_ONLY) else ""
    return start + renames.now(text.removeprefix(start))


def _violation(path: str, source: Source, imported: Import, message: str, text: str) -> Violation:
    return Violation(
        path=path,
        line=source.git_line(imported.line),
        end_line=source.git_line(imported.end_line),
        message=message,
        text=text,
    )


def gap(code: Reason, path: str, measured: str, what_to_do: str) -> Incomplete:
    """Something that a boundary covers and that could not be looked at."""
    return Incomplete(code=code, path=path, limit="", measured=measured, help=what_to_do)
