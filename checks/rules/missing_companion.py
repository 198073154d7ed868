"""`missing-companion`: a change touches one kind of file and not the other that goes with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar

from checks.change import Change, ChangedFile, Status
from checks.check import Check, Sighting
from checks.companions import Companions, companions_in
from checks.finding import Side, Violation
from checks.languages.substance import says_something_new, says_something_visible
from checks.moves import moved_unchanged
from checks.path_captures import Bindings, CapturePatterns, checked_captures, names_of, pairing_mistake
from checks.touches import TOUCHES, checked_touches, touch_of, verb_of

_Touched = tuple[ChangedFile, Bindings]


@dataclass(frozen=True, kw_only=True)
class MissingCompanion(Check):
    """Reports a change that touches files of one kind without those that a decision puts beside them.

    Attributes:
        when: patterns of the files that ask for company.
        also: patterns of the files of which at least one must be touched, too.
        when_status: which touches of `when` count: `added`, `changed`, `deleted`; all unless said otherwise.
        also_status: which touches of `also` count; unless said otherwise `added` and `changed`, and
            `deleted` where the other file was deleted or moved.

    ## Why

    A schema and its documentation, a migration and its way back, a module and its tests: they are true
    only together, and the second is what is forgotten, since nothing fails without it.

    ## What to do

    Bring the other file up to date in the same change. Where there is nothing to say, the decision may be
    too wide: narrow its `when`.

    ## Example

        - require-with: {when: ["api/schema/**"], also: ["docs/api/**"]}
        - require-with: {when: ["src/{name}.py"], also: ["tests/test_{name}.py"], when-status: added}

    A capture such as `{name}` stands for a text within one part of a path and must be the same on both
    sides; each file is then asked for its own companion. Without captures one companion serves them all.

    White space, blank lines, comments and modes are no touch, on either side, and characters that leave no
    mark are none of a companion. Nor is moving a file that
    keeps its content and its captures, nor deleting one whose companion never was.

    ## Known limits

    That the companion says the right thing is not checked. A file that is too large to be read counts
    as touched wherever it differs. A symbolic link is no companion. In languages whose comments are not
    known, comments are text. A capture stands beside letters, not beside `*`.
    """

    name: ClassVar[str] = "missing-companion"
    is_about_the_whole: ClassVar[bool] = True
    rule_kind: ClassVar[str] = "require-with"
    stands: ClassVar[bool] = False

    when: tuple[str, ...]
    also: tuple[str, ...]
    when_status: tuple[str, ...] = TOUCHES
    also_status: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_captures(self.when)
        checked_captures(self.also)
        if mistake := pairing_mistake(self.when, self.also, ("when", "also")):
            raise ValueError(mistake)
        if self.when == self.also:
            raise ValueError("`when` and `also` are the same, so nothing is ever missing")
        if not self.when_status:
            raise ValueError("`when-status` must name at least one touch")
        checked_touches("when-status", self.when_status)
        checked_touches("also-status", self.also_status)

    @cached_property
    def _when(self) -> CapturePatterns:
        return CapturePatterns(self.when)

    @cached_property
    def _also(self) -> CapturePatterns:
        return CapturePatterns(self.also)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        asking = [
            (file, bindings)
            for file in change.files
            if touch_of(file) in self.when_status
            and (bindings := self._when.bindings(file.path, any_form=True)) is not None
        ]
        if asking:
            missing = list(self._missing(change, asking))
            if missing:
                yield from self._told(change, missing)

    def _missing(self, change: Change, asking: list[_Touched]) -> Iterator[_Touched]:
        moved = moved_unchanged(change.everywhere)
        left = {old.path for old in moved.values()}
        near = [file for file in change.everywhere if self._also.holds(file.path, any_form=False)]
        fresh = [file for file in near if file.path not in moved and file.path not in left]
        usual = Companions(self._also, _paths(fresh, self.also_status or ("added", "changed")))
        gone = Companions(self._also, _paths(near, self.also_status or TOUCHES))
        settled = self._settled(change, asking, moved)
        for file, bindings in asking:
            is_leaving = file.status is Status.DELETED or file.path in moved
            covering = gone if is_leaving else usual
            if covering.has(bindings) or file.path in settled or not says_something_new(file):
                continue
            yield file, bindings

    def _settled(
        self, change: Change, asking: list[_Touched], moved: Mapping[str, ChangedFile]
    ) -> frozenset[str]:
        """Files that ask for nothing: moved with all they are known by, or without a companion before."""
        bindings_of = {file.path: bindings for file, bindings in asking}
        pairs = [(new, old.path) for new, old in moved.items() if new in bindings_of]
        still = {
            path for new, old in pairs if bindings_of.get(old) == bindings_of[new] for path in (new, old)
        }
        deleted = [
            file.path for file, _ in asking if file.status is Status.DELETED and file.path not in still
        ]
        if not deleted or not any(map(names_of, self.also)):
            return frozenset(still)
        before = companions_in(change.base_tree, self._also)
        alone = {path for path in deleted if not before.has(bindings_of[path])}
        return frozenset(still | alone | {new for new, old in pairs if old in alone})

    def _told(self, change: Change, missing: list[_Touched]) -> Iterator[Violation]:
        near = [file for file in change.everywhere if self._also.holds(file.path, any_form=False)]
        hollow = Companions(self._also, (file.path for file in near if file.head is not None))
        if any(map(names_of, self.also)):
            for file, bindings in missing:
                wanted = self._also.written_for(bindings)
                yield self._violation(file, self._when.shown, wanted, is_hollow=hollow.has(bindings))
            return
        first, _ = missing[0]
        more = f"{self._when.shown} (and {len(missing) - 1} more)" if len(missing) > 1 else self._when.shown
        found = self._violation(first, more, self._also.shown, is_hollow=bool(hollow))
        yield replace(found, others=tuple(file.path for file, _ in missing[1:]))

    def _violation(self, file: ChangedFile, what: str, wanted: str, *, is_hollow: bool) -> Violation:
        if self.also_status:
            but = f" is {' or '.join(self.also_status)}"
        else:
            but = " that says anything new" if is_hollow else ""
        side = Side.BASE if file.status is Status.DELETED else Side.HEAD
        said = f"{verb_of(file)} a file of {what} and nothing of {wanted}{but}"
        return Violation(file.path, 0, 0, message=said, text=f"nothing of {wanted}", side=side)


def _paths(files: Iterable[ChangedFile], touches: tuple[str, ...]) -> list[str]:
    """The files whose touch is one that counts."""
    return [
        file.path
        for file in files
        if touch_of(file) in touches
        and (file.head is None or file.head.mode.is_regular)
        and says_something_visible(file)
    ]
