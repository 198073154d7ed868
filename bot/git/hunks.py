"""The changed lines between pairs of blobs, computed by git without ever naming a path of the change.

The blobs are put into two flat trees of ours under the names `000000`, `000001`, … and these are
compared. So no attribute, quoting or name of the pull request reaches git's patch text, no pathspec is
needed to leave out large files, and the order of the patches is known beforehand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from bot.git.process import Limits
from checks.change import Hunk
from checks.diff import match, patches, prove

if TYPE_CHECKING:
    from bot.git.store import Store


class Pair(NamedTuple):
    """Two different contents that are compared.

    Attributes:
        path: the path they stand at, for messages.
        base_oid: the object id of the one.
        head_oid: the object id of the other.
        base: the content of the one.
        head: the content of the other.
    """

    path: str
    base_oid: str
    head_oid: str
    base: bytes
    head: bytes


def hunks(store: Store, pairs: Sequence[Pair], limits: Limits) -> list[tuple[Hunk, ...]]:
    """The hunks of each pair, each proved to lead from the one content to the other.

    Raises:
        DiffFault: git's patch does not fit the contents.
        LimitExceeded: the comparison takes too long.
    """
    if not pairs:
        return []
    trees = [
        _flat_tree(store, [pair.base_oid for pair in pairs]),
        _flat_tree(store, [pair.head_oid for pair in pairs]),
    ]
    with store.comparing(limits) as comparer:
        found = patches(comparer.patch(*trees))
    result = match([(pair.base_oid, pair.head_oid) for pair in pairs], found)
    for pair, lines in zip(pairs, result, strict=True):
        prove(pair.base, pair.head, lines, pair.path)
    return result


def _flat_tree(store: Store, blobs: Sequence[str]) -> str:
    return store.write(
        "tree", b"".join(f"100644 {i:06}\0".encode() + bytes.fromhex(oid) for i, oid in enumerate(blobs))
    )
