"""What a change loosens of the decisions and of the owners, each as a place in the file that says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from checks.change import Change, ChangedFile, Mode
from checks.codeowners import owned
from checks.finding import Level, Side, Violation
from checks.widening.owners import Lost, lost
from checks.widening.places import Shape, place_of
from checks.widening.records import Loosened, loosened

_PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Where owners are looked for; on GitHub the first that is there counts."""

_MOST_NAMED = 3


def lowered_decisions(change: Change, folders: Sequence[str]) -> Iterator[Violation]:
    """One place for each way in which rules of a record are loosened; a record that goes is told elsewhere.

    Args:
        change: the change.
        folders: the folders of records.
    """
    grouped: dict[tuple[str, str], list[Loosened]] = defaultdict(list)
    for one in loosened(change, folders):
        if change.head_tree.mode(one.path) is not None and not one.is_altered:
            grouped[one.path, one.said].append(one)
    for (path, said), rules in grouped.items():
        names = ", ".join(f"`{one.base.id}`" for one in rules[:_MOST_NAMED])
        more = f" and {len(rules) - _MOST_NAMED} more" if len(rules) > _MOST_NAMED else ""
        at = rules[0].line or _status_line(change.by_path.get(path))
        message = f"loosens {names}{more}: {said}"
        yield Violation(path, at, at, message, message)


def _status_line(file: ChangedFile | None) -> int:
    """The first changed line of a record, where what was taken away stood."""
    return file.nearest_changed_line(1) if file is not None and file.head is not None else 0


def lost_owners(change: Change) -> Iterator[Violation]:
    """Paths that lose an owner; a new line that gives a part to others is among them."""
    if not any((place := place_of(file.path)) and place.shape is Shape.OWNERS for file in change.files):
        return
    before, after = _counting(change, Side.BASE), _counting(change, Side.HEAD)
    if before is None:
        return
    base = owned(_text(change, Side.BASE, before))
    head = owned(_text(change, Side.HEAD, after)) if after else ()
    for one in lost(base, head, change.head_tree):
        yield _violation(change, one, before, after)


def _counting(change: Change, side: Side) -> str | None:
    tree = change.base_tree if side is Side.BASE else change.head_tree
    return next((path for path in _PLACES if (mode := tree.mode(path)) and Mode(mode).is_regular), None)


def _text(change: Change, side: Side, path: str) -> str:
    tree = change.base_tree if side is Side.BASE else change.head_tree
    return (tree.read(path) or b"").decode("utf-8", "replace").replace("\r\n", "\n")


def _violation(change: Change, one: Lost, before: str, after: str | None) -> Violation:
    gone = ", ".join(f"`{owner}`" for owner in one.gone)
    left = ", ".join(f"`{owner}`" for owner in one.left) or "nobody"
    said = f"`{one.pattern}` is no longer owned by {gone}; now by {left}"
    file = change.by_path.get(after or "")
    if file is not None and one.head_line in file.added_lines:
        return Violation(file.path, one.head_line, one.head_line, said, said, at_most=Level.WARN)
    line = one.base_line if before in change.by_path else 0
    path = before if before in change.by_path else after or before
    side = Side.BASE if path == before and line else Side.HEAD
    return Violation(path, line, line, said, said, side=side, at_most=Level.WARN)
