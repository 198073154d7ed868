"""The patches of `apply_patch`: files added, updated, moved, deleted, by context instead of line numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

_ADD, _DELETE, _UPDATE = "*** Add File: ", "*** Delete File: ", "*** Update File: "
_MOVE, _END, _LAST = "*** Move to: ", "*** End Patch", "*** End of File"


class BadPatch(ValueError):
    """The patch cannot be applied to the files as they are; one sentence says why."""


@dataclass
class _Hunk:
    """Lines that go and come, found by the lines around them."""

    anchor: str = ""
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


def patched(patch: str, read: Callable[[str], str | None]) -> dict[str, str | None]:
    """What files hold after a patch, by path as the patch spells it; `None` for one that is deleted.

    Args:
        patch: from `*** Begin Patch` to `*** End Patch`.
        read: the text of a file as it is, `None` if there is none.

    Raises:
        BadPatch: a header is unknown, a file is missing, or a hunk is found nowhere.
    """
    found: dict[str, str | None] = {}
    lines = iter(patch[patch.index("*** Begin Patch") :].split("\n")[1:])
    line = next(lines, _END)
    while line.rstrip() != _END:
        if line.startswith(_ADD):
            path, (body, line) = line[len(_ADD) :].strip(), _body(lines)
            found[path] = "".join(f"{text[1:]}\n" for text in body if text.startswith("+"))
        elif line.startswith(_DELETE):
            found[line[len(_DELETE) :].strip()] = None
            line = next(lines, _END)
        elif line.startswith(_UPDATE):
            path, (body, line) = line[len(_UPDATE) :].strip(), _body(lines)
            moved = body.pop(0)[len(_MOVE) :].strip() if body and body[0].startswith(_MOVE) else path
            text = found[path] if path in found else read(path)
            if text is None:
                raise BadPatch(f"it updates `{path}`, which is not there")
            if moved != path:
                found[path] = None
            found[moved] = _updated(text, body, path)
        elif not line.strip():
            line = next(lines, _END)
        else:
            raise BadPatch(f"it holds the line `{line[:60]}`, which begins nothing")
    return found


def _body(lines: Iterator[str]) -> tuple[list[str], str]:
    body: list[str] = []
    for line in lines:
        if line.startswith(("*** Add", "*** Delete", "*** Update")) or line.rstrip() == _END:
            return body, line
        if line.rstrip() != _LAST:
            body.append(line)
    return body, _END


def _updated(text: str, body: list[str], path: str) -> str:
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    at = 0
    for hunk in _hunks(body):
        if hunk.anchor:
            at = _where(lines, [hunk.anchor], at, path) + 1
        start = _where(lines, hunk.before, at, path) if hunk.before else max(at, len(lines) - 1)
        lines[start : start + len(hunk.before)] = hunk.after
        at = start + len(hunk.after)
    return ending.join(lines)


def _hunks(body: list[str]) -> list[_Hunk]:
    hunks = [_Hunk()]
    for line in body:
        if line.startswith("@@"):
            hunks.append(_Hunk(anchor=line[2:].strip()))
        elif line.startswith("+"):
            hunks[-1].after.append(line[1:])
        elif line.startswith("-"):
            hunks[-1].before.append(line[1:])
        else:
            hunks[-1].before.append(line[1:])
            hunks[-1].after.append(line[1:])
    return [one for one in hunks if one.before or one.after or one.anchor]


def _where(lines: list[str], wanted: list[str], at: int, path: str) -> int:
    """Where lines stand from a place on: exactly, else without regard to blanks at their ends or around."""
    ways: tuple[Callable[[str], str], ...] = (str, str.rstrip, str.strip)
    for plain in ways:
        sought = [plain(line) for line in wanted]
        start: int
        for start in (*range(at, len(lines) - len(wanted) + 1), *range(min(at, len(lines)))):
            if [plain(line) for line in lines[start : start + len(wanted)]] == sought:
                return start
    raise BadPatch(f"its lines `{wanted[0][:60]}` are not in `{path}`")
