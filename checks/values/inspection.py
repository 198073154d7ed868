"""Values of files, before and after a change, held against what is demanded of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from checks.change import Change, ChangedFile, Incomplete, Reason, Status
from checks.check import Sighting
from checks.finding import Side, Violation
from checks.introduced import introduced
from checks.moves import origin_of
from checks.source import Source
from checks.values.demand import Demand, quoted, shown
from checks.values.expected import is_expected
from checks.values.formats import Format, documents_of, format_of
from checks.values.json_path import JsonPath, Place, select
from checks.values.json_path import shown as path_shown
from checks.values.node import Unreadable, identity
from checks.values.ratchet import Ratchet

_SECRET = re.compile(
    r"pass(?:word|wd|phrase)|secret|token|credential|(?:api|private|access)[_.-]?key", re.IGNORECASE
)


@dataclass(frozen=True)
class Read:
    """One side of a file: what the path means there."""

    places: tuple[Place, ...] = ()
    nearest: int = 0
    twice: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Inspection:
    """What is demanded of the values that one path means.

    Attributes:
        patterns: the files.
        path: which values.
        demands: what each value must be.
        is_needed: whether there must be a value.
        is_forbidden: whether there must be none.
        is_optional: whether a value that stood there may go.
        ratchets: directions in which the value must not move.
        format: the format of the files; by their names if `None`.
    """

    patterns: tuple[str, ...]
    path: JsonPath
    demands: tuple[Demand, ...] = ()
    is_needed: bool = False
    is_forbidden: bool = False
    is_optional: bool = False
    ratchets: tuple[Ratchet, ...] = ()
    format: Format | None = None

    def of(self, change: Change, files: Sequence[ChangedFile]) -> Iterator[Sighting]:
        """What the files of a change do to the values."""
        before: list[Violation] = []
        after: list[Violation] = []
        moved: list[Violation] = []
        for file in files:
            base, wrong_before = self._base(file)
            if self.ratchets and file.status is Status.ADDED:
                gone = [old for old in files if old.status is Status.DELETED]
                origin = origin_of(file, gone)
                base = self._base(origin)[0] if origin else base
            before += wrong_before
            if file.head is None:
                if self._is_due(base) and base.places and is_expected(file, self.patterns, change):
                    moved.append(self._deleted(file, base))
                continue
            if file.head.is_unread:
                continue  # a gap that every check leaves which reads the file
            try:
                head = self._read(file.path, file.head_source)
                after += self._wrong(file.path, file.head_source, head, is_due=self._is_due(base), was=base)
                moved += self._moved(file, base, head)
            except Unreadable as failure:
                yield _gap(file.path, failure)
            else:
                yield from _ambiguous(file.path, base, head)
        fresh = introduced(change.by_path, before, after)
        said = {(one.path, one.line) for one in fresh}
        yield from fresh
        yield from (one for one in moved if (one.path, one.line) not in said)

    def _base(self, file: ChangedFile) -> tuple[Read, list[Violation]]:
        """The base, taken for absent where it cannot be read."""
        if file.base_source is None:
            return Read(), []
        try:
            read = self._read(file.path, file.base_source)
            return read, list(self._wrong(file.path, file.base_source, read, is_due=self.is_needed))
        except Unreadable:
            return Read(), []

    def _is_due(self, base: Read) -> bool:
        """Whether there must be a value: by the rule, or because one stood there that must not move."""
        return self.is_needed or bool(self.ratchets and base.places and not self.is_optional)

    def _read(self, path: str, source: Source | None) -> Read:
        format_ = self.format or format_of(path)
        if format_ is None:
            raise Unreadable(
                "a name that tells no format", help="narrow `files` of the rule, or say the format there"
            )
        if source is None:
            raise Unreadable("a link or a submodule", help="put the file itself there")
        return _read(source, format_, self.path)

    def _wrong(
        self, path: str, source: Source | None, read: Read, *, is_due: bool, was: Read | None = None
    ) -> Iterator[Violation]:
        at = self.path.written
        if is_due and not read.places:
            said = "is not set" if self.is_needed else "is no longer set"
            must = f", it must {self._must}" if self.demands else ""
            yield _at(source, read.nearest, path, f"`{at}` {said}{must}", f"{at} is not set")
        for place in read.places:
            unmet = [
                demand
                for demand in self.demands
                if not demand.is_met(place.node) and not _is_mending(demand, was, read)
            ]
            phrases = ["not be set"] if self.is_forbidden else []
            phrases += [demand.phrase for demand in unmet if not demand.is_of_a_part]
            if phrases:
                text = f"{self._key(place)} {identity(place.node)}"
                yield self._said(path, source, place, " and ".join(phrases), text)
            for demand in (one for one in unmet if one.is_of_a_part):
                part = replace(place, line=demand.line_of(place.node) or place.line)
                yield self._said(path, source, part, demand.phrase, f"{self._key(place)} {demand.phrase}")

    def _said(self, path: str, source: Source | None, place: Place, phrase: str, text: str) -> Violation:
        is_secret = self._is_secret(path, place)
        now = "set" if is_secret else shown(place.node)
        message = f"`{path_shown(place.location)}` is {now}, it must {phrase}"
        return replace(_at(source, place.line, path, message, text), sensitive=is_secret)

    def _moved(self, file: ChangedFile, base: Read, head: Read) -> Iterator[Violation]:
        """What the ratchets have to say, the first that speaks."""
        if not base.places or not head.places:
            return
        place = head.places[0]
        for ratchet in self.ratchets:
            if said := ratchet.seen(base.places, head.places):
                told = f"must {ratchet.phrase}" if self._is_secret(file.path, place) else said
                message = f"`{path_shown(place.location)}` {told}"
                made = _at(file.head_source, place.line, file.path, message, f"{self.path.written} {said}")
                yield replace(
                    made,
                    sensitive=told != said,
                    on_changed_line=not made.line or made.line in file.added_lines,
                )
                return

    def _deleted(self, file: ChangedFile, base: Read) -> Violation:
        at = self.path.written
        message = f"deletes the file in which `{at}` must {self._must}"
        made = _at(file.base_source, base.places[0].line, file.path, message, f"{at} is deleted")
        return replace(made, side=Side.BASE, sensitive=self._is_secret(file.path, base.places[0]))

    @property
    def _must(self) -> str:
        phrases = [*(demand.phrase for demand in self.demands), *(one.phrase for one in self.ratchets)]
        return " and ".join(phrases) or "be set"

    def _key(self, place: Place) -> str:
        """What a value is recognised by when its file is put in order: of many, the name alone."""
        if self.path.is_single:
            return self.path.written
        return next((step for step in reversed(place.location) if isinstance(step, str)), "")

    def _is_secret(self, path: str, place: Place) -> bool:
        """Whether a value must not be shown."""
        names = (step for step in place.location if isinstance(step, str))
        return (self.format or format_of(path)) is Format.ENV or any(map(_SECRET.search, names))


def _is_mending(demand: Demand, was: Read | None, now: Read) -> bool:
    """Whether a single value that broke a bound before comes nearer to it."""
    if was is None or len(was.places) != 1 or len(now.places) != 1:
        return False
    before, after = was.places[0].node, now.places[0].node
    return not demand.is_met(before) and demand.is_nearer(before, after)


@lru_cache(1_024)
def _read(source: Source, format_: Format, path: JsonPath) -> Read:
    documents = documents_of(source, format_)
    if isinstance(documents, Unreadable):
        raise documents
    found = [select(document, path) for document in documents]
    return Read(
        tuple(place for one in found for place in one.places),
        max((one.nearest for one in found), default=0),
        tuple(place for one in found for place in one.twice),
    )


def _at(source: Source | None, line: int, path: str, message: str, text: str) -> Violation:
    number = source.git_line(line) if source and line else 0
    return Violation(path, number, number, message=message, text=text)


def replaced(path: str) -> Incomplete:
    """The gap where a link or a submodule stands in place of a folder whose files were judged."""
    return _gap(path, Unreadable("a link or a submodule", help="put the folder itself there"))


def _gap(path: str, failure: Unreadable) -> Incomplete:
    code = Reason.TOO_LARGE if failure.limit else Reason.NOT_ANALYSED
    return Incomplete(code, path, failure.limit, failure.measured, failure.help)


def _ambiguous(path: str, base: Read, head: Read) -> Iterator[Incomplete]:
    """Keys that stand twice, unless they stood like that before."""
    known = {(place.location, identity(place.node)) for place in base.twice}
    for place in head.twice:
        if (place.location, identity(place.node)) not in known:
            measured = f"the key {quoted(path_shown(place.location))} more than once"
            yield Incomplete(
                Reason.NOT_ANALYSED, path, "", measured, "leave one, for readers differ in which they take"
            )
