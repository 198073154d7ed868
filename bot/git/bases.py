"""One base out of several merge bases, so chosen that nothing new at the head is hidden by any of them.

After criss-cross merges two commits have several best common ancestors, and what differs from one need
not differ from another. A path is judged if it differs from any of them. A file that stands differently
in several is compared with a base made for it: the version that the head adds most to, without the lines
that another version lacks. Every line that is new against any of the merge bases is then new.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.git.command import Limits
from bot.git.hunks import Pair, hunks
from bot.git.store import Store
from checks.change import MAX_BLOB_BYTES, Hunk, Mode, Status
from checks.diff import RawEntry, split_lines, whole


def strictest(store: Store, lists: Sequence[Sequence[RawEntry]], limits: Limits) -> list[RawEntry]:
    """Join the raw entries against several bases.

    Args:
        store: where contents are read and the made bases are written.
        lists: per merge base, the entries in which the same head differs from it.
        limits: what a comparison may use.

    Returns:
        One entry per path that differs from any base.
    """
    if len(lists) == 1:
        return list(lists[0])
    by_path: dict[str, list[RawEntry]] = {}
    for entries in lists:
        for entry in entries:
            by_path.setdefault(entry.path, []).append(entry)
    return [_joined(store, by_path[path], len(lists), limits) for path in sorted(by_path)]


def _joined(store: Store, entries: list[RawEntry], bases: int, limits: Limits) -> RawEntry:
    with_content = [entry for entry in entries if entry.base_oid]
    preferred = (with_content or entries)[0]
    same = all((e.base_oid, e.base_mode) == (preferred.base_oid, preferred.base_mode) for e in entries)
    if len(entries) == bases and same:
        return preferred
    regular = [e for e in with_content if e.base_mode is not None and e.base_mode.is_regular]
    if preferred.head_mode is None or not preferred.head_mode.is_regular or not regular:
        return preferred
    oids = [preferred.head_oid, *(entry.base_oid for entry in regular)]
    if any(info.size > MAX_BLOB_BYTES for info in store.objects.info(oids).values()):
        return preferred
    head, *versions = store.objects.read_all(oids, "blob", MAX_BLOB_BYTES)
    chosen, content = _made(store, regular, versions, head, absent=len(regular) < len(entries), limits=limits)
    oid = store.write("blob", content)
    mode = chosen.base_mode or Mode.FILE
    if (oid, mode) == (chosen.head_oid, chosen.head_mode):
        return preferred
    return replace(chosen, status=Status.MODIFIED, base_oid=oid, base_mode=mode)


def _made(
    store: Store, entries: list[RawEntry], versions: list[bytes], head: bytes, *, absent: bool, limits: Limits
) -> tuple[RawEntry, bytes]:
    """The version that the head adds most to, and its lines without those that are new against another."""
    pairs = [
        Pair(e.path, e.base_oid, e.head_oid, version, head)
        for e, version in zip(entries, versions, strict=True)
        if e.base_oid != e.head_oid
    ]
    found = iter(hunks(store, pairs, limits))
    diffs = [next(found) if e.base_oid != e.head_oid else () for e in entries]
    if absent:
        diffs.append(whole(b"", head))
    added = [_added(diff) for diff in diffs]
    new = frozenset().union(*added)
    index = max(range(len(entries)), key=lambda i: (len(added[i]), sum(h.base_count for h in diffs[i]), -i))
    return entries[index], b"".join(_without(split_lines(versions[index]), diffs[index], new))


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
