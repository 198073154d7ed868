"""Which files of a change were only moved: git lists a rename as a file taken away and a file added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from checks.change import Blob, ChangedFile, Status
from checks.path_parts import name_of

_ALIKE = 0.5
_ALIKE_BY_NAME = 1 / 3
_MOST_COMPARED = 200


def moved_unchanged(files: Iterable[ChangedFile]) -> Mapping[str, ChangedFile]:
    """New path → the deleted file with the very same content, one to one; files of the same name first.

    An empty file is no evidence of a move and is left out.
    """
    gone: dict[str, list[ChangedFile]] = defaultdict(list)
    added: list[ChangedFile] = []
    for file in files:
        if file.status is Status.DELETED and file.base is not None and file.base.size:
            gone[file.base.oid].append(file)
        elif file.status is Status.ADDED:
            added.append(file)
    pairs: dict[str, ChangedFile] = {}
    for by_name in (True, False):
        for file in added:
            if file.path in pairs or file.head is None:
                continue
            candidates = gone[file.head.oid]
            name = name_of(file.path)
            found = next((old for old in candidates if not by_name or name_of(old.path) == name), None)
            if found is not None:
                candidates.remove(found)
                pairs[file.path] = found
    return pairs


def origin_of(file: ChangedFile, candidates: Iterable[ChangedFile]) -> ChangedFile | None:
    """The deleted file that an added one was most likely moved from, perhaps with edits.

    Args:
        file: the added file.
        candidates: deleted files.

    Returns:
        The file with the same content; else one of the same name of which at least half is left; else the
        one most alike, of which at least half is left, or a third under the same name; `None` if none is.
    """
    olds = list(candidates)
    same = next((old for old in olds if old.base and file.head and old.base.oid == file.head.oid), None)
    if same is not None or len(olds) > _MOST_COMPARED:
        return same
    lines, name = _lines(file.head), name_of(file.path)
    for old in olds:
        if name_of(old.path) == name and _alike(lines, _lines(old.base)) >= _ALIKE:
            return old
    shares = [(_alike(lines, _lines(old.base)), old) for old in olds]
    enough = [
        (share, old)
        for share, old in shares
        if share >= (_ALIKE_BY_NAME if name_of(old.path) == name else _ALIKE)
    ]
    return max(enough, key=lambda one: (one[0], one[1].path), default=(0.0, None))[1]


def _alike(one: frozenset[bytes], other: frozenset[bytes]) -> float:
    return len(one & other) / max(len(one), len(other), 1)


def _lines(blob: Blob | None) -> frozenset[bytes]:
    return _lines_of(blob.content) if blob is not None and blob.content else frozenset()


@lru_cache(2 * _MOST_COMPARED)
def _lines_of(content: bytes) -> frozenset[bytes]:
    return frozenset(bare for line in content.split(b"\n") if (bare := line.strip()))
