"""What git says about two trees, read strictly: raw entries, line hunks, and a proof that they fit.

The list of files comes from `git diff-tree -r -z --raw --no-renames --no-abbrev` alone. Hunks come from
`-U0` patch text whose paths are never believed: a patch belongs to a pair of blobs by its order and the
full object ids of its `index` line, and its hunks must turn the lines of the one blob into those of the
other. Whatever does not fit is a `DiffFault`, which ends as `incomplete`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import NamedTuple

from checks.change import Hunk, Mode, Status

_ENTRY = re.compile(
    rb":([0-7]{6}) ([0-7]{6}) ([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) ([A-Z][0-9]*)"
)
_INDEX = re.compile(r"index ([0-9a-f]{40}|[0-9a-f]{64})\.\.([0-9a-f]{40}|[0-9a-f]{64})(?: [0-7]{6})?\n")
_DOT_GIT = re.compile(r"(\.git|git~[0-9]+)[ .]*([\\:].*)?")
_MAX_HEADER_BYTES = 200
_MAX_PATH_BYTES = 65_536


class DiffFault(ValueError):
    """What git printed about the change is not what it may print.

    Args:
        seen: what was seen, one phrase.
        path: the path concerned, empty if unknown.
    """

    def __init__(self, seen: str, path: str = "") -> None:
        super().__init__(f"{path!r}: {seen}" if path else seen)
        self.seen = seen
        self.path = path


class RawEntry(NamedTuple):
    """One path whose tree entry differs.

    Attributes:
        path: the path; bytes that are not UTF-8 are surrogate escapes.
        status: added, modified, deleted or of another type.
        base_mode: the mode in the base tree, `None` if there is no entry.
        head_mode: the mode in the head tree, `None` if there is no entry.
        base_oid: the object id in the base tree, empty if there is no entry.
        head_oid: the object id in the head tree, empty if there is no entry.
    """

    path: str
    status: Status
    base_mode: Mode | None
    head_mode: Mode | None
    base_oid: str
    head_oid: str


def raw_entries(chunks: Iterable[bytes]) -> Iterator[RawEntry]:
    """Read the byte stream of `git diff-tree -r -z --raw --no-renames --no-abbrev` as it arrives.

    Args:
        chunks: the stream in pieces of any size.

    Yields:
        The entries in the order of the stream; no path occurs twice.

    Raises:
        DiffFault: an unknown mode or status, a forbidden path, a path named twice, or a stream cut short.
    """
    fields = _fields(chunks)
    seen: set[str] = set()
    for header in fields:
        raw_path = next(fields, None)
        if raw_path is None:
            raise DiffFault("the list of changed files ends in the middle of an entry")
        path = checked_path(raw_path)
        if path in seen:
            raise DiffFault("the path is listed twice", path)
        seen.add(path)
        yield _entry(header, path)


def _fields(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
        if len(rest) > _MAX_PATH_BYTES:
            raise DiffFault(f"a field of the list of changed files exceeds {_MAX_PATH_BYTES} bytes")
    if rest:
        raise DiffFault("the list of changed files is cut short")


def _entry(header: bytes, path: str) -> RawEntry:
    match = _ENTRY.fullmatch(header[:_MAX_HEADER_BYTES])
    if match is None:
        raise DiffFault("the list of changed files has an entry that is not in git's raw form", path)
    base_text, head_text, base, head, letter = (group.decode() for group in match.groups())
    if letter not in tuple(Status):
        raise DiffFault(f"the status `{letter}` is none of A, M, D, T", path)
    base_mode, head_mode = checked_mode(base_text, path), checked_mode(head_text, path)
    base_oid, head_oid = base.strip("0") and base, head.strip("0") and head
    if len(base) != len(head) or _status(base_mode, head_mode) != letter:
        raise DiffFault(f"the status `{letter}` does not fit the modes {base_text} and {head_text}", path)
    if bool(base_oid) != (base_mode is not None) or bool(head_oid) != (head_mode is not None):
        raise DiffFault("an object id is missing or superfluous", path)
    if (base_mode, base_oid) == (head_mode, head_oid):
        raise DiffFault("both sides of the entry are equal", path)
    return RawEntry(path, Status(letter), base_mode, head_mode, base_oid, head_oid)


def _status(base: Mode | None, head: Mode | None) -> Status | None:
    if base is None or head is None:
        return None if base is head else Status.ADDED if base is None else Status.DELETED
    same_kind = base is head or (base.is_regular and head.is_regular)
    return Status.MODIFIED if same_kind else Status.TYPE_CHANGED


def checked_mode(octal: str, path: str) -> Mode | None:
    """The mode of a leaf entry, `None` for `000000`.

    Raises:
        DiffFault: it is none of the modes that a file, link or submodule may have.
    """
    if octal == "000000":
        return None
    try:
        mode = Mode(int(octal, 8))
    except ValueError:
        raise DiffFault(f"the mode {octal} is none that git gives", path) from None
    if mode is Mode.DIRECTORY:
        raise DiffFault("a directory is listed as a file", path)
    return mode


def checked_path(raw: bytes) -> str:
    """Decode a path of a tree.

    Raises:
        DiffFault: a component is empty, `.`, `..` or a spelling of `.git` on any file system, or a
            character is a control character or a line end.
    """
    path = raw.decode("utf-8", "surrogateescape")
    for char in path:
        if unicodedata.category(char) in ("Cc", "Zl", "Zp"):
            raise DiffFault(f"the path holds the control character U+{ord(char):04X}", path)
    for component in path.split("/"):
        if component in ("", ".", "..") or _is_dot_git(component):
            raise DiffFault(f"the path has the forbidden component `{component}`", path)
    return path


def _is_dot_git(component: str) -> bool:
    """Whether HFS+ or NTFS take the component for `.git`, as git's own fsck has it."""
    if component.isascii() and "git" not in component.lower():
        return False
    visible = "".join(char for char in component if unicodedata.category(char) != "Cf")
    return _DOT_GIT.fullmatch(visible.casefold()) is not None


