"""Trees compared by gits that run on, so that a comparison does not wait until one has started."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Timer
from typing import Self

from bot.git.command import Git, object_id
from bot.git.errors import GitFailed, LimitExceeded
from bot.git.process import LIFETIME, Limits, Process

_RAW = (
    "-r",
    "-z",
    "--raw",
    "--no-abbrev",
    "--no-renames",
    "--ignore-submodules=none",
    "--no-ext-diff",
    "--no-textconv",
)
_PATCH = (
    "-r",
    "--patch",
    "--text",
    "--unified=0",
    "--inter-hunk-context=0",
    "--full-index",
    "--no-renames",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--diff-algorithm=myers",
    "--indent-heuristic",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)
_END = b"end\n"
"""What is no pair of object ids is repeated as it is. No line of a patch begins so, and no raw entry."""

_CHUNK = 1 << 16


MOST_ASKED = 100
"""Comparisons after which another git takes over, for their processor time is counted together."""


class Comparer:
    """Compares trees with two running gits, one for each form. Use as a context manager.

    Args:
        git: git on the store that holds the trees.
        limits: what each may use; `wall` is meant for one comparison, `output` for one list of entries.
    """

    def __init__(self, git: Git, limits: Limits) -> None:
        self._git, self.limits = git, limits
        self._running: dict[tuple[str, ...], Process] = {}
        self._asked_of: Counter[tuple[str, ...]] = Counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while self._running:
            self._running.popitem()[1].close()

    def start(self) -> None:
        """Have both load, while whoever will compare does something else."""
        for options in (_RAW, _PATCH):
            self._process(options)

    def raw(self, base: str, head: str) -> Generator[bytes, None, None]:
        """Git's list of the entries that differ between two trees, in pieces of any size.

        Args:
            base: object id of the one tree.
            head: object id of the other.

        Raises:
            LimitExceeded: the list is longer than `Limits.output`, or takes too long.
            GitError: git failed.
        """
        with self._asked(_RAW, base, head) as process:
            rest, fields, total = b"", 0, 0
            while fields % 2 or rest != _END:
                chunk = process.stdout.read1(_CHUNK)
                if not chunk:
                    process.finish(())
                total += len(chunk)
                if total > self.limits.output:
                    raise LimitExceeded(f"{self.limits.output} bytes of output", "git printed more")
                *whole, rest = (rest + chunk).split(b"\0")
                fields += len(whole)
                if whole:
                    yield b"\0".join((*whole, b""))

    def patch(self, base: str, head: str) -> Iterator[bytes]:
        """The lines of git's patch from one tree to another; see `raw`."""
        with self._asked(_PATCH, base, head) as process:
            while (line := _line(process)) != _END:
                yield line

    @contextmanager
    def _asked(self, options: tuple[str, ...], base: str, head: str) -> Iterator[Process]:
        """A git that answers a comparison; one that is left before the end of its answer is ended."""
        process = self._process(options)
        self._asked_of[options] += 1
        asked = f"{object_id(base)} {object_id(head)}\n".encode()
        deadline = Timer(self.limits.wall, process.expire)
        deadline.daemon = True
        deadline.start()
        try:
            _ask(process, asked)
            yield process
        except BaseException:
            self._running.pop(options, None)
            process.close()
            raise
        finally:
            deadline.cancel()

    def _process(self, options: tuple[str, ...]) -> Process:
        running = self._running.get(options)
        if running is not None and self._asked_of[options] >= MOST_ASKED:
            running.close()
            running = None
        if running is None:
            limits = replace(self.limits, wall=LIFETIME)
            running = self._git.start("diff-tree", "--stdin", *options, interactive=True, limits=limits)
            running.limits = self.limits  # what is told of a comparison that exceeded them
            self._running[options] = running
            self._asked_of[options] = 0
        return running


def _ask(process: Process, asked: bytes) -> None:
    try:
        process.stdin.write(asked + _END)
        process.stdin.flush()
    except BrokenPipeError:
        process.finish(())
    if (first := _line(process)) != asked:
        raise GitFailed(f"git was asked for a comparison and answered `{first[:200]!r}`")


def _line(process: Process) -> bytes:
    line = process.stdout.readline()
    if not line.endswith(b"\n"):
        process.finish(())
    return line
