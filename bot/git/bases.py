"""One base out of several merge bases, so chosen that nothing new at the head is hidden by any of them.

After criss-cross merges two commits have several best common ancestors, and what differs from one need
not differ from another. A path is judged if it differs from any of them. A file that stands differently
in several is compared with a base made for it: the version that the head adds most to, without the lines
that another version lacks. Every line that is new against any of the merge bases is then new.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.git.errors import LimitExceeded
from bot.git.hunks import Pair, hunks
from bot.git.process import Limits
from bot.git.store import Store
from checks.change import MAX_BLOB_BYTES, MAX_CHANGE_BYTES, Hunk, Status
from checks.diff import RawEntry, split_lines, whole


def strictest(store: Store, lists: Sequence[Sequence[RawEntry]], limits: Limits) -> list[RawEntry]:
    """Join the raw entries against several bases.

    Args:
        store: where contents are read and the made bases are written.
        lists: per merge base, the entries in which the same head differs from it.
        limits: what the comparison may use.

    Returns:
        One entry per path that differs from any base.

    Raises:
        LimitExceeded: the versions of the files that differ in several bases are too large together.
    """
    if len(lists) == 1:
        return list(lists[0])
    by_path: dict[str, list[RawEntry]] = {}
    for entries in lists:
        for entry in entries:
            by_path.setdefault(entry.path, []).append(entry)
    joined: list[RawEntry] = []
    disputed: list[list[RawEntry]] = []
    for entries in by_path.values():
        if _is_disputed(entries, len(lists)):
            disputed.append(entries)
        else:
            joined.append(_preferred(entries))
    return joined + _settled(store, disputed, len(lists), limits)


def _preferred(entries: list[RawEntry]) -> RawEntry:
    return next((entry for entry in entries if entry.base_oid), entries[0])


def _is_disputed(entries: list[RawEntry], bases: int) -> bool:
    """Whether the bases hold different versions of a file that is regular at the head and in one of them."""
    versions = {(entry.base_oid, entry.base_mode) for entry in entries}
    head = entries[0].head_mode
    differ = len(versions) > 1 or len(entries) < bases
    return differ and head is not None and head.is_regular and bool(_versions(entries))


def _versions(entries: list[RawEntry]) -> list[RawEntry]:
    """The entries whose base is a regular file of another content than the head."""
    return [
        e for e in entries if e.base_mode is not None and e.base_mode.is_regular and e.base_oid != e.head_oid
    ]


def _settled(store: Store, disputed: list[list[RawEntry]], bases: int, limits: Limits) -> list[RawEntry]:
    oids = [oid for entries in disputed for e in _versions(entries) for oid in (e.base_oid, e.head_oid)]
    sizes = {oid: info.size for oid, info in store.objects.info(oids).items()}
    if (total := sum(sizes[oid] for oid in oids)) > MAX_CHANGE_BYTES:
        raise LimitExceeded(
            f"{MAX_CHANGE_BYTES} bytes in all versions", f"{total} bytes in {bases} merge bases"
        )
    readable = [oid for oid in dict.fromkeys(oids) if sizes[oid] <= MAX_BLOB_BYTES]
    contents = dict(zip(readable, store.objects.read_all(readable, "blob", MAX_BLOB_BYTES), strict=True))
    ready = [entries for entries in disputed if all(_readable(e, contents) for e in _versions(entries))]
    pairs = [
        Pair(e.path, e.base_oid, e.head_oid, contents[e.base_oid], contents[e.head_oid])
        for entries in ready
        for e in _versions(entries)
    ]
    diffs = dict(zip(((p.path, p.base_oid) for p in pairs), hunks(store, pairs, limits), strict=True))
    settled = [_preferred(entries) for entries in disputed if entries not in ready]
    for entries in ready:
        versions = _versions(entries)
        absent = any(entry not in versions and entry.base_oid != entry.head_oid for entry in entries)
        extra = [whole(b"", contents[entries[0].head_oid])] if absent else []
        settled.append(_made(store, versions, [diffs[e.path, e.base_oid] for e in versions], extra, contents))
    return settled


def _readable(entry: RawEntry, contents: Mapping[str, bytes]) -> bool:
    return entry.base_oid in contents and entry.head_oid in contents


def _made(
    store: Store,
    entries: list[RawEntry],
    diffs: list[tuple[Hunk, ...]],
    extra: list[tuple[Hunk, ...]],
    contents: Mapping[str, bytes],
) -> RawEntry:
    """The version that the head adds most to, without the lines that are new against another."""
    added = [_added(diff) for diff in diffs]
    new = frozenset().union(*added, *map(_added, extra))
    index = max(range(len(entries)), key=lambda i: (len(added[i]), sum(h.base_count for h in diffs[i]), -i))
    chosen = entries[index]
    content = b"".join(_without(split_lines(contents[chosen.base_oid]), diffs[index], new))
    oid = store.write("blob", content)
    return chosen if oid == chosen.head_oid else chosen._replace(status=Status.MODIFIED, base_oid=oid)


def _added(diff: Sequence[Hunk]) -> frozenset[int]:
    return frozenset(line for h in diff for line in range(h.head_start, h.head_start + h.head_count))


def _without(lines: list[bytes], diff: Sequence[Hunk], new: frozenset[int]) -> list[bytes]:
    """The lines of a base without those that stand unchanged at a head line in `new`."""
    kept: list[bytes] = []
    at = shift = 0
    for h in (*diff, Hunk(len(lines) + 1, 1, 0, 0)):
        first = h.base_start - (h.base_count > 0)
        kept += (line for i, line in enumerate(lines[at:first], at + 1) if i + shift not in new)
        kept += lines[first : first + h.base_count]
        at, shift = first + h.base_count, shift + h.head_count - h.base_count
    return kept
