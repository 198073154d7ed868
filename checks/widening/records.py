"""Decisions that a change loosens: each record of both sides, rule by rule.

A rule is known again by what it asks, and else by its kind and place in the record, because its number
shifts when a rule before it goes. Only a record that was in force at the base can be loosened.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from checks.change import Change, TooLarge, Tree
from checks.check import checks_by_rule_kind
from checks.decision import Record, RecordReader
from checks.front_matter import is_record_name
from checks.path_parts import folder_of, name_of
from checks.paths import PathPatterns
from checks.policy import Audience, Rule, RuleException
from checks.problem import Problem
from checks.record_folders import FOLDERS
from checks.side_file import is_side_file, side_of, stem_of_side


@dataclass(frozen=True)
class Loosened:
    """A rule that asks less than at the base.

    Attributes:
        path: the file in which the record says so.
        line: the line at the head, 0 where the rule is gone.
        base: the rule as it was.
        head: the rule as it is to be, `None` where it is gone or not in force.
        said: what was done to it, as in "…, which is loosened: …".
        exception: the exception that lets files pass, where one was added or lengthened.
        is_altered: whether only its options differ, of which nobody can tell alone what is stricter.
    """

    path: str
    line: int
    base: Rule
    head: Rule | None
    said: str
    exception: RuleException | None = None
    is_altered: bool = False


def loosened(change: Change, folders: Sequence[str]) -> Iterator[Loosened]:
    """The rules of decisions that a change loosens; those whose options are altered are among them.

    Args:
        change: the change.
        folders: the folders of records; the usual ones where nobody says.
    """
    inside = PathPatterns(tuple(f"{folder}/**" for folder in (folders or FOLDERS)))
    touched = [file.path for file in change.everywhere if inside.matches(file.path)]
    if not touched:
        return
    for path in sorted({record for one in touched for record in _records_of(one, change)}):
        base, head = _record(change.base_tree, path), _record(change.head_tree, path)
        if base is not None and base.decision.status.is_in_force:
            yield from _of_record(path, base, head, is_gone=change.head_tree.mode(path) is None)


def _records_of(path: str, change: Change) -> Iterator[str]:
    """The records whose rules a file holds."""
    if is_record_name(path):
        yield path
        return
    stem = stem_of_side(path) if is_side_file(path) else f"{folder_of(path)}/{name_of(path).split('.')[0]}"
    for ending in (".md", ".markdown"):
        if change.base_tree.mode(stem + ending) is not None:
            yield stem + ending


def _record(tree: Tree, path: str) -> Record | None:
    """A record as it is read; `None` where there is none or it does not read, which another check tells."""
    problems: list[Problem] = []
    try:
        content = tree.read(path)
        side = tree.read(side_of(path))
    except TooLarge:
        return None
    if content is None:
        return None
    reader = RecordReader(tree, checks_by_rule_kind(), problems, [])
    record = reader.read(path, content, "", (side_of(path), side) if side is not None else None)
    return None if problems else record


def _of_record(path: str, base: Record, head: Record | None, *, is_gone: bool) -> Iterator[Loosened]:
    if head is None or not head.decision.status.is_in_force or not head.enforces:
        if head is None and not is_gone:
            return
        said = "its record is deleted"
        if head is not None:
            was, now = base.decision.status, head.decision.status
            said = (
                f"its record goes from `{was}` to `{now}`"
                if was is not now
                else "its record enforces nothing"
            )
        yield from (Loosened(path, 0, rule, None, said) for rule in base.rules)
        return
    for old, new in _pairs(base.rules, head.rules):
        if new is None:
            yield Loosened(path, 0, old, None, "it is taken out of its record")
            continue
        origin = head.origins.get(new.id)
        where = (origin.file, origin.line) if origin else (path, 0)
        yield from _of_rule(where, old, new)
    yield from _examples(path, base, head)


def _pairs(base: Sequence[Rule], head: Sequence[Rule]) -> Iterator[tuple[Rule, Rule | None]]:
    """Each rule of the base with what it has become."""
    free, rest, pairs = list(head), [], []
    for rule in base:
        same = next((other for other in free if other.check == rule.check), None)
        if same is None:
            rest.append(rule)
        else:
            free.remove(same)
            pairs.append((rule, same))
    yield from pairs
    for kind, group in groupby(sorted(rest, key=_kind), key=_kind):
        left = [other for other in free if _kind(other) == kind]
        olds = list(group)
        for at, rule in enumerate(olds):
            yield rule, left[at] if at < len(left) else None


def _kind(rule: Rule) -> str:
    return rule.check.name


def _of_rule(where: tuple[str, int], old: Rule, new: Rule) -> Iterator[Loosened]:
    path, line = where
    found = Loosened(path, line, old, new, "")
    if new.level.rank > old.level.rank:
        yield replace(found, said=f"`level` goes from `{old.level}` to `{new.level}`")
    if old.audience is Audience.EVERYONE and new.audience is Audience.AGENTS:
        yield replace(found, said="`for` goes from `everyone` to `agents`")
    if new.since > old.since:
        yield replace(found, said=f"`since` goes from `{old.since or 'always'}` to `{new.since}`")
    if old.paths.patterns != new.paths.patterns and _is_narrower(old.paths, new.paths):
        yield replace(found, said=f"`paths` goes from {_patterns(old.paths)} to {_patterns(new.paths)}")
    for one in new.exceptions:
        if any(_grants_as_much(before, one) for before in old.exceptions):
            continue
        longer = next((before for before in old.exceptions if before.paths == one.paths), None)
        said = f"`exceptions` holds {_patterns(one.paths)} until {one.until}"
        if longer is not None:
            said = f"the exception for {_patterns(one.paths)} goes from {longer.until} to {one.until}"
        yield replace(found, said=said, exception=one)
    if old.check != new.check:
        yield replace(found, said="its options are altered", is_altered=True)


def _is_narrower(old: PathPatterns, new: PathPatterns) -> bool:
    """Whether fewer files are governed, as far as the patterns tell: one is gone, or one more leaves out."""
    if not old.patterns:
        return bool(new.patterns)
    if not new.patterns:
        return False
    return bool(set(_positive(old)) - set(_positive(new))) or bool(set(_negative(new)) - set(_negative(old)))


def _positive(paths: PathPatterns) -> list[str]:
    return [pattern for pattern in paths.patterns if not pattern.startswith("!")]


def _negative(paths: PathPatterns) -> list[str]:
    return [pattern for pattern in paths.patterns if pattern.startswith("!")]


def _grants_as_much(before: RuleException, after: RuleException) -> bool:
    return set(after.paths.patterns) <= set(before.paths.patterns) and after.until <= before.until


def _patterns(paths: PathPatterns) -> str:
    return ", ".join(f"`{pattern}`" for pattern in paths.patterns) or "everything"


def _examples(path: str, base: Record, head: Record) -> Iterator[Loosened]:
    """A rule that still blocks, of which an example is gone that it had to catch."""
    kept = {(one.text, one.path, one.diff) for one in head.examples if one.is_caught}
    lost = [one for one in base.examples if one.is_caught and (one.text, one.path, one.diff) not in kept]
    caught = sum(one.is_caught for one in head.examples)
    if lost and caught < sum(one.is_caught for one in base.examples) and base.rules:
        named = {one.rule for one in lost}
        for rule in base.rules:
            if "" in named or rule.id in named:
                said = "an example that it must catch is taken out"
                yield Loosened(path, 0, rule, rule, said)
                return
