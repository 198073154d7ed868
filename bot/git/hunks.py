"""The changed lines between pairs of blobs, computed by git without ever naming a path of the change.

The blobs are put into two flat trees of ours under the names `000000`, `000001`, … and these are
compared. So no attribute, quoting or name of the pull request reaches git's patch text, no pathspec is
needed to leave out large files, and the order of the patches is known beforehand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, Self

from bot.git.command import Git
from bot.git.errors import GitFailed
from bot.git.process import Limits, Process
from checks.change import Hunk
from checks.diff import match, patches, prove

if TYPE_CHECKING:
    from bot.git.store import Store

_OPTIONS = (
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
"""No line of a patch begins so."""


class Pair(NamedTuple):
    """Two different contents that are compared.

    Attributes:
        path: the path they stand at, for messages.
        base_oid: the object id of the one.
        head_oid: the object id of the other.
        base: the content of the one.
        head: the content of the other.
    """

    path: str
    base_oid: str
    head_oid: str
    base: bytes
    head: bytes


class Comparer:
    """Compares trees with one running git, which starts with the first. Use as a context manager.

    Args:
        git: git on the store that holds them.
        limits: what all comparisons together may use.
    """

    def __init__(self, git: Git, limits: Limits) -> None:
        self._git, self._limits = git, limits
        self._process: Process | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.close()

    def lines(self, base: str, head: str) -> Iterator[bytes]:
        """The lines of git's patch from one tree to another, to be read to the end.

        Raises:
            GitError: git failed, or exceeded a limit.
        """
        if self._process is None:
            arguments = ("diff-tree", "--stdin", *_OPTIONS)
            self._process = self._git.start(*arguments, interactive=True, limits=self._limits)
        process, asked = self._process, f"{base} {head}\n".encode()
        try:
            process.stdin.write(
                asked + _END
            )  # what is no object id is repeated as it is, and nothing held back
            process.stdin.flush()
        except BrokenPipeError:
            process.finish(())
        if (first := self._line(process)) != asked:
            raise GitFailed(f"git was asked for a comparison and answered `{first[:200]!r}`")
        while (line := self._line(process)) != _END:
            yield line

    @staticmethod
    def _line(process: Process) -> bytes:
        line = process.stdout.readline()
        if not line.endswith(b"\n"):
            process.finish(())
        return line


def hunks(store: Store, pairs: Sequence[Pair], limits: Limits) -> list[tuple[Hunk, ...]]:
    """The hunks of each pair, each proved to lead from the one content to the other.

    Raises:
        DiffFault: git's patch does not fit the contents.
        LimitExceeded: the comparison takes too long.
    """
    if not pairs:
        return []
    trees = [
        _flat_tree(store, [pair.base_oid for pair in pairs]),
        _flat_tree(store, [pair.head_oid for pair in pairs]),
    ]
    with Comparer(store.git, limits) as once:
        found = patches((store.comparer or once).lines(*trees))
    result = match([(pair.base_oid, pair.head_oid) for pair in pairs], found)
    for pair, lines in zip(pairs, result, strict=True):
        prove(pair.base, pair.head, lines, pair.path)
    return result


def _flat_tree(store: Store, blobs: Sequence[str]) -> str:
    return store.write(
        "tree", b"".join(f"100644 {i:06}\0".encode() + bytes.fromhex(oid) for i, oid in enumerate(blobs))
    )
