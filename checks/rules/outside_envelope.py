"""`outside-envelope`: a change touches files that its agent may not edit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Blob, Change, ChangedFile, Mode, Status, Tree
from checks.check import Check, Sighting
from checks.finding import Level, Side, Violation
from checks.links import leaves_a_link, target_of
from checks.path_matching import matches, matches_any_form
from checks.path_syntax import checked
from checks.paths import folded
from checks.protected import Protected, done


@dataclass(frozen=True, kw_only=True)
class OutsideEnvelope(Check):
    """Reports every file that a change touches outside of what the envelope lets its agent edit.

    Attributes:
        may_edit: the only files that may be touched, as in `.gitignore`; all files if absent.
        may_not_edit: files that may not be touched.

    ## Why

    An agent is trusted with a part of the repository. What lies outside may be as simple to change, but
    whoever answers for it has not agreed that an agent does.

    ## What to do

    Leave these files as they are, and say in the description what should be done there. A person can make
    that change, or widen the envelope in `.github/decisis.yml` on the default branch first.

    ## Example

        envelopes:
          - {for: "*", may-edit: ["src/**", "tests/**"], may-not-edit: ["src/billing/**"]}
          - {for: [claude-code], may-edit: ["docs/**"]}

    A file is touched by whatever makes its entry another: its content, its mode, its type, a submodule's
    commit. A rename takes one file away and adds another, and each side is judged. What may be edited must
    be spelled as the envelope says, and in no form be taken for what it takes back with `!`. What may not
    be edited counts in all forms that a file system or a reader may take it for. A symbolic link is judged
    by the place it stands and by the place it leads to.

    ## Known limits

    A link that leads down through a second link is judged by its own text. A link out of the repository is
    not followed; `suspicious-path` speaks about it.
    """

    name: ClassVar[str] = "outside-envelope"
    level: ClassVar[Level] = Level.BLOCK
    stands: ClassVar[bool] = False

    may_edit: tuple[str, ...] = ()
    may_not_edit: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse options that say nothing.

        Raises:
            ValueError: one sentence.
        """
        if not (self.may_edit or self.may_not_edit):
            raise ValueError("`may-edit` or `may-not-edit` must name files")
        for patterns in filter(None, (self.may_edit, self.may_not_edit)):
            checked(patterns)

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        return not self._may_edit(path) or (
            bool(self.may_not_edit) and matches_any_form(self.may_not_edit, path)
        )

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        closed = Protected(self.may_not_edit, "closed path", change) if self.may_not_edit else None
        for file in change.files:
            said = closed.touched_by(file) if closed else ""
            said = said or (self._outside(file, change) if self.may_edit else "")
            if said:
                side = Side.BASE if file.status is Status.DELETED else Side.HEAD
                yield Violation(file.path, 0, 0, message=said, text=said, side=side)

    def _outside(self, file: ChangedFile, change: Change) -> str:
        """What a file does beyond the files that may be edited, one sentence; empty if nothing."""
        shown = " ".join(f"`{one}`" for one in self.may_edit)
        if not self._may_edit(file.path):
            return f"{done(file)} outside of {shown}, which is all that may be edited"
        is_door = any(blob is not None and not blob.mode.is_regular for blob in (file.base, file.head))
        if is_door and self._holds_what_is_closed(file.path):
            return f"{done(file)} where files may lie that are taken out of {shown}"
        if self._leads_out(file.path, file.head, change.head_tree):
            return f"{done(file)} that leads out of {shown}, which is all that may be edited"
        return ""

    def _may_edit(self, path: str) -> bool:
        """Whether a path may be edited as it is spelled, and in the form it could be taken for."""
        forms = tuple(map(folded, self.may_edit))
        return not self.may_edit or (matches(self.may_edit, path) and matches(forms, folded(path)))

    def _holds_what_is_closed(self, path: str) -> bool:
        """Whether files that may not be edited could lie below a path."""
        start = f"{folded(path)}/"
        taken_back = (one[1:].removeprefix("/") for one in map(folded, self.may_edit) if one.startswith("!"))
        return not self._may_edit(f"{path}/") or any(one.startswith(start) for one in taken_back)

    def _leads_out(self, path: str, blob: Blob | None, tree: Tree) -> bool:
        target = target_of(path, blob)
        if target is None:
            return False
        return not self._may_edit_all(target, tree) or leaves_a_link(path, blob, tree)

    def _may_edit_all(self, place: str, tree: Tree) -> bool:
        """Whether a file, or all that lies below a folder, may be edited; the root is empty."""
        if not place or tree.mode(place) is Mode.DIRECTORY:
            return all(map(self._may_edit, tree.walk(place)))
        return self._may_edit(place)
