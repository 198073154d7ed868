"""`edited-generated-file`: a file that a program writes is changed without its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from checks.change import Change, ChangedFile, Status
from checks.check import Check, Sighting
from checks.companions import Companions, companions_in
from checks.finding import Side, Violation
from checks.languages.substance import says_something_new, says_something_visible
from checks.moves import moved_unchanged
from checks.path_captures import Bindings, CapturePatterns, checked_captures, names_of, pairing_mistake
from checks.touches import verb_of


@dataclass(frozen=True, kw_only=True)
class EditedGeneratedFile(Check):
    """Reports every generated file that a change edits by hand, that is without touching its source.

    Attributes:
        paths: patterns of the files that a program writes.
        from_: patterns of what it writes them from: sources, templates, the program itself.
        by: the command that writes them, for the message.
        both_ways: whether a source that changes without its generated file is reported, too.

    ## Why

    What is edited in a generated file is lost when the program runs again, and until then the source and
    the file say different things.

    ## What to do

    Change the source and run the program. If the program is wrong, change the program.

    ## Example

        - generated-path: {paths: ["src/gen/**"], from: ["schema/**"], by: make gen}
        - generated-path: {paths: ["src/gen/{name}.py"], from: ["schema/{name}.proto", "tools/gen.py"]}

    A capture such as `{name}` stands for a text within one part of a path and must be the same on both
    sides. A path of the generated files is matched in every form that it could be taken for. White space
    and comments in a source are a change of it only where the generated file changes in no more than
    those. Moving a generated file with its content, and its mode, are no edit.

    ## Known limits

    Whether the program would really write what the change holds is not checked: run it in CI and compare.
    A source that is too large to be read counts as changed wherever it differs.
    """

    name: ClassVar[str] = "edited-generated-file"
    is_about_the_whole: ClassVar[bool] = True
    rule_kind: ClassVar[str] = "generated-path"
    stands: ClassVar[bool] = False

    paths: tuple[str, ...]
    from_: tuple[str, ...]
    by: str = ""
    both_ways: bool = False

    def __post_init__(self) -> None:
        checked_captures(self.paths)
        checked_captures(self.from_)
        if mistake := pairing_mistake(self.paths, self.from_, ("paths", "from")):
            raise ValueError(mistake)
        if self.paths == self.from_:
            raise ValueError("`paths` and `from` are the same, so no file has a source")

    @cached_property
    def _generated(self) -> CapturePatterns:
        return CapturePatterns(self.paths)

    @cached_property
    def _sources(self) -> CapturePatterns:
        return CapturePatterns(self.from_)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        edited = [
            (file, bindings)
            for file in change.files
            if (bindings := self._generated.bindings(file.path, any_form=True)) is not None
            and not _is_same(file)
        ]
        if edited:
            yield from self._edits(change, edited)
        if self.both_ways:
            yield from self._stale(change)

    def _edits(self, change: Change, edited: list[tuple[ChangedFile, Bindings]]) -> Iterator[Violation]:
        sources = [file for file in change.everywhere if self._is_source(file.path)]
        touched = Companions(self._sources, (file.path for file in sources if not _is_same(file)))
        changed = Companions(self._sources, (file.path for file in sources if says_something_visible(file)))
        moved = moved_unchanged(change.everywhere)
        still = moved.keys() | {old.path for old in moved.values()}
        for file, bindings in edited:
            if file.path in still or changed.has(bindings):
                continue
            if touched.has(bindings) and not says_something_new(file):
                continue
            source = self._sources.written_for(bindings)
            way = f"; `{self.by}` writes it" if self.by else ""
            said = f"{verb_of(file)} a generated file and nothing of its source {source}{way}"
            yield _violation(file, said)

    def _stale(self, change: Change) -> Iterator[Violation]:
        sources = [file for file in change.files if self._is_source(file.path) and says_something_new(file)]
        if not sources:
            return
        written = Companions(self._generated, (file.path for file in change.everywhere))
        moved = moved_unchanged(change.everywhere)
        bindings_of = {file.path: self._bound(file.path) for file in sources}
        still = {
            path
            for new, old in moved.items()
            if new in bindings_of and bindings_of[new] == bindings_of.get(old.path)
            for path in (new, old.path)
        }
        before: Companions | None = None
        for file in sources:
            bindings = bindings_of[file.path]
            if file.path in still or written.has(bindings):
                continue
            if file.status is Status.DELETED and names_of(" ".join(self.paths)):
                before = before or companions_in(change.base_tree, self._generated)
                if not before.has(bindings):
                    continue
            way = f"; run `{self.by}`" if self.by else ""
            said = f"{verb_of(file)} a source of {self._generated.written_for(bindings)} alone{way}"
            yield _violation(file, said)

    def _is_source(self, path: str) -> bool:
        return self._sources.holds(path, any_form=False) and not self._generated.holds(path, any_form=True)

    def _bound(self, path: str) -> Bindings:
        return self._sources.bindings(path, any_form=False) or ()


def _is_same(file: ChangedFile) -> bool:
    """Whether only the mode of a file changes."""
    base, head = file.base, file.head
    if base is None or head is None or base.oid != head.oid:
        return False
    return base.mode.is_regular and head.mode.is_regular


def _violation(file: ChangedFile, said: str) -> Violation:
    side = Side.BASE if file.status is Status.DELETED else Side.HEAD
    return Violation(file.path, 0, 0, message=said, text=said, side=side)
