"""`forbidden-path`: a file is added or changed where a decision lets none be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change, ChangedFile, Mode, Status
from checks.check import Check, Sighting
from checks.finding import Side, Violation
from checks.links import Reach, leaves_a_link, target_of
from checks.path_syntax import checked
from checks.paths import PathPatterns


@dataclass(frozen=True, kw_only=True)
class ForbiddenPath(Check):
    """Reports every file that a change adds or changes at a forbidden path.

    Attributes:
        paths: patterns as in `.gitignore`, from the root; the last that matches decides, `!` takes back.
        deletions: whether taking a file away is reported too, and so moving it elsewhere.

    ## Why

    Some places are closed: code that is being retired, files that another program writes, folders that
    belong to somebody else. New code there is work in the wrong place, however good it is.

    ## What to do

    Put the code where the decision says. What stands there already may be removed, unless the rule says
    `deletions: true`.

    ## Example

        - forbid-path: ["src/legacy/**"]
        - forbid-path: {paths: ["secure/**", "!secure/docs/**"], deletions: true}

    A rename is a file taken away and a file added, and each side is judged. A path is also matched in the
    forms that a file system or a reader may take it for: in another case, with trailing dots, in another
    Unicode form, with letters that look alike. A symbolic link is judged by the place it stands and by
    the place it leads to, and one that goes up out of another link is taken to lead there. A submodule, a
    mode and a type are changes like any other.

    ## Known limits

    A link that leads down through a second link is judged by its own text, so the second link is reported
    only when the change touches it. A link out of the repository is not followed.
    """

    name: ClassVar[str] = "forbidden-path"
    rule_kind: ClassVar[str] = "forbid-path"

    paths: tuple[str, ...]
    deletions: bool = False

    def __post_init__(self) -> None:
        checked(self.paths)

    @classmethod
    def from_shorthand(cls, value: object) -> Mapping[str, object] | None:
        """`["src/legacy/**"]` or `"src/legacy/**"`."""
        return {"paths": value} if isinstance(value, (list, str)) else None

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        patterns = PathPatterns(self.paths)
        before, after = Reach(patterns, change.base_tree), Reach(patterns, change.head_tree)
        for file in change.files:
            if file.status is Status.DELETED and not self.deletions:
                continue
            if said := self._said(file, patterns) or self._led(change, file, before, after):
                side = Side.BASE if file.status is Status.DELETED else Side.HEAD
                yield Violation(file.path, 0, 0, message=said, text=said, side=side)

    def _said(self, file: ChangedFile, patterns: PathPatterns) -> str:
        """What is wrong with the path itself."""
        if patterns.matches(file.path):
            return f"{_done(file)} at the forbidden path {self._shown(file.path)}"
        if patterns.matches_any_form(file.path):
            return f"{_done(file)} whose name can be taken for the forbidden path {self._shown(file.path)}"
        return ""

    def _led(self, change: Change, file: ChangedFile, before: Reach, after: Reach) -> str:
        """What is wrong with the place that a link or a submodule opens."""
        if file.head is None or file.head.mode.is_regular:
            return ""
        done = _done(file)
        if before.holds(file.path):
            return f"{done} in place of the forbidden path {self._shown_all}"
        target = target_of(file.path, file.head)
        if target is not None and after.holds(target):
            return f"{done} that leads to the forbidden path {self._shown_all}"
        if leaves_a_link(file.path, file.head, change.head_tree):
            return f"{done} that goes up out of another link, perhaps to the forbidden path {self._shown_all}"
        return ""

    def _shown(self, path: str) -> str:
        """The last pattern that matches the path in some form; it decided."""
        return next(
            (f"`{one}`" for one in reversed(self.paths) if PathPatterns((one,)).matches_any_form(path)),
            self._shown_all,
        )

    @property
    def _shown_all(self) -> str:
        return " ".join(f"`{one}`" for one in self.paths)


def _done(file: ChangedFile) -> str:
    now = file.head or file.base
    noun = {Mode.SYMLINK: "symbolic link", Mode.GITLINK: "submodule"}.get(now.mode, "file") if now else "file"
    match file.status:
        case Status.ADDED:
            return f"adds a {noun}"
        case Status.DELETED:
            return f"deletes a {noun}"
        case Status.TYPE_CHANGED:
            return f"puts a {noun} in place of what stood"
        case Status.MODIFIED if file.base and file.head and file.base.oid == file.head.oid:
            return f"changes the mode of a {noun}"
        case Status.MODIFIED:
            return f"changes a {noun}"
