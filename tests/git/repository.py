"""Real repositories for tests, built from mappings of paths to contents without a work tree."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "LC_ALL": "C.UTF-8",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Grace",
    "GIT_COMMITTER_EMAIL": "grace@example.org",
    "GIT_AUTHOR_DATE": "2026-03-02T12:00:00Z",
    "GIT_COMMITTER_DATE": "2026-03-02T12:00:00Z",
}


_SMALL = 10_000
"""Objects below so many bytes are remembered, and not written again with every commit that holds them."""


@dataclass(frozen=True)
class Link:
    """A symbolic link."""

    target: bytes


@dataclass(frozen=True)
class Submodule:
    """A gitlink."""

    oid: str


@dataclass(frozen=True)
class Executable:
    """A file that may be executed."""

    content: bytes


Content = bytes | str | Link | Submodule | Executable


@dataclass
class Repository:
    """A repository with a work tree at `path`; trees and commits are made without touching the work tree.

    Attributes:
        path: the work tree.
        environment: variables besides the fixed ones.
        object_format: `sha1` or `sha256`.
    """

    path: Path
    environment: dict[str, str] = field(default_factory=dict)
    object_format: str = "sha1"
    _written: dict[tuple[str, bytes], str] = field(default_factory=dict, repr=False)

    @classmethod
    def create(cls, path: Path, object_format: str = "sha1") -> Repository:
        """Make an empty repository whose branch is `main`."""
        path.mkdir(parents=True, exist_ok=True)
        repository = cls(path, object_format=object_format)
        repository.git("init", "--quiet", "--initial-branch=main", f"--object-format={object_format}")
        return repository

    def git(self, *arguments: str, stdin: bytes = b"", check: bool = True) -> str:
        """Run git in the work tree; returns what it prints, without the last line end."""
        result = subprocess.run(
            ["git", *arguments],
            cwd=self.path,
            env={**_ENVIRONMENT, "HOME": str(self.path), **self.environment},
            input=stdin,
            capture_output=True,
            check=False,
        )
        if check and result.returncode:
            raise AssertionError(f"git {' '.join(arguments)}: {result.stderr.decode(errors='replace')}")
        return result.stdout.decode("utf-8", "surrogateescape").rstrip("\n")

    def blob(self, content: bytes) -> str:
        """Write a blob; returns its object id."""
        return self._object("blob", content)

    def tree(self, files: Mapping[Any, Content]) -> str:
        """Write the tree that holds exactly these files; returns its object id."""
        leaves: dict[bytes, tuple[str, str]] = {}
        folders: dict[bytes, dict[bytes, Content]] = {}
        for name, content in files.items():
            raw = name if isinstance(name, bytes) else name.encode("utf-8", "surrogateescape")
            folder, slash, rest = raw.partition(b"/")
            if slash:
                folders.setdefault(folder, {})[rest] = content
            else:
                leaves[raw] = self._leaf(content)
        entries = [(octal, oid, name) for name, (octal, oid) in leaves.items()]
        entries += [("40000", self.tree(inner), name) for name, inner in folders.items()]
        entries.sort(key=lambda entry: entry[2] + (b"/" if entry[0] == "40000" else b""))
        return self.raw_tree(entries)

    def raw_tree(self, entries: Sequence[tuple[str, str, bytes]]) -> str:
        """Write a tree object byte for byte from (mode, object id, name), however wrong it is."""
        content = b"".join(
            octal.encode() + b" " + name + b"\0" + bytes.fromhex(oid) for octal, oid, name in entries
        )
        return self._object("tree", content)

    def commit_tree(self, tree: str, *parents: str, message: str = "a change\n") -> str:
        """Write a commit of a tree; returns its object id."""
        lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
        lines += [
            "author Ada <ada@example.org> 1772452800 +0000",
            "committer Grace <grace@example.org> 1772452800 +0000",
        ]
        return self._object("commit", "\n".join([*lines, "", message]).encode())

    def commit(self, files: Mapping[Any, Content], *parents: str, message: str = "a change\n") -> str:
        """Write a commit that holds exactly these files; returns its object id."""
        return self.commit_tree(self.tree(files), *parents, message=message)

    def branch(self, name: str, oid: str) -> str:
        """Point a branch at a commit; returns the commit."""
        self.git("update-ref", f"refs/heads/{name}", oid)
        return oid

    def checkout(self, branch: str) -> None:
        """Fill the work tree with a branch."""
        self.git("checkout", "--quiet", "--force", branch)

    def write(self, files: Mapping[str, bytes | str]) -> None:
        """Write files into the work tree."""
        for name, content in files.items():
            file = self.path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)

    def remove(self) -> None:
        """Delete everything."""
        shutil.rmtree(self.path)

    def _object(self, kind: str, content: bytes) -> str:
        """Write a loose object without git, which is faster and takes whatever it is given."""
        if (kind, content) in self._written:
            return self._written[kind, content]
        data = f"{kind} {len(content)}\0".encode() + content
        oid = hashlib.new(self.object_format, data).hexdigest()
        file = self.path / ".git/objects" / oid[:2] / oid[2:]
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(zlib.compress(data, 1))
        if len(content) < _SMALL:
            self._written[kind, content] = oid
        return oid

    def _leaf(self, content: Content) -> tuple[str, str]:
        match content:
            case Link(target):
                return "120000", self.blob(target)
            case Submodule(oid):
                return "160000", oid
            case Executable(inner):
                return "100755", self.blob(inner)
            case str():
                return "100644", self.blob(content.encode("utf-8", "surrogateescape"))
            case _:
                return "100644", self.blob(content)


def bomb(repository: Repository, depth: int, width: int = 10, leaf: str = "", empty: bool = False) -> str:
    """A tree of width ** depth files (or, if `empty`, directories without files) in depth objects."""
    inner = repository.raw_tree([]) if empty else leaf or repository.blob(b"boom\n")
    octal = "40000" if empty else "100644"
    for _ in range(depth):
        inner = repository.raw_tree([(octal, inner, f"{i:02}".encode()) for i in range(width)])
        octal = "40000"
    return inner
