"""`missing-approval`: a change touches files for which a decision wants the approval of certain people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.approvers import ROLES, named
from checks.change import Change, ChangedFile, Status
from checks.check import Check, Sighting
from checks.codeowners import CODEOWNERS_WORD
from checks.finding import Waiting
from checks.links import Reach, leaves_a_link, target_of
from checks.path_matching import matches, matches_any_form
from checks.path_syntax import checked
from checks.paths import PathPatterns

_APPROVER = re.compile(r"@[a-z0-9](?:[a-z0-9-]{0,38})(?:/[a-z0-9][a-z0-9._-]{0,99})?", re.IGNORECASE)
LASTS = ("head", "untouched")
_WHEN = {
    Status.ADDED: "added",
    Status.MODIFIED: "changed",
    Status.TYPE_CHANGED: "changed",
    Status.DELETED: "deleted",
}


@dataclass(frozen=True, kw_only=True)
class MissingApproval(Check):
    """Makes a change wait for people whenever it touches files that are theirs to approve.

    Options:

    - `from`: who may approve: `@login`, `@org/team`, `codeowners` for those whom `CODEOWNERS` names for each
      of the files, or a role in the repository: `admin`, `maintain`, `write`.
    - `count`: how many different people of them must; one if absent.
    - `paths`: the files; all files that the record governs if absent.
    - `unless`: files that need no approval.
    - `when`: what makes an approval due: `added`, `changed`, `deleted`; each of them if absent.
    - `lasts`: `head`, the approval counts for the commit it was given for alone, which is so if absent, or
      `untouched`, it counts as long as no later push touches these files.

    ## Why

    Some changes cannot be judged by a rule: a migration that locks a table, a new right for everybody.
    They are right or wrong only in the eyes of those who answer for the consequences.

    ## What to do

    Ask the people who are named to look at the pull request. If it can do without these files, leave
    them as they are.

    ## Example

        - require-approval: {from: ["@acme/dba"], count: 2, paths: ["**/migrations/**"]}
        - require-approval: {from: ["@alice", "@bob"], paths: ["api/**"], when: [changed, deleted]}

    A file is touched by whatever makes its entry another: its content, its mode, its type, a submodule's
    commit. A rename takes one file away and adds another, and each side counts. A path counts also in the
    forms that a file system or a reader may take it for, and a link or a submodule through which the files
    can be reached counts as they do. What is permitted by `unless` must be spelled as it says.

    ## Known limits

    A link that leads down through a second link counts by its own text. Reviews are known to the App alone;
    a command line says what is due. A login is looked at under its present holder: a team is safer.

    An approval counts if a person gave it for this head who neither wrote any of its commits nor asked an
    agent for them, who is no agent and no App, and who may still do what `from` asks when the verdict is due.
    A dismissal, or a later review that asks for changes, takes it back.
    """

    name: ClassVar[str] = "missing-approval"
    is_about_the_whole: ClassVar[bool] = True
    rule_kind: ClassVar[str] = "require-approval"
    stands: ClassVar[bool] = False

    from_: tuple[str, ...]
    count: int = 1
    paths: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    lasts: str = "head"

    def __post_init__(self) -> None:
        """Refuse options that nobody could satisfy, or that name nobody.

        Raises:
            ValueError: one sentence.
        """
        for written in self.from_:
            if written not in (*ROLES, CODEOWNERS_WORD) and not _APPROVER.fullmatch(written):
                roles = ", ".join(f"`{role}`" for role in (*ROLES, CODEOWNERS_WORD))
                raise ValueError(f"`{written}` is no approver; write `@login`, `@org/team` or one of {roles}")
        people = {written.lower() for written in self.from_}
        if not people:
            raise ValueError("`from` must name at least one approver")
        if len(people) < len(self.from_):
            raise ValueError("`from` names an approver twice")
        if self.count < 1:
            raise ValueError("`count` must be at least 1")
        if self.count > len(people) and all(map(_is_login, people)):
            raise ValueError(f"`from` names {len(people)} in all, so `count` cannot be {self.count}")
        if self.lasts not in LASTS:
            raise ValueError(f"`lasts` knows `head` and `untouched`, not `{self.lasts}`")
        if unknown := next((one for one in self.when if one not in _WHEN.values()), None):
            raise ValueError(f"`when` knows `added`, `changed` and `deleted`, not `{unknown}`")
        for patterns in filter(None, (self.paths, self.unless)):
            checked(patterns)

    @property
    def example_paths(self) -> tuple[str, ...]:
        """See `Check.example_paths`; `when` names no paths here."""
        return self.paths

    @property
    def asks(self) -> tuple[str, ...]:
        """See `Check.asks`."""
        return self.from_

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        before, after = (
            Reach(PathPatterns(self.paths), tree) for tree in (change.base_tree, change.head_tree)
        )
        touched = tuple(
            file.path
            for file in change.files
            if (not self.when or _WHEN[file.status] in self.when)
            and not (self.unless and matches(self.unless, file.path))
            and (matches_any_form(self.paths, file.path) or _opens(change, file, before, after))
        )
        if touched:
            yield Waiting("", self._said(touched), touched, self.from_, self.count, self.lasts)

    def _said(self, touched: tuple[str, ...]) -> str:
        rest = f" and {len(touched) - 1} more" if len(touched) > 1 else ""
        return f"{self._who} must approve the change of `{touched[0]}`{rest}"

    @property
    def _who(self) -> str:
        if self.count == 1 and len(self.from_) == 1 and _is_login(self.from_[0]):
            return named(self.from_)
        return f"{'one' if self.count == 1 else self.count} of {named(self.from_)}"


def _is_login(written: str) -> bool:
    return written.startswith("@") and "/" not in written


def _opens(change: Change, file: ChangedFile, before: Reach, after: Reach) -> bool:
    """Whether a link or a submodule stands, or stood, where the files are, or leads to them."""
    sides = ((file.base, before, change.base_tree), (file.head, after, change.head_tree))
    for blob, reach, tree in sides:
        if blob is None or blob.mode.is_regular:
            continue
        if before.holds(file.path) or after.holds(file.path):
            return True
        target = target_of(file.path, blob)
        if (target is not None and reach.holds(target)) or leaves_a_link(file.path, blob, tree):
            return True
    return False
