"""A bare git repository on disk: the only place where the world runs git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

Content = bytes | str | tuple[int, bytes] | None
"""What a path becomes: bytes or text of a plain file, `(mode, bytes)`, or None to delete it."""

CONFIG = """\
[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
[gc]
\tauto = 0
[uploadpack]
\tallowFilter = true
\tallowAnySHA1InWant = true
"""

FIRST_COMMIT = 1_767_225_600
"""2026-01-01T00:00:00Z: commits are dated from here, a minute apart, so equal stories make equal ids."""

ZERO = "0" * 40


def environment() -> dict[str, str]:
    """An environment in which git reads no configuration of the machine."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": os.devnull,
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
    }


@dataclass(frozen=True)
class Signature:
    """Name and mail of an author or committer."""

    name: str
    email: str


@dataclass(frozen=True)
class CommitData:
    """A commit as `git cat-file` shows it."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    author: Signature
    authored: int
    committer: Signature
    committed: int
    message: str


class MissingObject(LookupError):
    """The repository has no such object or ref."""


class Objects:
    """One bare repository."""

    def __init__(self, git_dir: Path) -> None:
        self.git_dir = git_dir
        self._commits = 0
        self._facts: dict[tuple[str, ...], bytes] = {}

    def create(self, default_branch: str) -> None:
        """Lay out an empty bare repository; cheaper than `git init`."""
        for folder in ("objects/info", "objects/pack", "refs/heads", "refs/tags"):
            (self.git_dir / folder).mkdir(parents=True)
        (self.git_dir / "HEAD").write_text(f"ref: refs/heads/{default_branch}\n")
        (self.git_dir / "config").write_text(CONFIG)

    def run(self, *argv: str, stdin: bytes = b"", allowed: tuple[int, ...] = (0,)) -> bytes:
        """Run git in this repository and return what it printed.

        Raises:
            RuntimeError: git answered with a code that is not `allowed`.
        """
        command = ["git", f"--git-dir={self.git_dir}", *argv]
        done = subprocess.run(command, input=stdin, capture_output=True, env=environment(), check=False)
        if done.returncode not in allowed:
            raise RuntimeError(f"{' '.join(argv[:3])} failed: {done.stderr.decode(errors='replace').strip()}")
        return done.stdout

    def fact(self, *argv: str, allowed: tuple[int, ...] = (0,)) -> bytes:
        """What git says of objects named by full ids, which stays true and is asked once."""
        if argv not in self._facts:
            self._facts[argv] = self.run(*argv, allowed=allowed)
        return self._facts[argv]

    def resolve(self, revision: str, kind: str = "commit") -> str:
        """The object id that `revision` names, peeled to `kind`.

        Raises:
            MissingObject: there is none.
        """
        if revision.startswith("-") or not revision:
            raise MissingObject(revision)
        if ("rev-parse", revision, kind) in self._facts:
            return revision
        found = self.run("rev-parse", "--verify", "--quiet", f"{revision}^{{{kind}}}", allowed=(0, 1, 128))
        if not found.strip():
            raise MissingObject(revision)
        if found.decode().strip() == revision:
            self._facts["rev-parse", revision, kind] = found
        return found.decode().strip()

    def branch(self, name: str) -> str | None:
        """The tip of a branch, None if it does not exist."""
        loose = self.git_dir / "refs" / "heads" / name
        if loose.is_file():
            return loose.read_text().strip()
        try:
            return self.resolve(f"refs/heads/{name}")
        except MissingObject:
            return None

    def branches(self) -> dict[str, str]:
        """All branches with their tips, by name."""
        lines = self.run("for-each-ref", "--format=%(refname:lstrip=2) %(objectname)", "refs/heads").decode()
        return dict(line.split(" ", 1) for line in lines.splitlines())

    def point(self, ref: str, sha: str | None) -> None:
        """Create, move or (None) delete a ref."""
        self.run("update-ref", *(["-d", ref] if sha is None else [ref, sha]))

    def commit(
        self, files: Mapping[str, Content], parents: tuple[str, ...], message: str, author: Signature
    ) -> str:
        """Write a commit that lays `files` over its first parent, and return its id. No ref moves."""
        self._commits += 1
        who = f"{author.name} <{author.email}> {FIRST_COMMIT + 60 * self._commits} +0000"
        out = bytearray(b"commit refs/world/new\nmark :1\n")
        out += f"author {who}\ncommitter {who}\n".encode() + _data(message.encode())
        for place, parent in enumerate(parents):
            out += f"{'merge' if place else 'from'} {parent}\n".encode()
        for path, content in files.items():
            out += _entry(path, content)
        out += f"\nget-mark :1\nreset refs/world/new\nfrom {ZERO}\n\n".encode()
        return (
            self.run("fast-import", "--quiet", "--force", "--date-format=raw", stdin=bytes(out))
            .decode()
            .strip()
        )

    def read_commit(self, sha: str) -> CommitData:
        """The fields of a commit.

        Raises:
            MissingObject: there is no such commit.
        """
        form = "%H%x00%T%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%B"
        text = self.fact("log", "-1", f"--format={form}", self.resolve(sha)).decode(errors="replace")
        full, tree, parents, name, mail, at, committer, committer_mail, committed, message = text.split(
            "\0", 9
        )
        return CommitData(
            full,
            tree,
            tuple(parents.split()),
            Signature(name, mail),
            int(at),
            Signature(committer, committer_mail),
            int(committed),
            message.rstrip("\n"),
        )

    def commits(self, *revisions: str) -> list[str]:
        """Ids of the commits `git rev-list` gives for the revisions, oldest first."""
        return self.fact("rev-list", "--reverse", "--topo-order", *revisions, "--").decode().split()

    def merge_base(self, ours: str, theirs: str) -> str | None:
        """The best common ancestor, None if the histories are unrelated."""
        return self.fact("merge-base", ours, theirs, allowed=(0, 1)).decode().strip() or None

    def merge(self, ours: str, theirs: str, message: str, author: Signature) -> str | None:
        """The commit of a clean merge of both, None on a conflict."""
        found = self.run("merge-tree", "--write-tree", ours, theirs, allowed=(0, 1)).decode().splitlines()
        if len(found) != 1:
            return None
        tree = found[0]
        identity = [f"user.name={author.name}", f"user.email={author.email}"]
        argv = [part for entry in identity for part in ("-c", entry)]
        parents = [part for sha in (ours, theirs) for part in ("-p", sha)]
        return self.run(*argv, "commit-tree", tree, *parents, "-m", message).decode().strip()

    def blob(self, sha: str) -> bytes:
        """The content of a blob."""
        return self.run("cat-file", "blob", sha)

    def adopt(self, other: Path, sha: str, ref: str) -> None:
        """Take a commit from another repository on this disk and point `ref` at it."""
        self.run("fetch", "--quiet", "--no-tags", str(other), f"+{sha}:{ref}")


def _entry(path: str, content: Content) -> bytes:
    name = b'"' + b"".join(_escaped(byte) for byte in path.encode(errors="surrogateescape")) + b'"'
    if content is None:
        return b"D " + name + b"\n"
    mode, data = content if isinstance(content, tuple) else (0o100644, content)
    raw = data.encode() if isinstance(data, str) else data
    if mode == 0o160000:
        return f"M {mode:o} ".encode() + raw + b" " + name + b"\n"
    return f"M {mode:o} inline ".encode() + name + b"\n" + _data(raw)


def _escaped(byte: int) -> bytes:
    if byte in b'"\\' or byte < 0x20 or byte > 0x7E:
        return b"\\%03o" % byte
    return bytes([byte])


def _data(raw: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(raw), raw)
