"""The state of a work tree in an index of ours, without running anything of the repositories in it.

`git add` asks each submodule for its status, in a process that obeys the submodule's own configuration,
filters included. Submodules are therefore left out of it and their commits looked up one by one.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from bot.git.command import Git, object_id
from bot.git.errors import GitFailed
from bot.git.process import Limits

_LIMITS = Limits(cpu=120, wall=300.0, memory=1_000_000_000, file_size=2_000_000_000)
_SUBMODULE = re.compile(rb"(?:^|\0)[A-Za-z] 160000 ([0-9a-f]+) 0\t([^\0]+)")
_ASSUMED = re.compile(rb"(?:^|\0)[a-z] [0-9a-f]+ [0-9a-f]+ 0\t([^\0]+)")
_SKIPPED = re.compile(rb"(?:^|\0)[Ss] [0-9a-f]+ [0-9a-f]+ 0\t([^\0]+)")


def add_work_tree(git: Git, top: Path) -> None:
    """Bring the index to the state of the work tree, with untracked files that are not ignored.

    Files that git was told to take for unchanged are looked at all the same; of those that a sparse
    checkout leaves out, the ones that are there.

    Args:
        git: git with `GIT_INDEX_FILE` and `GIT_WORK_TREE` set, on a git directory of ours.
        top: the work tree.

    Raises:
        GitError: something in the work tree cannot be read.
    """
    listed = git.run("ls-files", "--stage", "-v", "-z")
    skipped = [path for path in _SKIPPED.findall(listed) if (top / os.fsdecode(path)).exists()]
    for option, hidden in (
        ("--no-assume-unchanged", _ASSUMED.findall(listed)),
        ("--no-skip-worktree", skipped),
    ):
        if hidden:
            git.run("update-index", option, "-z", "--stdin", stdin=b"\0".join(hidden), cwd=top)
    present = {
        path: was
        for was, path in _SUBMODULE.findall(listed)
        if (directory := top / path.decode("utf-8", "surrogateescape")).is_dir()
        and not directory.is_symlink()
    }
    paths = [b":/", *(b":(exclude,top,literal)" + path for path in present)]
    options = ("--all", "--pathspec-from-file=-", "--pathspec-file-nul")
    git.run("add", *options, stdin=b"\0".join(paths), cwd=top, limits=_LIMITS)
    links = [b"160000 %s\t%s\0" % (_commit(top, path) or was, path) for path, was in present.items()]
    git.run("update-index", "-z", "--index-info", stdin=b"".join(links), cwd=top)


def _commit(top: Path, path: bytes) -> bytes | None:
    """The commit that a submodule is at; `None` if it is not checked out."""
    directory = top / path.decode("utf-8", "surrogateescape")
    if not (directory / ".git").exists():
        return None
    git = Git(None, config={"safe.directory": "*"})
    try:
        return object_id(git.run("rev-parse", "--verify", "HEAD", cwd=directory).decode().strip()).encode()
    except GitFailed:
        return None
