"""`swallowed-error`: an error is caught and nothing is done with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from checks.change import Change, ChangedFile
from checks.check import Check, Sighting
from checks.finding import Level, Violation
from checks.introduced import introduced
from checks.languages.handlers.model import Excuse, Fate, Handler
from checks.languages.language import Language, language_of
from checks.languages.provenance import is_product
from checks.sensitive_areas import GRAVE, Area
from checks.source import Source

_Extent = tuple[str, int, int]


@dataclass(frozen=True, kw_only=True)
class SwallowedError(Check):
    """Reports handlers that drop an error, in the product's own code.

    ## Why

    A failure goes on as if it had been a success, and shows later, somewhere else, as something else. An
    empty handler is the shortest way from a crash to a quiet program.

    ## What to do

    Catch the error that you expect, and do what has to be done then. Where nothing has to be done, say why in
    a comment within the handler; where nobody can do anything, do not catch it.

    ## Example

        try:
            save(order)
        except Exception:
            pass

    Read are Python (with `contextlib.suppress`), JavaScript and TypeScript (with `.catch(() => {})`), Go
    (`if err != nil {}`, `_ = err`, `recover()`), Java, C#, Ruby and Rust (`Err(_) => {}`, `.ok();`). It warns
    of an empty handler that catches whatever fails, and notes one that only prints the error or logs it as
    something that went well.

    Of the plain pattern 6 in 26 were worth a word. Silent are therefore: handlers of expected errors, by
    their type; cleaning up; a text that may be of another form (`JSON.parse`), a default that stands if
    looking something up fails, an optional import; and handlers that say why in two words or more. In code
    of authentication, security and payments handlers of any type count, and so do those that log, and a
    comment makes a note of them; only cleaning up and reading texts are passed over.

    A handler is known by its type together with the function it stands in or the code that it guards:
    renaming the error, or editing what is guarded, makes no new one.

    ## Known limits

    A handler that returns a value is believed to know what it does, whatever the value. A result that is
    never looked at (`f()` in Go, `let _ =` in Rust) is not seen, nor `rescue` behind an expression. In Vue
    and Svelte files, and in tests, nothing is looked for.
    """

    name: ClassVar[str] = "swallowed-error"
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.WARN

    def reads(self, path: str) -> bool:
        """See `Check.reads`."""
        return language_of(path) is not None

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        return self.reads(path)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        found = [one for file in change.files if _is_due(file) for one in _reported(file)]
        with_news = {place.path: change.by_path[place.path] for place, _ in found}
        families = {_family(file) for file in with_news.values()}
        likewise = {path: file for path, file in change.by_path.items() if _family(file) in families}
        for files in (with_news, likewise):  # what the others lost is asked only if it matters
            if found:
                fresh = _fresh(files, logged=any(fate is Fate.LOGGED for _, fate in found))
                found = [(place, fate) for place, fate in found if _extent(place) in fresh]
        yield from (place for place, _ in found)


def _fresh(files: Mapping[str, ChangedFile], *, logged: bool) -> set[_Extent]:
    """The handlers that are new by the function they stand in and by the code that they guard.

    Args:
        files: the changed files that are looked at, by path.
        logged: whether handlers are looked at that log the error.
    """
    base = [
        (_at(path, source, one), one)
        for path, file in files.items()
        if (source := file.base_source) is not None
        for one in _handlers(path, source, logged=logged)
    ]
    head = [
        (_at(path, source, one), one)
        for path, file in files.items()
        if (source := file.head_source) is not None
        for one in _handlers(path, source, logged=logged)
    ]
    found = []
    for key in (_by_function, _by_code):
        old = [
            replace(place, text=f"{key(one)}: {fate}")
            for place, one in base
            for fate in list(Fate)[list(Fate).index(one.fate) :]  # one that dropped the error may now log it
        ]
        new = [replace(place, text=f"{key(one)}: {one.fate}") for place, one in head]
        found.append({_extent(place) for place in introduced(files, old, new)})
    return found[0] & found[1]


def _extent(place: Violation) -> _Extent:
    return place.path, place.line, place.end_line


def _is_due(file: ChangedFile) -> bool:
    return bool(file.hunks) and language_of(file.path, file.head_source) is not None and is_product(file)


def _family(file: ChangedFile) -> Language | None:
    language = language_of(file.path, file.head_source or file.base_source)
    return language.family if language is not None else None


def _reported(file: ChangedFile) -> Iterator[tuple[Violation, Fate]]:
    """The handlers of the head that the change touches and that would be worth a word if they were new."""
    source = file.head_source
    if source is None:
        return
    area = _area(file.path)
    for one in _handlers(file.path, source, logged=area is not None):
        if (area or one.is_broad) and _is_touched(file, source, one) and not _is_meant(one, area):
            yield _place(file, source, one, area), one.fate


def _area(path: str) -> Area | None:
    return next((one for one in GRAVE if one.holds(path)), None)


def _handlers(path: str, source: Source, *, logged: bool) -> Iterator[Handler]:
    """The handlers of a file that drop the error or whisper it, and those that log it where that counts."""
    from checks.languages.handlers.read import handlers, may_drop  # for files with handlers alone

    if may_drop(path, source, logged=logged):
        yield from (one for one in handlers(path, source) if logged or one.fate is not Fate.LOGGED)


def _is_touched(file: ChangedFile, source: Source, one: Handler) -> bool:
    first, last = source.git_line(one.first_line), source.git_line(one.last_line)
    return any(
        hunk.head_start <= last and first <= hunk.head_start + max(hunk.head_count - 1, 0)
        for hunk in file.hunks
    )


def _is_meant(one: Handler, area: Area | None) -> bool:
    if one.excuse in (Excuse.CLEANUP, Excuse.PARSING):
        return True
    if area is not None:
        return False
    return one.excuse is not Excuse.NONE or one.is_explained or one.fate is Fate.LOGGED


def _place(file: ChangedFile, source: Source, one: Handler, area: Area | None) -> Violation:
    where = f", in code of {area.name}" if area is not None else ""
    is_light = one.is_explained or (one.fate is Fate.WHISPERED and area is None)
    return replace(
        _at(file.path, source, one),
        message=f"`{one.shown}` {one.fate.said}{where}",
        text=f"{_by_function(one)}: {one.fate}",
        instead="catch the error you expect and handle it, or say in the handler why there is nothing to do",
        at_most=Level.NOTE if is_light else None,
    )


def _at(path: str, source: Source, one: Handler) -> Violation:
    line = source.git_line(one.line)
    return Violation(path, line, max(line, source.git_line(one.end_line)), message="", text="")


def _by_function(one: Handler) -> str:
    return f"{one.shown} in {one.function}"


def _by_code(one: Handler) -> str:
    return f"{one.shown} around {one.guarded}"