class Patch(NamedTuple):
    """The hunks between two blobs.

    Attributes:
        base_oid: the full object id of the base blob.
        head_oid: the full object id of the head blob.
        hunks: the changed lines, in order.
    """

    base_oid: str
    head_oid: str
    hunks: tuple[Hunk, ...]


def patches(lines: Iterable[bytes]) -> list[Patch]:
    """Read `-U0 --full-index` patch text.

    Args:
        lines: the text cut at line feeds alone, each line with its end.

    Raises:
        DiffFault: the text is no such patch.
    """
    from unidiff.errors import UnidiffParseError  # loaded while git still writes what is to be read
    from unidiff.patch import PatchSet

    decoded = (line.decode("utf-8", "surrogateescape") for line in lines if not line.startswith(b"\\"))
    try:
        files = PatchSet(decoded, metadata_only=True)
    except UnidiffParseError as fault:
        raise DiffFault("git's patch text does not parse") from fault
    result = []
    for file in files:
        index = [match for line in file.patch_info or () if (match := _INDEX.fullmatch(line))]
        if len(index) != 1 or not file:
            raise DiffFault("a patch has no full object ids or no lines")
        hunks = (Hunk(h.source_start, h.source_length, h.target_start, h.target_length) for h in file)
        result.append(Patch(index[0][1], index[0][2], tuple(hunks)))
    return result


def match(pairs: Sequence[tuple[str, str]], found: Sequence[Patch]) -> list[tuple[Hunk, ...]]:
    """The hunks of each pair of blobs, by order and object ids.

    Raises:
        DiffFault: a pair has no patch, or a patch no pair.
    """
    if [(patch.base_oid, patch.head_oid) for patch in found] != list(pairs):
        raise DiffFault(f"git gave {len(found)} patches for {len(pairs)} pairs of files, or other files")
    return [patch.hunks for patch in found]


def split_lines(content: bytes) -> list[bytes]:
    """The lines as git counts them: ended by line feeds alone, each with its end."""
    return BytesIO(content).readlines()


def whole(base: bytes, head: bytes) -> tuple[Hunk, ...]:
    """The one hunk that replaces everything; none if both sides are empty."""
    removed, added = len(split_lines(base)), len(split_lines(head))
    if not removed and not added:
        return ()
    return (Hunk(min(removed, 1), removed, min(added, 1), added),)


def prove(base: bytes, head: bytes, hunks: Iterable[Hunk], path: str = "") -> None:
    """Show that the hunks lead from the lines of the base to those of the head, and leave nothing out.

    Raises:
        DiffFault: a line outside the hunks differs, or a hunk lies outside its side or out of order.
    """
    old, new = split_lines(base), split_lines(head)
    old_at = new_at = 0
    for hunk in hunks:
        old_from = hunk.base_start - (hunk.base_count > 0)
        new_from = hunk.head_start - (hunk.head_count > 0)
        kept = old_from - old_at
        if kept < 0 or kept != new_from - new_at or old[old_at:old_from] != new[new_at:new_from]:
            raise DiffFault("the hunks do not fit the contents", path)
        old_at, new_at = old_from + hunk.base_count, new_from + hunk.head_count
        if old_at > len(old) or new_at > len(new):
            raise DiffFault("a hunk reaches beyond the end of the file", path)
    if old[old_at:] != new[new_at:]:
        raise DiffFault("a difference lies outside the hunks", path)
