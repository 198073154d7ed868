"""A whole tree as changes that add everything in it, in batches: what stands, as if all of it were new."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from bot.git.history import tree_of
from bot.git.store import Store
from bot.git.tree import GitTree, TreeEntry
from checks.change import EMPTY_TREE, MAX_BLOB_BYTES, Blob, Change, ChangedFile, Mode, PullFacts, Status
from checks.diff import whole

BATCH_FILES = 1_000
"""Most files of one batch."""

BATCH_BYTES = 32_000_000
"""Most bytes of file contents that are held at once, but for one more file."""


def whole_tree(store: Store, commit: str, facts: PullFacts) -> Iterator[Change]:
    """Every file of a commit, in batches in the order of paths; each batch sees the whole tree.

    Args:
        store: where the objects are; must stay open as long as the changes are used.
        commit: full object id of the commit.
        facts: what is known of whoever is judged.

    Raises:
        LimitExceeded: the tree holds more than is listed.
        DiffFault: an entry is none that git writes.
    """
    tree = GitTree(store.objects, tree_of(store.objects, commit))
    for files in _batches(store, _entries(tree)):
        yield Change(
            base=store.empty_tree,
            head=commit,
            files=tuple(files),
            base_tree=EMPTY_TREE,
            head_tree=tree,
            facts=facts,
        )


def _entries(tree: GitTree) -> Iterator[tuple[str, TreeEntry]]:
    for path in tree.walk():
        entry = tree.entry(path)
        if entry is not None:
            yield path, entry


def _batches(store: Store, entries: Iterator[tuple[str, TreeEntry]]) -> Iterator[list[ChangedFile]]:
    while group := list(islice(entries, BATCH_FILES)):
        infos = store.objects.info([entry.oid for path, entry in group if _is_blob(path, entry)])
        files: list[ChangedFile] = []
        held = 0
        for path, entry in group:
            size = infos[entry.oid].size if entry.oid in infos else 0
            content = None
            if _is_blob(path, entry) and size <= MAX_BLOB_BYTES:
                content = store.objects.read(entry.oid, "blob", MAX_BLOB_BYTES)
                held += size
            blob = Blob(entry.oid, entry.mode(path), size, content)
            files.append(ChangedFile(path, Status.ADDED, None, blob, whole(b"", content or b"")))
            if held > BATCH_BYTES:
                yield files
                files, held = [], 0
        if files:
            yield files


def _is_blob(path: str, entry: TreeEntry) -> bool:
    return entry.mode(path) is not Mode.GITLINK
