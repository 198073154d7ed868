"""What names of commits mean in a repository now, asked of one running git as often as wanted."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import Self

from bot.git.command import Git
from bot.git.errors import GitFailed
from bot.git.process import LIFETIME


class Revisions:
    """Resolves revisions. Use as a context manager; each answer is as the repository is when it is asked.

    Args:
        git: git on the repository that holds the names.
    """

    def __init__(self, git: Git) -> None:
        self._process = git.start(
            "cat-file",
            "--batch-check=%(objectname) %(objecttype)",
            interactive=True,
            limits=replace(git.limits, wall=LIFETIME),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.close()

    def commits(self, revisions: Sequence[str]) -> list[str | None]:
        """Object ids of the commits, `None` for a revision that means none.

        Args:
            revisions: a few revisions without a line feed.

        Raises:
            GitFailed: git ended.
        """
        asked = "".join(f"{revision}^{{commit}}\n" for revision in revisions)
        try:
            self._process.stdin.write(os.fsencode(asked))
            self._process.stdin.flush()
        except BrokenPipeError:
            self._process.finish(())
        found = []
        for _ in revisions:
            line = self._process.stdout.readline()
            if not line.endswith(b"\n"):
                raise GitFailed("git ended while it was asked what a revision means")
            words = line.split()
            found.append(words[0].decode() if len(words) == 2 and words[1] == b"commit" else None)
        return found
