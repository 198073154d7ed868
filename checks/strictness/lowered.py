"""What a change asks less of the tools that check: both sides compared by what counts, not by lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from checks.change import Change, Incomplete, Reason, TooLarge, unread
from checks.finding import Level, Side, Violation
from checks.languages.provenance import is_test_place
from checks.strictness.files import Held, Tool, folder_and_tools, held
from checks.strictness.guards import Codes, Guard, Kind
from checks.values.node import Unreadable

_KEEP = "keep what is asked for, and repair the code; a rule that does not fit goes in a change of its own"
_RENAMED = {
    "TCH": "TC",
    "PGH001": "S307",
    "PGH002": "G010",
    "TRY200": "B904",
    "RUF011": "B035",
    "PLR1701": "SIM101",
}
_WITHDRAWN = {"ANN101", "ANN102", "UP027", "UP038", "PT004", "PT005", "PD901", "S320", "E999", "W503", "W504"}
_WRITTEN = re.compile(
    r"(?:^|/)(?:generated|__generated__|vendor|migrations|node_modules|dist|build|fixtures|testdata)"
)


def lowered(change: Change) -> Iterator[Violation | Incomplete]:
    """Everything that is asked for less than at the base."""
    asked: dict[tuple[str, str], Tool] = {}
    for file in change.everywhere:
        folder, tools = folder_and_tools(file.path)
        for tool in tools:
            asked[folder, f"{tool.name} {tool.places[0][0]}"] = tool
    came = {
        tool.family
        for (folder, _), tool in asked.items()
        if _quiet(change, folder, tool, Side.HEAD) and not _quiet(change, folder, tool, Side.BASE)
    }
    for (folder, _), tool in sorted(asked.items(), key=lambda item: item[0]):
        try:
            base = held(change.base_tree, folder, tool)
            head = held(change.head_tree, folder, tool)
        except TooLarge as large:
            yield unread(large.path, large.size)
            continue
        if not isinstance(base, Held):
            continue
        if isinstance(head, Unreadable):
            yield Incomplete(Reason.NOT_ANALYSED, base.path, head.limit, head.measured, head.help)
        elif head is None:
            yield from _gone(base, tool, came, change)
        else:
            found = [*_less(base, head, tool), *_fewer_codes(base, head, tool)]
            yield from (replace(one, at_most=Level.NOTE) for one in found) if tool.family in came else found


def _quiet(change: Change, folder: str, tool: Tool, side: Side) -> bool:
    try:
        found = held(change.head_tree if side is Side.HEAD else change.base_tree, folder, tool)
    except TooLarge:
        return False
    return isinstance(found, Held)


def _gone(base: Held, tool: Tool, came: set[str], change: Change) -> Iterator[Violation]:
    """A tool that is asked for nothing any more, unless another of its family came."""
    is_empty = not base.asked.codes and not any(guard.strength > 0 for guard in base.asked.guards.values())
    moved = any(
        file.base is None and {one.name for one in folder_and_tools(file.path)[1]} & {tool.name}
        for file in change.everywhere
    )
    if is_empty or tool.family in came or moved or tool.name in ("TypeScript", "Clippy"):
        return
    names = [f"`{name}`" for name, guard in sorted(base.asked.guards.items()) if guard.strength > 0]
    is_short = not base.asked.codes and len(names) <= _MOST_NAMED
    said = f"no longer asks {tool.name} for {', '.join(names) if is_short else 'anything'}"
    is_deleted = change.head_tree.mode(base.path) is None
    yield Violation(
        base.path,
        0,
        0,
        said,
        said,
        side=Side.BASE if is_deleted else Side.HEAD,
        instead=_KEEP,
        at_most=Level.WARN,
    )


def _less(base: Held, head: Held, tool: Tool) -> Iterator[Violation]:
    before, after = base.asked.guards, head.asked.guards
    strict = before["strict"].line if "strict" in before else -1
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old and not new:
            is_known = old.absent_after is not None and not head.asked.inherits
            is_of_strict = name != "strict" and old.line == strict
            is_less = is_known and not is_of_strict and (old.absent_after or 0.0) < old.strength
            if is_less and not _has_successor(name, old, after):
                yield _absent(base, head, name, old, tool)
        elif new:
            if not old and head.asked.inherits and not base.asked.inherits:
                continue  # what is inherited now was not asked for before
            was = old.strength if old else new.absent_before
            if new.strength < was and not _has_successor(name, new, after, was):
                yield _violation(head, new.line, name, _said(name, old, new, tool), _weight(new))


def _has_successor(name: str, guard: Guard, after: dict[str, Guard], was: float | None = None) -> bool:
    """Whether a rule of the same name in another plugin asks for as much."""
    stem = name.partition(" for ")[0].rpartition("/")[2]
    wanted = guard.strength if was is None else was
    return guard.kind is Kind.RULE and any(
        other != name
        and other.rpartition("/")[2] == stem
        and found.kind is Kind.RULE
        and found.strength >= wanted
        for other, found in after.items()
    )


def _weight(guard: Guard) -> Level:
    is_foreign = guard.kind is Kind.EXCLUDE and (
        _WRITTEN.search(guard.shown) or is_test_place(f"{guard.shown}/x")
    )
    return Level.NOTE if is_foreign else guard.level


def _said(name: str, old: Guard | None, new: Guard, tool: Tool) -> str:
    match new.kind:
        case Kind.EXCLUDE:
            return f"leaves `{new.shown}` out of what {tool.name} looks at"
        case Kind.THRESHOLD:
            was = f" from {old.shown}" if old else ""
            verb = "raises" if name.endswith((".threshold", " Max", "max-complexity")) else "lowers"
            return f"{verb} `{name}` of {tool.name}{was} to {new.shown}"
        case Kind.RULE if new.strength > 0 and old:
            return f"lowers `{name}` of {tool.name} from {old.shown} to {new.shown}"
        case _ if new.kind is Kind.SWITCH and name.endswith(_LOOSE):
            return f"switches `{name}` of {tool.name} on, which asks for less"
    return f"switches `{name}` of {tool.name} off"


_MOST_NAMED = 3
_LOOSE = (
    "informational",
    "ignore_errors",
    "ignore_missing_imports",
    "allow_untyped_globals",
    "allow_redefinition",
    "DisabledByDefault",
)


def _absent(base: Held, head: Held, name: str, old: Guard, tool: Tool) -> Violation:
    said = f"no longer asks {tool.name} for `{name}`"
    line = base.source.git_line(max(old.line, 1))
    if base.path == head.path:
        return Violation(base.path, line, line, said, name, side=Side.BASE, instead=_KEEP, at_most=old.level)
    return Violation(head.path, 0, 0, said, name, instead=_KEEP, at_most=old.level)


def _violation(head: Held, line: int, name: str, said: str, level: Level) -> Violation:
    if not line and head.is_program:
        rule = name.partition(" for ")[0]
        line = next(
            (
                at
                for at, text in enumerate(head.source.lines, 1)
                if f'"{rule}"' in text or f"'{rule}'" in text
            ),
            0,
        )
    git_line = head.source.git_line(line) if line else 0
    return Violation(head.path, git_line, git_line, said, f"{name} {said}", instead=_KEEP, at_most=level)


def _fewer_codes(base: Held, head: Held, tool: Tool) -> Iterator[Violation]:
    old, new = base.asked.codes, head.asked.codes
    if old is None or new is None:
        return
    mentioned = {*old.selected, *old.ignored, *new.selected, *new.ignored}
    told: list[str] = []
    for code in sorted(mentioned, key=lambda one: (0 if one == "ALL" else len(one), one)):
        if code in _WITHDRAWN or _is_chosen(code, new) or not _is_chosen(code, old):
            continue
        if _RENAMED.get(code) in new.selected or any(code.startswith(one) for one in told):
            continue
        if any(code.startswith(_RENAMED[one]) for one in old.selected if one in _RENAMED):
            continue
        told.append(code)
        said = f"switches `{code}` of {tool.name} off"
        by = next(
            (one for one in (code, *sorted(new.ignored)) if one in new.ignored and _begins(code, one)), ""
        )
        if by or base.path != head.path:
            line = head.source.git_line(new.ignored[by]) if by and new.ignored[by] else 0
            yield Violation(head.path, line, line, said, code, instead=_KEEP, at_most=Level.WARN)
        else:
            line = base.source.git_line(max(old.selected.get(code, 0), 1))
            yield Violation(
                base.path, line, line, said, code, side=Side.BASE, instead=_KEEP, at_most=Level.WARN
            )
    for (pattern, code), line in sorted(new.in_files.items()):
        is_old = any(where == pattern and _begins(code, one) for where, one in old.in_files)
        if not is_old and code not in told and _is_chosen(code, old):
            git_line = head.source.git_line(max(line, 1))
            said = f"switches `{code}` of {tool.name} off for `{pattern}`"
            key = f"{pattern} {code}"
            yield Violation(head.path, git_line, git_line, said, key, instead=_KEEP, at_most=Level.NOTE)


def _begins(code: str, prefix: str) -> bool:
    return prefix == "ALL" or code.startswith(prefix)


def _is_chosen(code: str, codes: Codes) -> bool:
    """Whether a rule is looked for: the longest beginning counts, of equal ones what leaves it out."""
    chosen = max((_length(one) for one in codes.selected if _begins(code, one)), default=-1)
    left_out = max((_length(one) for one in codes.ignored if _begins(code, one)), default=-1)
    return chosen > left_out


def _length(prefix: str) -> int:
    return 0 if prefix == "ALL" else len(prefix)
