"""`forbidden-import`: code reaches for a module that a decision keeps from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Literal

from checks.change import Change, ChangedFile, Incomplete, Reason
from checks.check import Check, Sighting
from checks.finding import Violation
from checks.introduced import introduced
from checks.languages.imports import ImportKind, imports_of, refusal
from checks.languages.imports.python import RUN_TIME_WORDS, words
from checks.languages.language import Language, language_of
from checks.languages.places.boundary import Entry, entries
from checks.languages.places.crossing import crossings, unknown_crossings
from checks.languages.places.reached import Reached, reached_by
from checks.languages.places.trees import Trees
from checks.paths import PathPatterns
from checks.source import Source

_TYPE_ONLY = "for types: "
_COMPUTED = "computed: "


@dataclass(frozen=True, kw_only=True)
class ForbiddenImport(Check):
    """An import that a decision forbids, in whatever way it is spelled.

    Read are Python, JavaScript, TypeScript, Go, Java, C#, Ruby and Rust. What counts is what the change
    brings in: a file that already reached the module may go on, be moved, and be put in order.

    Options:

    - `from`: the files that must not; path patterns, every file if absent.
    - `to`: what they must not reach: a module with all below it (`requests`, `java.util.logging`,
      `@scope/package`, `tokio::net`) or files of the repository (`services/db/**`).
    - `allow`: exceptions, written like `to`.
    - `type-only`: `forbid` (the default) or `allow` imports that exist for a type checker alone.
    - `dynamic`: `report` (the default) or `ignore` imports whose name is computed while the program
      runs, so that nobody can tell where they lead. They are reported where the boundary is one
      within the repository or `from` draws it; a ban of a foreign package that holds everywhere does
      not hold up every loader of plug-ins.

    A file that itself lies inside of what is forbidden may import its own neighbours.

    ## Why

    A boundary that is crossed once is crossed again: the next author, human or agent, copies what is
    there. What is not imported cannot be depended on.

    ## What to do

    Use what the decision names instead. If the module is needed after all, change the decision first,
    in a pull request of its own.

    ## Example

        forbid-import: {from: "services/**", to: ["requests", "services/db/**"]}

    catches `import requests`, `from ..db import session` and `importlib.import_module("services.db")`.

    ## Known limits

    A name that is computed from something other than constants, and code in a text that is put together
    at run time, are seen but cannot be judged. A module that passes the forbidden one on is not looked
    through: forbid its import of it as well. Aliases of bundlers other than `tsconfig.json`,
    `jsconfig.json` and `imports` of `package.json`, notebooks, templates and symbolic links are not read.
    """

    name: ClassVar[str] = "forbidden-import"
    rule_kind: ClassVar[str] = "forbid-import"

    from_: tuple[str, ...] = ()
    to: tuple[str, ...]
    allow: tuple[str, ...] = ()
    type_only: Literal["forbid", "allow"] = "forbid"
    dynamic: Literal["report", "ignore"] = "report"

    def __post_init__(self) -> None:
        """Refuse options under which the check could never speak.

        Raises:
            ValueError: `to` names nothing, or holds an empty entry.
        """
        if not any(self.to) or not all(entry.strip("/ ") for entry in (*self.to, *self.allow)):
            raise ValueError("`to` must name at least one module or path, and no entry may be empty")

    @classmethod
    def from_shorthand(cls, value: object) -> Mapping[str, object] | None:
        """`forbid-import: requests`, or a list of such names."""
        return {"to": value} if isinstance(value, str | list) else None

    @cached_property
    def _forbidden(self) -> tuple[Entry, ...]:
        return entries(self.to)

    @cached_property
    def _allowed(self) -> tuple[Entry, ...]:
        return entries(self.allow)

    @cached_property
    def _governed(self) -> PathPatterns:
        return PathPatterns(self.from_)

    @cached_property
    def _words(self) -> frozenset[str] | None:
        """Words of which any forbidden import holds one; `None` if some entry has no such word."""
        found = [entry.word() for entry in self._forbidden]
        return None if None in found else frozenset(word for word in found if word)

    def reads(self, path: str) -> bool:
        """See `Check.reads`."""
        return self._governed.matches_any_form(path) and language_of(path, None) is not None

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        files = [file for file in change.files if self._governed.matches_any_form(file.path)]
        trees = Trees(change.head_tree, change.base_tree)
        head: list[Violation] = []
        for file in files:
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
            for file in files
            for place in self._look(file, file.base_source, base_trees)
            if isinstance(place, Violation)
        ]
        yield from introduced(change.by_path, *_without_settled(base, head))

    def _look(self, file: ChangedFile, source: Source | None, trees: Trees) -> Iterator[Sighting]:
        language = language_of(file.path, source)
        if source is None or language is None:
            return
        refused = refusal(source, language)
        if refused:
            yield _gap(Reason.INTEGRITY, file.path, refused, "save the file as plain UTF-8 text")
            return
        if language is Language.PYTHON and not self._may_hold(source):
            return
        reached = reached_by(source, file.path, language, trees)
        yield from self._crossings(file.path, source, language, reached)
        if self.dynamic == "report":
            yield from self._unknown(file.path, source, language, reached, trees)
        if reached.found.damage and (self._words is None or not self._words.isdisjoint(words(source))):
            yield _gap(Reason.NOT_ANALYSED, file.path, reached.found.damage, "make the file parse")

    def _may_hold(self, source: Source) -> bool:
        """Whether a Python file is worth parsing: without the word there is no plain import of it."""
        held = words(source)
        return self._words is None or not self._words.isdisjoint(held) or not RUN_TIME_WORDS.isdisjoint(held)

    def _crossings(
        self, path: str, source: Source, language: Language, reached: Reached
    ) -> Iterator[Violation]:
        for crossing in crossings(reached, path, language, self._forbidden, self._allowed):
            is_type_only = crossing.imported.kind is ImportKind.TYPE_ONLY
            if is_type_only and self.type_only == "allow":
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
        guarded = tuple(entry for entry in self._forbidden if self.from_ or entry.is_of_repository(trees))
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
        return self._words.isdisjoint(words(Source(changed.encode())))


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
