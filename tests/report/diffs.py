"""Changed files from real commits, and the lines that a diff with renames shows, as on GitHub."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from checks.change import Blob, ChangedFile, Hunk, Mode, Status

_HEADER = re.compile(r"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


class Repository:
    """A repository with two commits.

    Args:
        folder: an empty directory.
        base: path → content at the base.
        head: path → content at the head.
    """

    def __init__(self, folder: Path, base: Mapping[str, str], head: Mapping[str, str]) -> None:
        self._folder = folder
        self._base, self._head = base, head
        self._git("init", "-q")
        for name, files in (("base", base), ("head", head)):
            self._git("read-tree", "--empty")
            for path, content in files.items():
                oid = self._git("hash-object", "-w", "--stdin", stdin=content).strip()
                self._git("update-index", "--add", "--cacheinfo", f"100644,{oid},{path}")
            tree = self._git("write-tree").strip()
            self._git("tag", name, tree)

    def _git(self, *arguments: str, stdin: str = "") -> str:
        env = {"PATH": os.environ["PATH"], "HOME": str(self._folder), "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", *arguments],
            cwd=self._folder,
            env=env,
            input=stdin.encode(),
            capture_output=True,
            check=True,
        )
        return done.stdout.decode()

    def files(self) -> dict[str, ChangedFile]:
        """What Decisis judges: no renames, hunks without context."""
        return {
            path: ChangedFile(
                path,
                Status.ADDED
                if path not in self._base
                else Status.DELETED
                if path not in self._head
                else Status.MODIFIED,
                _blob(self._base.get(path)),
                _blob(self._head.get(path)),
                tuple(self._hunks(path)),
            )
            for path in sorted({*self._base, *self._head})
            if self._base.get(path) != self._head.get(path)
        }

    def _hunks(self, path: str) -> list[Hunk]:
        diff = self._git("diff", "-U0", "--no-renames", "base", "head", "--", path)
        found = [_HEADER.match(line) for line in diff.split("\n")]
        return [Hunk(*(int(each or "1") for each in header.groups())) for header in found if header]

    def shown(self) -> set[tuple[str, str, int]]:
        """Path, side and line of everything a comment may be anchored to on GitHub."""
        places: set[tuple[str, str, int]] = set()
        path, old, new = "", 0, 0
        inside = False
        for line in self._git("diff", "-U3", "-M", "base", "head").split("\n"):
            if line.startswith("diff --git"):
                inside = False
            elif (not inside and line.startswith("--- a/")) or (not inside and line.startswith("+++ b/")):
                path = line[6:]
            elif header := _HEADER.match(line):
                inside, old, new = True, int(header[1]), int(header[3])
            elif inside and line[:1] in (" ", "+", "-"):
                if line[0] != "+":
                    places.add((path, "LEFT", old))
                if line[0] != "-":
                    places.add((path, "RIGHT", new))
                old += line[0] != "+"
                new += line[0] != "-"
        return places


def _blob(content: str | None) -> Blob | None:
    if content is None:
        return None
    return Blob("0" * 40, Mode.FILE, len(content.encode()), content.encode())
