"""Which files of a change were only moved: git lists a rename as a file taken away and a file added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from checks.change import ChangedFile, Status


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
            name = file.path.rpartition("/")[2]
            found = next(
                (old for old in candidates if not by_name or old.path.rpartition("/")[2] == name), None
            )
            if found is not None:
                candidates.remove(found)
                pairs[file.path] = found
    return pairs
