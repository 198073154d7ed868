"""`unexplained-sensitive-change`: a part where mistakes cost more is touched, and nobody says why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change, ChangedFile
from checks.check import Check, Sighting
from checks.finding import Level, Side, Violation
from checks.languages.provenance import is_foreign, is_test_place
from checks.languages.substance import says_something_new
from checks.moves import moved_unchanged
from checks.path_parts import suffix_of
from checks.path_syntax import checked
from checks.sensitive_areas import EXPLAINED, Area

_PAPER = (".md", ".mdx", ".markdown", ".rst", ".adoc", ".txt")


@dataclass(frozen=True, kw_only=True)
class UnexplainedSensitiveChange(Check):
    """Reports sensitive files that are touched without a reason that names them.

    Attributes:
        paths: the files that ask for a reason; without them migrations, authentication, payments, continuous
            integration and infrastructure, where these usually lie.
        words: words by which a reason may speak of `paths`, besides the names of files and folders.

    ## Why

    A workflow that changes along with a feature, a migration that nobody announced, a condition on who may
    log in: they are read least in a long change and cost most when they are wrong.

    ## What to do

    Say in the description why the file changes, and name it, its folder or what it is part of. Where there
    is no reason, leave it out of the change.

    ## Example

        - require-reason: ["legal/**"]
        - require-reason: {paths: ["src/pricing/**"], words: [price, prices, discount]}

    A reason is a paragraph or an item of a list in the description, or a trailer `Reason` (`Why`,
    `Rationale`, `Justification`) of a commit, that names the file, a folder above it or the part it belongs
    to ("migration", "login", "workflow"), with five other words at least. Headings, items to be ticked,
    quotations, code blocks, comments and every line that stands in the repository's own template of a
    description give none. Of the usual places tests, documents, vendored and generated files ask for none;
    of `paths` every file does. Comments, white space and files that only move need no reason.

    It is a note: one change of an agent in thirteen touches a workflow, one in seventy authentication.

    ## Known limits

    Whether the reason is a good one, a person has to judge. A template that an owner keeps for all
    repositories elsewhere is not known. On the command line, and for a group of several pull requests,
    nothing is said where neither a title nor a description is known.
    """

    name: ClassVar[str] = "unexplained-sensitive-change"
    is_about_the_whole: ClassVar[bool] = True
    rule_kind: ClassVar[str] = "require-reason"
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.NOTE
    stands: ClassVar[bool] = False

    paths: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse paths that are none, and words that speak of nothing.

        Raises:
            ValueError: one sentence.
        """
        if self.paths:
            checked(self.paths)
        elif self.words:
            raise ValueError("`words` speak of `paths`; name those, too")
        if not all(word.strip() for word in self.words):
            raise ValueError("a word must not be empty")

    @classmethod
    def from_shorthand(cls, value: object) -> Mapping[str, object] | None:
        """See `Check.from_shorthand`: a path or a list of paths."""
        return {"paths": value} if isinstance(value, str | list) else None

    @property
    def looks_at(self) -> tuple[str, ...]:
        """See `Check.looks_at`."""
        return self.paths

    @property
    def _areas(self) -> tuple[Area, ...]:
        if not self.paths:
            return EXPLAINED
        shown = ", ".join(f"`{pattern}`" for pattern in self.paths)
        return (Area(shown, self.paths, tuple(word.strip().lower() for word in self.words)),)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if not change.facts.is_described:
            return
        by_area = {area: [file for file in change.files if area.holds(file.path)] for area in self._areas}
        if not any(by_area.values()):
            return
        from checks.description.reasons import Reasons  # Markdown is read where a reason is due

        moved = moved_unchanged(change.everywhere)
        still = {*moved, *(old.path for old in moved.values())}
        reasons = Reasons(change.facts, change.base_tree)
        for area, files in by_area.items():
            touched = [file for file in files if file.path not in still and self._asks(file)]
            if touched and not reasons.name([file.path for file in touched], area.words):
                yield _violation(touched, area)

    def _asks(self, file: ChangedFile) -> bool:
        """Whether a file asks for a reason; one that a decision names does wherever it says something new."""
        is_paper = suffix_of(file.path).lower() in _PAPER
        if not self.paths and (is_paper or is_test_place(file.path) or is_foreign(file)):
            return False
        return says_something_new(file)


def _violation(touched: list[ChangedFile], area: Area) -> Violation:
    first, *others = touched
    more = f" and {len(others)} more" if others else ""
    return Violation(
        path=first.path,
        line=0,
        end_line=0,
        message=f"touches `{first.path}`{more}, part of {area.name}, and no reason that is given names it",
        text=f"no reason for {area.name}",
        side=Side.HEAD if first.head is not None else Side.BASE,
        others=tuple(file.path for file in others),
    )
