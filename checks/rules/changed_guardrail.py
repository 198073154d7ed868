"""`changed-guardrail`: a change edits what governs agents, checks and review, the policy itself included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from checks.change import Change, ChangedFile, Status
from checks.check import Check, Sighting
from checks.finding import Level, Side, Violation
from checks.front_matter import carries_rules, is_record_name
from checks.guardrails import Guardrail, Kind, all_patterns, guardrail_of
from checks.invisible import INVISIBLE, shown
from checks.links import Reach, target_of
from checks.paths import PathPatterns, folded
from checks.record_folders import FOLDERS
from checks.side_file import is_side_file, side_of
from checks.widening.places import place_of

_DONE = {
    Status.ADDED: "adds",
    Status.MODIFIED: "edits",
    Status.DELETED: "deletes",
    Status.TYPE_CHANGED: "replaces by another type of file",
}


_IMPORT_LINE = re.compile(rb"^(?:\xef\xbb\xbf)?import[ \t]", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class ChangedGuardrail(Check):
    """Reports every change to a file that governs agents, checks or review.

    Attributes:
        kinds: which guardrails are watched; all of them unless said otherwise.
        decisions: the folders of decision records.

    ## Why

    An agent that may edit its own permissions, its instructions or the checks that judge it can give
    itself any right. Such a change is judged by the rules as they were, and a person should see it.

    ## What to do

    Put the change into a pull request of its own and let the owner of the file decide. To propose a
    decision, add a record with the status `proposed`.

    ## Example

        .github/decisis.yml      edits the policy that this repository is judged by
        .claude/hooks/guard.sh   edits the settings of Claude Code: hooks and permissions

    How much a finding weighs follows from what it governs, up to the level of the rule. The policy and
    the decisions that enforce something block, whatever the edit means: next to no ordinary change touches
    them, and their owner decides. So does code that Python runs when it starts. Programs of hooks, plugins
    and attributes of git warn: agents touch them in one of 200 pull requests. Instructions, workflows, test
    configuration and editors are a note, because honest work edits them every week; taking `SECURITY.md` or
    a workflow of another system than GitHub away warns; `weakened-ci` says of a workflow of GitHub what it
    checked. Text that no reader can see, put into settings or instructions, blocks.

    ## Known limits

    Files are known by their path, not by their meaning. Settings, MCP servers and owners that can be compared
    by their meaning are left to `widened-envelope`, unless they become a link or can merely be taken for such
    a file; instructions inside other work are left to `mixed-guardrail-change`. Permissions,
    triggers and pins inside a workflow are not compared here. Lock files and `Makefile` are not watched. To
    hold a file more firmly, bind `forbid-path` in a decision.
    """

    name: ClassVar[str] = "changed-guardrail"
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.BLOCK
    stands: ClassVar[bool] = False

    kinds: tuple[Kind, ...] = tuple(Kind)
    decisions: tuple[str, ...] = ()

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        return guardrail_of(path, frozenset(self.kinds)) is not None or self._folders.matches_any_form(path)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        kinds = frozenset(self.kinds)
        reach = Reach(PathPatterns(tuple(all_patterns(kinds))), change.head_tree)
        for file in change.files:
            if rail := guardrail_of(file.path, kinds):
                yield from _touched(file, rail, change)
            elif Kind.DECISIONS in kinds and (record := self._record(file, change)):
                yield record
            elif link := _link(file, reach):
                yield link

    @cached_property
    def _folders(self) -> PathPatterns:
        return PathPatterns(tuple(f"{folder}/**" for folder in (*self.decisions, *FOLDERS)))

    @cached_property
    def _own(self) -> PathPatterns:
        return PathPatterns(tuple(f"{folder}/**" for folder in self.decisions))

    def _record(self, file: ChangedFile, change: Change) -> Violation | None:
        if not self._folders.matches_any_form(file.path):
            return None
        is_own = bool(self.decisions) and self._own.matches_any_form(file.path)
        enforces = any(
            blob is not None and blob.content is not None and carries_rules(blob.content)
            for blob in (file.base, file.head)
        )
        enforces = enforces or is_side_file(file.path) or _has_side_file(file, change)
        if enforces or (is_own and file.path.endswith((".yml", ".yaml"))):  # a rule may name any file there
            level = Level.WARN if file.status is Status.ADDED else Level.BLOCK
            return _violation(file, "a decision that is enforced", level)
        if is_own and is_record_name(file.path):
            return _violation(file, "a decision record", Level.NOTE)
        return None


def _has_side_file(file: ChangedFile, change: Change) -> bool:
    """Whether a record is bound by a file beside it, on either side of the change."""
    side = side_of(file.path)
    return is_record_name(file.path) and any(
        tree.mode(side) is not None for tree in (change.base_tree, change.head_tree)
    )


def _touched(file: ChangedFile, rail: Guardrail, change: Change) -> Iterator[Violation]:
    if rail.kind in (Kind.AGENT_SETTINGS, Kind.AGENT_INSTRUCTIONS):
        yield from _hidden(file)
    if _is_compared(file) or _is_mixed(file, rail, change):
        return
    level = rail.removed if file.status is Status.DELETED else rail.edited
    if rail.kind is Kind.STARTUP and level is not Level.OFF:
        level = _startup(file, level)
    if level is Level.OFF:
        return
    taken_for = "" if rail.is_spelled(file.path) else "a file that can be taken for "
    yield _violation(file, taken_for + rail.governs, level)


def _startup(file: ChangedFile, level: Level) -> Level:
    """What a file weighs that Python may run: of `.pth` only lines that import, see its module `site`.

    The weights of a model carry the same ending, so one that was not read may be either.
    """
    sides = [blob for blob in (file.base, file.head) if blob is not None]
    if not folded(file.path).endswith(".pth") or not all(blob.mode.is_regular for blob in sides):
        return level
    if any(_IMPORT_LINE.search(blob.content or b"") for blob in sides):
        return level
    return Level.WARN if any(blob.content is None for blob in sides) else Level.OFF


def _is_compared(file: ChangedFile) -> bool:
    """Whether all that the file says is compared by its meaning, which `widened-envelope` tells."""
    place = place_of(file.path)
    is_plain = all(blob is None or blob.mode.is_regular for blob in (file.base, file.head))
    return place is not None and place.is_whole and is_plain


def _is_mixed(file: ChangedFile, rail: Guardrail, change: Change) -> bool:
    """Whether it is edited inside other work, which `mixed-guardrail-change` tells."""
    if rail.kind not in (Kind.AGENT_SETTINGS, Kind.AGENT_INSTRUCTIONS):
        return False
    from checks.widening.mixing import mixed  # needed only where there is other work

    return file.path in mixed(change)


def _violation(file: ChangedFile, governs: str, at_most: Level) -> Violation:
    is_mode_only = file.base is not None and file.head is not None and file.base.oid == file.head.oid
    done = "changes the mode of" if is_mode_only else _DONE[file.status]
    said = f"{done} {governs}"
    side = Side.BASE if file.status is Status.DELETED else Side.HEAD
    return Violation(file.path, 0, 0, message=said, text=said, side=side, at_most=at_most)


def _hidden(file: ChangedFile) -> Iterator[Violation]:
    """Invisible characters on added lines of a text that an agent reads."""
    source = file.head_source
    if source is None:
        return
    for number, line in enumerate(source.lines, 1):
        git_line = source.git_line(number)
        if git_line in file.added_lines and (found := "".join(INVISIBLE.findall(line))):
            said = f"hides text from readers with the invisible character {shown(found)}"
            yield Violation(file.path, git_line, git_line, message=said, text=line)


def _link(file: ChangedFile, reach: Reach) -> Violation | None:
    """A symbolic link elsewhere through which a guardrail can be written."""
    target = target_of(file.path, file.head)
    if target is None or not reach.holds(target):
        return None
    said = "puts a symbolic link that leads to files which govern agents or checks"
    return Violation(file.path, 0, 0, message=said, text=said, at_most=Level.WARN)
