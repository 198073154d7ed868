"""The diff of a pull request as GitHub shows it, and where a comment may be anchored in it.

Facts: three lines of context; anchors lie inside hunks only; at most 3,000 files; `patch` is left out without
a mark for a file over 500 KB or 20,000 lines, and once the whole passes 1 MB; past 20,000 lines the counts
are zero.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from tests.world.objects import Objects
from tests.world.state import Side

MAX_FILES = 3_000
MAX_PATCH_BYTES = 500_000
MAX_PATCH_LINES = 20_000
MAX_DIFF_BYTES = 1_000_000

HEADER = re.compile(rb"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
STATUS = {"A": "added", "M": "modified", "D": "removed", "R": "renamed", "C": "copied", "T": "changed"}


@dataclass(frozen=True)
class FileDiff:
    """One changed file."""

    path: str
    previous: str | None
    status: str
    sha: str
    body: bytes = field(repr=False)

    @cached_property
    def additions(self) -> int:
        """Lines added."""
        return sum(1 for line in self.body.split(b"\n") if line.startswith(b"+"))

    @cached_property
    def deletions(self) -> int:
        """Lines removed."""
        return sum(1 for line in self.body.split(b"\n") if line.startswith(b"-"))

    @cached_property
    def positions(self) -> dict[tuple[Side, int], int]:
        """Every place a comment may be anchored, with its position below the first hunk header."""
        found: dict[tuple[Side, int], int] = {}
        old = new = 0
        for position, line in enumerate(self.body.split(b"\n")):
            if header := HEADER.match(line):
                old, new = int(header[1]), int(header[3])
                continue
            if line[:1] in (b" ", b"-"):
                found["LEFT", old] = position
            if line[:1] in (b" ", b"+"):
                found["RIGHT", new] = position
            old += line[:1] in (b" ", b"-")
            new += line[:1] in (b" ", b"+")
        return found

    def hunk_until(self, position: int) -> str:
        """The hunk's text down to `position`, as a comment shows it."""
        lines = self.body.split(b"\n")[: position + 1]
        start = max(place for place, line in enumerate(lines) if HEADER.match(line))
        return b"\n".join(lines[start:]).decode(errors="replace")


@dataclass(frozen=True)
class Diff:
    """All changed files between two trees, in git's order."""

    files: tuple[FileDiff, ...]

    @cached_property
    def by_path(self) -> dict[str, FileDiff]:
        """The files by their path."""
        return {file.path: file for file in self.files}

    def shown(self) -> list[tuple[FileDiff, str | None, bool]]:
        """Files as the API lists them: with the patch or None, and whether the counts are right."""
        listed: list[tuple[FileDiff, str | None, bool]] = []
        total_bytes = total_lines = 0
        for file in self.files[:MAX_FILES]:
            lines = file.additions + file.deletions
            total_bytes += len(file.body)
            total_lines += lines
            fits = len(file.body) <= MAX_PATCH_BYTES and lines <= MAX_PATCH_LINES
            fits = fits and total_bytes <= MAX_DIFF_BYTES and total_lines <= MAX_PATCH_LINES
            patch = file.body.decode(errors="replace").removesuffix("\n") if fits and file.body else None
            listed.append((file, patch, total_lines <= MAX_PATCH_LINES))
        return listed


def diff(objects: Objects, base: str, head: str) -> Diff:
    """The diff between two commits with renames paired, as on a pull request's page."""
    raw = objects.run("diff-tree", "-r", "-z", "-M", "--raw", "--no-abbrev", base, head).split(b"\0")
    text = objects.run("diff-tree", "-r", "-M", "-p", "-U3", "--no-ext-diff", "--full-index", base, head)
    bodies = [_hunks(part) for part in re.split(rb"^diff --git ", text, flags=re.MULTILINE)[1:]]
    files: list[FileDiff] = []
    fields = iter(raw[:-1])
    sections = iter(bodies)
    for meta in fields:
        _, _, old, new, letter = meta.decode().split(" ")
        first = next(fields).decode(errors="surrogateescape")
        pair = next(fields).decode(errors="surrogateescape") if letter[0] in "RC" else None
        body = next(sections) + (b"\n" + next(sections) if letter[0] == "T" else b"")
        files.append(
            FileDiff(
                pair or first, first if pair else None, STATUS[letter[0]], old if letter == "D" else new, body
            )
        )
    return Diff(tuple(files))


def _hunks(section: bytes) -> bytes:
    start = section.find(b"\n@@ ")
    return section[start + 1 :].rstrip(b"\n") if start >= 0 else b""


def follow(objects: Objects, path: str, line: int, old: str, new: str) -> int | None:
    """Where a line of `path` at commit `old` stands at commit `new`; None if it was changed or removed."""
    if old == new:
        return line
    text = objects.fact("diff-tree", "-r", "-p", "-U0", "--no-ext-diff", old, new, "--", f":(literal){path}")
    if b"\ndeleted file mode" in text:
        return None
    shift = 0
    for header in HEADER.finditer(text):
        start, count = int(header[1]), int(header[2] or 1)
        added = int(header[4] or 1)
        first = start if count else start + 1
        if line < first:
            break
        if line < first + count:
            return None
        shift += added - count
    return line + shift
