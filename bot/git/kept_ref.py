"""One small file at a ref of another repository, a commit for each of its states; none is ever replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.git.command import Git, object_id
from bot.git.errors import GitFailed, GitUsageError, MissingObject
from bot.git.process import Limits
from bot.git.remote import Remote

FILE = "anchor"
"""Name of the file."""

MOST_STATES = 200_000
"""States that are read at most, the newest ones."""

_REF = re.compile(r"refs/(?!.*(?:\.\.|//|\.lock|/\.))[A-Za-z0-9][A-Za-z0-9._/-]{0,198}[A-Za-z0-9_-]")
_SEEN = "refs/seen"
_PUSHED = "refs/pushed"
"""What we pushed last, so that a ref that was taken back behind it is noticed."""

_WHO = ("Decisis", "decisis@localhost")
_LIMITS = Limits(wall=60.0)


class TakenBack(GitUsageError):
    """The ref does not hold any more what was pushed to it."""


def checked_ref(name: str) -> str:
    """The name of a ref in full, if it is one of those that can be used.

    Raises:
        GitUsageError: it cannot.
    """
    if _REF.fullmatch(name) is None:
        raise GitUsageError(f"`{name[:80]}` is no ref that can be used", "write it as `refs/heads/NAME`")
    return name


@dataclass(frozen=True)
class KeptRef:
    """The ref.

    Attributes:
        directory: a bare repository of ours, made when it is needed.
        remote: where the ref stands.
        ref: its full name.
    """

    directory: Path
    remote: Remote
    ref: str

    def states(self, most: int = MOST_STATES) -> Iterator[bytes]:
        """The contents of the file, the newest first; nothing where there is no such ref.

        Args:
            most: how many at most.

        Raises:
            RemoteError: the remote refused or did not answer.
            TakenBack: what was pushed from here is not there any more.
            GitUsageError: what stands there is none of ours.
        """
        tip = self._brought()
        if tip:
            yield from states_at(self._git, tip, most)

    def add(self, content: bytes, message: str, second: int) -> None:
        """Put a new state on top of what stands there.

        Args:
            content: the file.
            message: what the commit says, one line.
            second: when, since 1970.

        Raises:
            RemoteError: the remote refused, did not answer, or moved meanwhile.
        """
        before = self._brought()
        git = self._git
        blob = _id(git.run("hash-object", "-w", "--stdin", stdin=content))
        tree = _id(git.run("mktree", stdin=f"100644 blob {blob}\t{FILE}\n".encode()))
        parents = ["-p", before] if before else []
        name, address = _WHO
        variables = {
            f"GIT_{role}_{what}": value
            for role in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", name), ("EMAIL", address), ("DATE", f"@{second} +0000"))
        }
        words, said = ["commit-tree", tree, *parents, "-F", "-"], f"{message}\n".encode()
        made = git.having(variables).run(*words, stdin=said)
        self.remote.push(git, _id(made), self.ref)
        git.run("update-ref", _PUSHED, _id(made))

    @property
    def _git(self) -> Git:
        if not (self.directory / "HEAD").exists():
            self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            Git(self.directory).run("init", "--quiet", "--bare", "--end-of-options", str(self.directory))
        return Git(self.directory, limits=_LIMITS)

    def _brought(self) -> str:
        """Object id of the commit at the ref, brought here; empty where there is none."""
        git = self._git
        tip = self.remote.at(git, self.ref)
        if tip and not _is_here(git, tip):
            self.remote.fetch(git, (), {tip: _SEEN})
        pushed = git.run("for-each-ref", "--format=%(objectname)", _PUSHED).decode().strip()
        if pushed and not (tip and _is_ancestor(git, pushed, tip)):
            raise TakenBack(
                f"`{self.ref}` was taken back behind {pushed}, which had been pushed",
                "see who did that, and put the commit back; a copy is in the service's data directory",
            )
        return tip


def states_at(git: Git, tip: str, most: int = MOST_STATES) -> Iterator[bytes]:
    """The contents of the file at a commit and at those before it, the newest first.

    Args:
        git: git on a repository that has them.
        tip: object id of the commit.
        most: how many at most.

    Raises:
        GitUsageError: what stands there is none of ours.
    """
    printed = git.run("rev-list", "--first-parent", f"--max-count={most}", object_id(tip))
    wanted = "".join(f"{oid}:{FILE}\n" for oid in printed.decode().split())
    answer = git.run("cat-file", "--batch", stdin=wanted.encode())
    at = 0
    for _ in range(wanted.count("\n")):
        end = answer.index(b"\n", at)
        head = answer[at:end].split()
        if len(head) != 3 or head[1] != b"blob":
            raise GitUsageError(f"a commit of the ref holds no file `{FILE}`", "name the ref of the anchors")
        size = int(head[2])
        yield answer[end + 1 : end + 1 + size]
        at = end + 1 + size + 1


def _is_here(git: Git, oid: str) -> bool:
    try:
        git.run("cat-file", "-e", object_id(oid))
    except (GitFailed, MissingObject):
        return False
    return True


def _is_ancestor(git: Git, before: str, after: str) -> bool:
    printed = git.run("rev-list", "--max-count=1", object_id(before), f"^{object_id(after)}")
    return not printed.strip()


def _id(printed: bytes) -> str:
    return object_id(printed.decode("ascii", "replace").strip())
