"""`forbidden-path`: a file is added or changed where a decision lets none be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change, Status
from checks.check import Check, Need, Sighting
from checks.finding import Level, Side, Violation
from checks.path_syntax import checked
from checks.paths import PathPatterns
from checks.protected import Protected


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
    mode and a type are changes like any other. A new file elsewhere that says the same as one of its name
    that stands at a forbidden path is a note.

    ## Known limits

    A link that leads down through a second link is judged by its own text, so the second link is reported
    only when the change touches it. A link out of the repository is not followed. Copies are known of files
    that lie right in a folder that a pattern names, and under their own names.
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

    def forbids(self, need: Need) -> bool:
        """See `Check.forbids`."""
        return need.topic == "path" and PathPatterns(self.paths).matches_any_form(need.subject)

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        return PathPatterns(self.paths).matches_any_form(path)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        places = Protected(self.paths, "forbidden path", change)
        for file in places.candidates:
            is_gone = file.status is Status.DELETED
            if (self.deletions or not is_gone) and (said := places.touched_by(file)):
                side = Side.BASE if is_gone else Side.HEAD
                yield Violation(file.path, 0, 0, message=said, text=said, side=side)
        for file, path in places.copies():
            said = f"adds a copy of `{path}`, which stands at a forbidden path"
            yield Violation(file.path, 0, 0, message=said, text=said, at_most=Level.NOTE)
