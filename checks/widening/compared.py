"""What a change permits that was not permitted before: both sides compared by meaning, not by lines.

Order, comments, spelling and what only narrows make no difference. What moves from one file of an agent to
another that holds for the same folder is no change either.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from checks.change import Change, ChangedFile, Incomplete, Reason
from checks.finding import Level, Side, Violation
from checks.source import Source
from checks.values.node import Unreadable
from checks.widening.covering import covers, reaches
from checks.widening.model import ASKED, DENIED, Mark, Permitted, Sense, Term, Topic
from checks.widening.places import Place, Shape, place_of
from checks.widening.reading import read
from checks.widening.sentences import granted, lost_guard, moved_mark, replaced_hook, replaced_server

_AWAY = re.compile(r"(?:^|/)(?:examples?|templates?|samples?|docs?|documentation|tests?|e2e)/")
"""Folders in which settings are shown or tried rather than used; what stands there is a note."""

_FILE = re.compile(r"(?:Edit|Write|MultiEdit|Read)\((?:\./|/)?(?P<path>[^*?()]+)\)")

_IDLE = frozenset(("true", ":", "exit", "echo", "sleep"))
"""Programs that refuse nothing."""

_ELSEWHERE = frozenset((Shape.POLICY,))
"""What does not read is told by another check."""


@dataclass(frozen=True)
class _Pair:
    """One file on both sides."""

    file: ChangedFile
    place: Place
    base: Permitted
    head: Permitted


def widened(change: Change, floor: Collection[str] = ()) -> Iterator[Violation | Incomplete]:
    """Everything that is permitted more than at the base, in files of settings.

    Args:
        change: the change.
        floor: keys of the policy that a floor holds, whatever the file says.
    """
    groups: dict[tuple[str, str], list[_Pair]] = defaultdict(list)
    for file in change.files:
        place = place_of(file.path)
        if (
            place is None
            or place.shape is Shape.OWNERS
            or (place.shape is Shape.POLICY and file.head is None)
        ):
            continue
        pair = _pair(file, place)
        if isinstance(pair, Incomplete):
            yield pair
        elif pair is not None:
            groups[place.of, place.root].append(pair)
    for pairs in groups.values():
        for pair in pairs:
            yield from _less_tight(pair, pairs, change, floor)


def _pair(file: ChangedFile, place: Place) -> _Pair | Incomplete | None:
    if any(blob is not None and not blob.mode.is_regular for blob in (file.base, file.head)):
        return None
    base, head = _side(file.base_source, place), _side(file.head_source, place)
    if isinstance(head, Unreadable):
        if place.shape in _ELSEWHERE:
            return None
        return Incomplete(Reason.NOT_ANALYSED, file.path, head.limit, head.measured, head.help)
    return _Pair(file, place, Permitted() if isinstance(base, Unreadable) else base, head)


def _side(source: Source | None, place: Place) -> Permitted | Unreadable:
    return Permitted() if source is None else read(source, place.shape)


def _less_tight(
    pair: _Pair, pairs: Sequence[_Pair], change: Change, floor: Collection[str]
) -> Iterator[Violation]:
    before = [term for one in pairs for term in one.base.terms]
    after = [term for one in pairs for term in one.head.terms]
    fresh = [term for term in pair.head.of(Sense.GRANT) if _is_new(term, before, after)]
    yield from _grants(pair, [term for term in fresh if term.key not in floor], before)
    gone = [
        term
        for term in pair.base.of(Sense.GUARD)
        if not any(covers(other, term) for other in after)
        and not any(reaches(grant, term) for grant in fresh if grant.topic is term.topic)
        and not _is_moot(term, change)
    ]
    hooks = {term.value for term in gone if term.topic is Topic.HOOK}
    gone = [term for term in gone if term.topic is not Topic.FAILURE or term.value not in hooks]
    yield from _guards(pair, gone, before, after)
    yield from _marks(pair, tuple(f"{term.key}.{term.value}." for term in gone), floor)


def _is_moot(term: Term, change: Change) -> bool:
    """Whether what a guard names is a file that the change takes away."""
    found = _FILE.fullmatch(term.value)
    if found is None or term.topic is not Topic.TOOL:
        return False
    path = found["path"]
    return change.base_tree.mode(path) is not None and change.head_tree.mode(path) is None


def _is_new(term: Term, before: Sequence[Term], after: Sequence[Term]) -> bool:
    if term.within and not any(other.value == term.within for other in before):
        return False
    if any(covers(other, term) for other in before):
        return False
    if term.topic is Topic.SERVER and any(
        other.topic is Topic.SERVER and other.value == term.value for other in before
    ):
        return False
    return not any(
        other.sense is Sense.GUARD
        and other.strictness == DENIED
        and other.topic is term.topic
        and term.topic in (Topic.TOOL, Topic.HOST)
        and reaches(other, term)
        for other in after
    )


def _grants(pair: _Pair, fresh: Sequence[Term], before: Sequence[Term]) -> Iterator[Violation]:
    names = {term.scope: term for term in before if term.topic is Topic.SERVER}
    grouped: dict[tuple[str, str, Level, str], list[Term]] = defaultdict(list)
    for term in fresh:
        if term.topic is Topic.SERVER and (old := names.get(term.scope)):
            said = replaced_server(term, old, pair.place.of)
            is_kin = term.value.split()[:3] == old.value.split()[:3]
            yield _at_head(pair, term.line, said, Level.WARN if is_kin else Level.BLOCK)
            continue
        held = next((other for other in before if _held(other, term)), None)
        grouped[term.key, term.says, term.weight, held.key if held else ""].append(term)
    for (key, says, weight, guard), terms in grouped.items():
        held = next((other for other in before if guard and _held(other, terms[0])), None)
        names_of = [term.name for term in terms]
        said = granted(key, pair.place.of, says, names_of, held)
        yield _at_head(pair, terms[0].line, said, weight, f"{key} {says} {' '.join(names_of)}")


def _held(guard: Term, term: Term) -> bool:
    return guard.sense is Sense.GUARD and guard.topic is term.topic and reaches(guard, term)


def _guards(
    pair: _Pair, gone: Sequence[Term], before: Sequence[Term], after: Sequence[Term]
) -> Iterator[Violation]:
    grouped: dict[tuple[str, str, Level], list[Term]] = defaultdict(list)
    told = set()
    for term in gone:
        instead = _hook_instead(term, before, after) if term.topic is Topic.HOOK else None
        if instead is not None:
            if term.value not in told and not _is_same_script(term, instead):
                said = replaced_hook(term, instead, pair.place.of)
                is_empty = instead.name.split()[0].rpartition("/")[2] in _IDLE
                yield _at_head(pair, instead.line, said, Level.BLOCK if is_empty else Level.WARN)
            told.add(term.value)
            continue
        asked = next((other for other in after if other.strictness == ASKED and _held(other, term)), None)
        grouped[term.key, asked.key if asked else "", term.weight].append(term)
    for (key, asked_key, weight), terms in grouped.items():
        names = list(dict.fromkeys(term.name for term in terms))
        said = lost_guard(key, pair.place.of, names, asked_key, is_hook=terms[0].topic is Topic.HOOK)
        yield _at_base(pair, terms[0].line, said, weight, f"{key} {' '.join(names)}")


def _hook_instead(term: Term, before: Sequence[Term], after: Sequence[Term]) -> Term | None:
    """A hook that is new at the same event and runs for at least the same tool."""
    old = {other.value for other in before}
    return next(
        (
            other
            for other in after
            if other.topic is Topic.HOOK
            and other.key == term.key
            and other.value not in old
            and other.scope in ("", term.scope)
        ),
        None,
    )


def _is_same_script(old: Term, new: Term) -> bool:
    """Whether both run a file of one name, reached by another path or interpreter."""
    files = [
        {word.rpartition("/")[2] for word in term.value.split() if "." in word.rpartition("/")[2]}
        for term in (old, new)
    ]
    return bool(files[0]) and files[0] == files[1]


def _marks(pair: _Pair, within: tuple[str, ...], floor: Collection[str]) -> Iterator[Violation]:
    base, head = pair.base.marks, pair.head.marks
    for key in sorted(base.keys() | head.keys()):
        if key in floor or key.startswith(within or ("\0",)):
            continue
        some = head.get(key) or base[key]
        old_rank, old_shown, old_line = _stands(key, some, base)
        new_rank, new_shown, new_line = _stands(key, some, head)
        if old_shown == new_shown:
            continue
        said = moved_mark(key, pair.place.of, old_shown, new_shown, is_known=new_rank is not None)
        level = (
            some.weight if new_rank is not None else max(some.weight, Level.WARN, key=lambda one: one.rank)
        )
        least = old_rank if old_rank is not None else some.unset[0]
        if least is None or (new_rank is not None and new_rank <= least):
            continue
        if new_line:
            yield _at_head(pair, new_line, said, level, f"{key} {new_shown}")
        else:
            yield _at_base(pair, old_line, said, level, f"{key} {new_shown}")


def _stands(key: str, some: Mark, marks: Mapping[str, Mark]) -> tuple[float | None, str, int]:
    """Rank, value and line under a key, or under what counts instead of it."""
    for name in (key, *some.instead):
        if name in marks:
            found = marks[name]
            return found.rank, found.shown, found.line
    return some.unset[0], some.unset[1], 0


def _weight(pair: _Pair, level: Level) -> Level:
    return Level.NOTE if _AWAY.search(pair.file.path) else level


def _at_head(pair: _Pair, line: int, said: str, level: Level, text: str = "") -> Violation:
    source = pair.file.head_source
    git_line = source.git_line(line) if source and line else 0
    return Violation(
        pair.file.path,
        git_line,
        git_line,
        said,
        text or said,
        on_changed_line=git_line in pair.file.added_lines or not git_line,
        at_most=_weight(pair, level),
    )


def _at_base(pair: _Pair, line: int, said: str, level: Level, text: str) -> Violation:
    source = pair.file.base_source
    git_line = source.git_line(line) if source and line else 0
    return Violation(
        pair.file.path, git_line, git_line, said, text, side=Side.BASE, at_most=_weight(pair, level)
    )
