"""Two commits of a store as a `checks.change.Change`: everything read by object id, everything cross-checked.

Attributes, renames and names of the pull request play no part. What cannot be read within the limits, or
is not as git would write it, stands in `Change.incomplete`, and the verdict cannot pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing

from bot.git.bases import strictest
from bot.git.command import object_id
from bot.git.errors import LimitExceeded, Refused
from bot.git.history import merge_bases, tree_of
from bot.git.hunks import Pair, hunks
from bot.git.process import Limits
from bot.git.store import DIFF_LIMITS, Store
from bot.git.tree import GitTree, looks_like_repository
from bot.git.writing import write
from checks.change import (
    MAX_BLOB_BYTES,
    MAX_CHANGE_BYTES,
    MAX_FILES,
    Blob,
    Change,
    ChangedFile,
    Hunk,
    Incomplete,
    Mode,
    PullFacts,
    Reason,
    Status,
    unread,
)
from checks.diff import DiffFault, RawEntry, raw_entries, whole

_SPLIT = "split the change into smaller ones, or have an administrator decide"
_REPAIR = "remove the entry from the change; nobody can waive this"


def read_change(
    store: Store, base: str, head: str, facts: PullFacts | None = None, limits: Limits = DIFF_LIMITS
) -> Change:
    """What `head` changes since it left `base`, as GitHub shows a pull request (three dots).

    Args:
        store: where the objects are; must stay open as long as the change's trees are used.
        base: full object id of the commit it is to be merged into.
        head: full object id of the commit that is judged.
        facts: what is known of the pull request.
        limits: what each comparison may use.

    Returns:
        The change since the merge base. After criss-cross merges there are several, and it is judged
        against all of them, see `bot.git.bases`; `Change.base` is then the one that GitHub compares with.

    Raises:
        NoMergeBase: the commits have no common ancestor.
        MissingObject: an object is not in the repository.
    """
    try:
        bases = merge_bases(store, base, head)
    except LimitExceeded as excess:
        return unreadable(base, head, excess, facts)
    return compare(store, bases, head, facts, limits)


def compare(
    store: Store,
    bases: Sequence[str],
    head: str,
    facts: PullFacts | None = None,
    limits: Limits = DIFF_LIMITS,
) -> Change:
    """What differs at `head` from any of `bases`; each may be a commit or a tree. See `read_change`."""
    try:
        base_trees = [GitTree(store.objects, tree_of(store.objects, object_id(base))) for base in bases]
        head_tree = GitTree(store.objects, tree_of(store.objects, object_id(head)))
        lists = [_raw(store, tree.root, head_tree.root, limits) for tree in base_trees]
        entries = sorted(strictest(store, lists, limits), key=_byte_order)
        files, gaps = _read(store, head_tree, entries, limits)
    except (DiffFault, Refused, LimitExceeded) as fault:
        return unreadable(bases[0], head, fault, facts)
    return Change(
        base=bases[0],
        head=head,
        files=tuple(files),
        base_tree=base_trees[0],
        head_tree=head_tree,
        facts=facts or PullFacts(),
        incomplete=tuple(sorted(gaps)),
    )


def written_change(
    store: Store,
    base: str,
    contents: Mapping[str, bytes | None],
    facts: PullFacts | None = None,
    limits: Limits = DIFF_LIMITS,
) -> Change:
    """What changes when files get other contents; `Change.head` is the tree that results.

    Args:
        store: where the objects are; what is written goes there.
        base: full object id of a commit or a tree.
        contents: the new content of each file by its path, `None` for one that goes; paths that git takes.
        facts: what is known of the change.
        limits: what the comparison may use.

    """
    try:
        base_tree = GitTree(store.objects, tree_of(store.objects, object_id(base)))
        tree, entries = write(store, base_tree, contents)
        if entries is None:
            return compare(store, [base], tree, facts, limits)
        head_tree = GitTree(store.objects, tree)
        files, gaps = _read(store, head_tree, entries, limits)
    except (DiffFault, Refused, LimitExceeded) as fault:
        return unreadable(base, base, fault, facts)
    return Change(base, tree, tuple(files), base_tree, head_tree, facts or PullFacts(), tuple(sorted(gaps)))


def _read(
    store: Store, head: GitTree, entries: Sequence[RawEntry], limits: Limits
) -> tuple[list[ChangedFile], list[Incomplete]]:
    _check_count(entries)
    _check_head(head, entries)
    return _files(store, entries, limits)


def unreadable(
    base: str, head: str, fault: DiffFault | Refused | LimitExceeded, facts: PullFacts | None = None
) -> Change:
    """A change that could not be read at all: no files, and the reason as its gap.

    Args:
        base: object id of its base.
        head: object id of its head.
        fault: what `read_change`, or `Mirrors.pull` before it, met with.
        facts: what is known of the pull request.
    """
    if isinstance(fault, LimitExceeded):
        gap = _too_large(fault)
    else:
        path, seen = (fault.path, fault.seen) if isinstance(fault, DiffFault) else ("", str(fault))
        gap = Incomplete(Reason.INTEGRITY, path, "", seen, _REPAIR)
    return Change(base=base, head=head, files=(), facts=facts or PullFacts(), incomplete=(gap,))


def _too_large(excess: LimitExceeded, path: str = "") -> Incomplete:
    return Incomplete(Reason.TOO_LARGE, path, excess.limit, excess.measured, _SPLIT)


def _byte_order(entry: RawEntry) -> bytes:
    return entry.path.encode("utf-8", "surrogateescape")


def _raw(store: Store, base: str, head: str, limits: Limits) -> list[RawEntry]:
    """The entries that differ; git is stopped at the first one too many, for a bomb would never end."""
    entries: list[RawEntry] = []
    with store.comparing(limits) as comparer, closing(comparer.raw(base, head)) as chunks:
        for entry in raw_entries(chunks):
            entries.append(entry)
            _check_count(entries)
    return entries


def entries_since(store: Store, base: str, head: str, limits: Limits = DIFF_LIMITS) -> Mapping[str, RawEntry]:
    """The entries in which the tree of one commit differs from that of another, by path.

    Args:
        store: holds both.
        base: full object id of the one.
        head: full object id of the other.
        limits: what the comparison may use.

    Raises:
        DiffFault: the list does not read.
        LimitExceeded: too many entries differ.
        MissingObject: an object is not in the repository.
    """
    trees = [tree_of(store.objects, object_id(commit)) for commit in (base, head)]
    return {entry.path: entry for entry in _raw(store, trees[0], trees[1], limits)}


def _check_count(entries: Sequence[RawEntry]) -> None:
    if len(entries) > MAX_FILES:
        raise LimitExceeded(f"{MAX_FILES} files", f"more than {MAX_FILES} files differ")


def _check_head(tree: GitTree, entries: Iterable[RawEntry]) -> None:
    """Compare git's list with the tree objects themselves: git tidies up modes before it prints them.

    Raises:
        DiffFault: an entry is not as listed, its mode is odd, or a directory above it is a repository.
    """
    safe: set[str] = set()
    for entry in entries:
        if entry.head_mode is None:
            continue
        stored = tree.entry(entry.path)
        if stored is None or stored.oid != entry.head_oid or stored.mode(entry.path) is not entry.head_mode:
            raise DiffFault("the tree holds another entry than git lists", entry.path)
        directory = entry.path
        while directory:
            directory = directory.rpartition("/")[0]
            if directory in safe:
                break
            if looks_like_repository(tree.listing(directory)):
                raise DiffFault(
                    "the directory has the form of a git repository, which tools may obey", directory or "."
                )
            safe.add(directory)


def _files(
    store: Store, entries: Sequence[RawEntry], limits: Limits
) -> tuple[list[ChangedFile], list[Incomplete]]:
    sides = [
        (oid, entry.path, mode)
        for entry in entries
        for oid, mode in ((entry.base_oid, entry.base_mode), (entry.head_oid, entry.head_mode))
        if mode not in (None, Mode.GITLINK)
    ]
    infos = store.objects.info([oid for oid, _, _ in sides])
    sizes = {oid: info.size for oid, info in infos.items()}
    for oid, path, _ in sides:
        if infos[oid].kind != "blob":
            raise DiffFault(f"the entry is a file and its object is a {infos[oid].kind}", path)
    gaps = [
        unread(path, sizes[oid])
        for oid, path, mode in sides
        if mode is Mode.SYMLINK and sizes[oid] > MAX_BLOB_BYTES  # the checks say which other files they miss
    ]
    readable = [oid for oid, _, _ in sides if sizes[oid] <= MAX_BLOB_BYTES]
    if (total := sum(sizes[oid] for oid in readable)) > MAX_CHANGE_BYTES:
        gaps.append(
            _too_large(
                LimitExceeded(f"{MAX_CHANGE_BYTES} bytes in both sides of all files", f"{total} bytes")
            )
        )
        readable = []
    readable = list(dict.fromkeys(readable))
    contents = dict(zip(readable, store.objects.read_all(readable, "blob", MAX_BLOB_BYTES), strict=True))
    return _changed_files(store, entries, sizes, contents, limits), list(dict.fromkeys(gaps))


def _changed_files(
    store: Store,
    entries: Iterable[RawEntry],
    sizes: Mapping[str, int],
    contents: Mapping[str, bytes],
    limits: Limits,
) -> list[ChangedFile]:
    lines: dict[str, tuple[Hunk, ...]] = {}
    edits = []
    for entry in entries:
        base, head = contents.get(entry.base_oid), contents.get(entry.head_oid)
        if entry.status is not Status.MODIFIED:
            lines[entry.path] = whole(base or b"", head or b"")
        elif base is not None and head is not None and entry.base_oid != entry.head_oid:
            edits.append(Pair(entry.path, entry.base_oid, entry.head_oid, base, head))
    lines |= zip((edit.path for edit in edits), hunks(store, edits, limits), strict=True)

    def side(oid: str, mode: Mode | None) -> Blob | None:
        return None if mode is None else Blob(oid, mode, sizes.get(oid, 0), contents.get(oid))

    return [
        ChangedFile(
            path=entry.path,
            status=entry.status,
            base=side(entry.base_oid, entry.base_mode),
            head=side(entry.head_oid, entry.head_mode),
            hunks=lines.get(entry.path, ()),
        )
        for entry in entries
    ]
