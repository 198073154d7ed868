"""`frozen-path`: a change touches files that a decision has frozen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change, ChangedFile, Status
from checks.check import Check, Sighting
from checks.finding import Level, Side, Violation
from checks.path_matching import matches, patterns_of
from checks.path_parts import fixed_folder, folders_above
from checks.path_syntax import checked
from checks.paths import folded
from checks.protected import Protected


@dataclass(frozen=True, kw_only=True)
class FrozenPath(Check):
    """Reports every file at a frozen path that a change adds, changes, deletes or moves.

    Attributes:
        paths: patterns as in `.gitignore`, from the root; the last that matches decides, `!` takes back.
        allow_additions: whether new files may be added, so that the place only grows.
        allow_deletions: whether files may be taken away, so that the place only shrinks.

    ## Why

    Some files are a promise: migrations that have run, a published interface, records of an audit. They
    are right because they do not change, and an edit that looks like tidying breaks whoever relied on them.

    ## What to do

    Leave the files as they are and add what is new elsewhere: a new migration, the next version of the
    interface. Where the frozen files must change after all, change the decision first.

    ## Example

        - freeze-path: ["api/v1/**"]
        - freeze-path: {paths: ["migrations/**"], allow-additions: true}

    A rename is a file taken away and a file added, and each side is judged: moving a file out of the place
    or into it is reported. So are its mode, its type, a submodule or a symbolic link in its place, and a
    link elsewhere that leads into it. A path is also matched in the forms that a file system or a reader
    may take it for; with `allow-additions` a file that can be taken for one that stands there is none
    that may be added. A new file elsewhere that says the same as a frozen one of its name is a note.

    ## Known limits

    A link that leads down through a second link is judged by its own text, so the second link is reported
    only when the change touches it. A link out of the repository is not followed. Copies are known of files
    that lie right in a folder that a pattern names, and under their own names.
    """

    name: ClassVar[str] = "frozen-path"
    rule_kind: ClassVar[str] = "freeze-path"
    stands: ClassVar[bool] = False

    paths: tuple[str, ...]
    allow_additions: bool = False
    allow_deletions: bool = False

    def __post_init__(self) -> None:
        checked(self.paths)

    @classmethod
    def from_shorthand(cls, value: object) -> Mapping[str, object] | None:
        """`["api/v1/**"]` or `"api/v1/**"`."""
        return {"paths": value} if isinstance(value, (list, str)) else None

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        places = Protected(self.paths, "frozen path", change)
        standing: frozenset[str] | None = None
        for file in places.candidates:
            said = places.touched_by(file)
            if not said:
                continue
            if self._is_allowed(file):
                if file.status is not Status.ADDED:
                    continue
                standing = standing if standing is not None else self._standing(change)
                if folded(file.path) in standing:
                    said = "adds a file whose name can be taken for that of a frozen file"
                elif not standing.isdisjoint(map(folded, folders_above(file.path))):
                    said = "adds a folder whose name can be taken for that of a frozen file"
                else:
                    continue
            side = Side.BASE if file.status is Status.DELETED else Side.HEAD
            yield Violation(file.path, 0, 0, message=said, text=said, side=side)
        for file, path in places.copies():
            said = f"adds a copy of `{path}`, which is frozen"
            yield Violation(file.path, 0, 0, message=said, text=said, at_most=Level.NOTE)

    def _is_allowed(self, file: ChangedFile) -> bool:
        if file.status is Status.DELETED:
            return self.allow_deletions
        return self.allow_additions and file.status is Status.ADDED and matches(self.paths, file.path)

    def _standing(self, change: Change) -> frozenset[str]:
        """The frozen files of the base, as a careless file system names them."""
        patterns = patterns_of(self.paths)
        roots = sorted({fixed_folder(one) for one in self.paths if not one.startswith("!")})
        walked = (path for root in roots for path in change.base_tree.walk(root))
        return frozenset(folded(path) for path in walked if patterns.matches_any_form(path))
