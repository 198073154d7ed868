"""A unified diff as the files before and after it, as far as the diff itself shows them.

The base is what the diff takes away and what it leaves standing; lines between its hunks are empty. So an
example means the same whatever becomes of the repository's own file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from unidiff.errors import UnidiffParseError
from unidiff.patch import PatchedFile, PatchSet

from checks.change import Hunk, Mode
from checks.path_syntax import is_plain_path
from checks.proving.overlay import Side, blob

_NOWHERE = "/dev/null"
_MODES = re.compile(r"(?P<when>new file|deleted file|old|new) mode (?P<mode>[0-7]{6})\n?")
_MOST_LINES = 10_000


class ExampleUnfit(ValueError):
    """An example that stands for no change; the text is one sentence."""


def sides(diff: str) -> tuple[Side, ...]:
    """The files that a diff changes.

    Raises:
        ExampleUnfit: it does not parse, changes nothing, or names a file twice or outside of the repository.
    """
    text = diff if diff.endswith("\n") else diff + "\n"
    try:
        files = PatchSet(text)
    except UnidiffParseError as fault:
        said = str(fault)
        raise ExampleUnfit(f"the diff does not parse: {said[:1].lower()}{said[1:]}") from None
    found: dict[str, Side] = {}
    for file in files:
        for side in _file(file):
            if side.path in found:
                raise ExampleUnfit(f"the diff changes `{side.path}` twice")
            found[side.path] = side
    if not found:
        raise ExampleUnfit("the diff changes nothing; write it as `git diff` does")
    return tuple(found.values())


def _file(file: PatchedFile) -> Iterator[Side]:
    source, target = _path(file.source_file, "a/"), _path(file.target_file, "b/")
    modes = {
        found["when"]: found["mode"] for line in file.patch_info or () if (found := _MODES.fullmatch(line))
    }
    before, after, hunks = _texts(file)
    new, old = _mode(modes, "new file", "new"), _mode(modes, "deleted file", "old")
    base = None if source is None or file.is_added_file else blob(before, old)
    head = None if target is None or file.is_removed_file else blob(after, new)
    if source is None or target is None or source == target:
        yield Side(target or source or "", base, head, hunks if base and head else None)
    else:
        yield Side(source, base, None)
        yield Side(target, None, head)


def _path(written: str | None, prefix: str) -> str | None:
    path = (written or "").split("\t", 1)[0].strip()
    if path in ("", _NOWHERE):
        return None
    path = path.removeprefix(prefix)
    if not is_plain_path(path) or path.startswith('"'):
        raise ExampleUnfit(f"the diff names `{path}`, which is no plain path from the root")
    return path


def _mode(modes: dict[str, str], *when: str) -> Mode:
    octal = next((modes[one] for one in when if one in modes), "100644")
    try:
        return Mode(int(octal, 8))
    except ValueError:
        raise ExampleUnfit(f"the diff holds the mode {octal}, which git does not give") from None


def _texts(file: PatchedFile) -> tuple[bytes, bytes, tuple[Hunk, ...]]:
    """Both sides with the runs of changed lines between them; a side without text is one line."""
    base: list[str] = []
    head: list[str] = []
    hunks: list[Hunk] = []
    for hunk in file:
        gap = max(hunk.source_start - 1 - len(base), hunk.target_start - 1 - len(head), 0)
        if len(base) + gap > _MOST_LINES:
            raise ExampleUnfit(f"the diff reaches beyond line {_MOST_LINES}")
        base += ["\n"] * gap
        head += ["\n"] * gap
        start: tuple[int, int] | None = None
        last: list[list[str]] = []
        for line in hunk:
            if line.line_type == "\\":  # the line before has no end
                for side in last:
                    side[-1] = side[-1].removesuffix("\n")
                continue
            last = [side for side, left in ((base, line.is_added), (head, line.is_removed)) if not left]
            if line.is_context and start:
                hunks.append(_run(start, len(base), len(head)))
                start = None
            elif not line.is_context and start is None:
                start = (len(base), len(head))
            for side in last:
                side.append(line.value)
        if start:
            hunks.append(_run(start, len(base), len(head)))
    if not len(file):
        base = head = [f"{file.path}\n"]
    return "".join(base).encode(), "".join(head).encode(), tuple(hunks)


def _run(start: tuple[int, int], base_end: int, head_end: int) -> Hunk:
    base_count, head_count = base_end - start[0], head_end - start[1]
    return Hunk(start[0] + (base_count > 0), base_count, start[1] + (head_count > 0), head_count)
