"""Commits: where a change starts, and who wrote it."""

from __future__ import annotations

from bot.git.command import object_id
from bot.git.errors import GitFailed, LimitExceeded, NoMergeBase
from bot.git.objects import Objects
from bot.git.store import Store
from bot.git.tree import GitTree
from checks.change import Commit
from checks.diff import DiffFault

MAX_COMMITS = 250
"""Most commits that are read; GitHub's own list of a pull request's commits ends there."""

MAX_MERGE_BASES = 16
"""Most merge bases that a change is judged against."""

_MAX_COMMIT_BYTES = 1_000_000


def merge_bases(store: Store, base: str, head: str) -> tuple[str, ...]:
    """The best common ancestors of two commits; the first is the one that GitHub compares with.

    Raises:
        NoMergeBase: they have none.
        LimitExceeded: they have more than `MAX_MERGE_BASES`.
        MissingObject: a commit, or one between them, is not in the repository.
    """
    with store.git.start("merge-base", "--all", object_id(base), object_id(head)) as process:
        store.comparer.start()  # it loads meanwhile
        found = tuple(b"".join(process.chunks((0, 1))).decode().split())
    if not found:
        raise NoMergeBase
    if len(found) > MAX_MERGE_BASES:
        raise LimitExceeded(f"{MAX_MERGE_BASES} merge bases", f"the commits have {len(found)}")
    return found


def commits(store: Store, base: str, head: str) -> tuple[Commit, ...]:
    """The newest `MAX_COMMITS` commits that are reachable from `head` and not from `base`, oldest first."""
    printed = store.git.run(
        "rev-list",
        "--topo-order",
        f"--max-count={MAX_COMMITS}",
        "--reverse",
        object_id(head),
        f"^{object_id(base)}",
    )
    oids = printed.decode().split()
    contents = store.objects.read_all(oids, "commit", _MAX_COMMIT_BYTES)
    return tuple(_commit(oid, content) for oid, content in zip(oids, contents, strict=True))


def tree_of(objects: Objects, oid: str) -> str:
    """Object id of the tree of a commit; a tree is its own.

    Raises:
        DiffFault: it is neither.
    """
    if objects.info([oid])[oid].kind == "tree":
        return oid
    first = objects.read(oid, "commit", _MAX_COMMIT_BYTES).split(b"\n", 1)[0]
    if not first.startswith(b"tree "):
        raise DiffFault(f"the commit {oid} has no tree")
    return object_id(first[5:].decode())


def tree_at(store: Store, commit: str) -> GitTree:
    """The tree of a commit, readable as long as the store is open."""
    return GitTree(store.objects, tree_of(store.objects, commit))


def _commit(oid: str, content: bytes) -> Commit:
    header, _, message = content.partition(b"\n\n")
    fields = dict(line.split(b" ", 1) for line in reversed(header.split(b"\n")) if b" " in line)
    if b"author" not in fields or b"committer" not in fields:
        raise GitFailed(f"the commit {oid} names no author")
    encoding = fields.get(b"encoding", b"utf-8").decode("ascii", "replace")
    return Commit(
        oid,
        _person(fields[b"author"], encoding),
        _person(fields[b"committer"], encoding),
        _text(message, encoding),
    )


def _person(line: bytes, encoding: str) -> str:
    name, bracket, _ = line.rpartition(b">")
    return _text(name + bracket, encoding)


def _text(content: bytes, encoding: str) -> str:
    """Decode as the commit says, if it says something that Python knows; else as UTF-8 or Latin-1."""
    for name in (encoding, "utf-8"):
        try:
            return content.decode(name)
        except (LookupError, ValueError):
            continue
    return content.decode("latin-1")
