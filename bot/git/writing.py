"""Files of a tree with other contents: the trees that result, put together without a run of git."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from bot.git.store import Store
from bot.git.tree import GitTree, TreeEntry
from checks.change import Mode, Status
from checks.diff import RawEntry

_FILE = "100644"
_FOLDER = "40000"


class Written(NamedTuple):
    """What came of it.

    Attributes:
        tree: object id of the tree that results.
        entries: what differs, in the order of git; `None` where a file became a folder or a folder a file,
            so that more differs than was written.
    """

    tree: str
    entries: list[RawEntry] | None


_Edits = dict[str, "TreeEntry | _Edits | None"]


def write(store: Store, base: GitTree, contents: Mapping[str, bytes | None]) -> Written:
    """Write the trees into a store.

    Args:
        store: where they are written.
        base: the tree that is changed.
        contents: the new content of each file by its path, `None` for one that goes; paths that git takes.
            A file keeps its mode.

    Raises:
        DiffFault: a tree of the base is malformed.
    """
    edits: _Edits = {}
    entries: list[RawEntry] = []
    is_plain = True
    for path, content in sorted(contents.items(), key=lambda item: os.fsencode(item[0])):
        before = base.entry(path)
        if content is None and (before is None or before.octal == _FOLDER):
            continue
        after = None if content is None else _file(store, before, content)
        is_plain &= _put(edits, path, after) and _fits(base, path, before)
        if before != after:
            entries.append(_raw(path, before, after))
    tree = _tree(store, base, "", edits) or store.empty_tree
    return Written(tree, entries if is_plain else None)


def _file(store: Store, before: TreeEntry | None, content: bytes) -> TreeEntry:
    is_file = before is not None and int(before.octal, 8) in (Mode.FILE, Mode.EXECUTABLE)
    return TreeEntry(before.octal if before and is_file else _FILE, store.write("blob", content))


def _put(edits: _Edits, path: str, after: TreeEntry | None) -> bool:
    """Put an entry where it belongs; whether it took nobody's place."""
    *folders, name = path.split("/")
    took_none = True
    for folder in folders:
        inner = edits.setdefault(folder, {})
        if not isinstance(inner, dict):
            inner = edits[folder] = {}
            took_none = False
        edits = inner
    took_none = took_none and name not in edits
    edits[name] = after
    return took_none


def _fits(base: GitTree, path: str, before: TreeEntry | None) -> bool:
    """Whether no folder of the base stands at the path, and no file where a folder is needed."""
    folders = [path[:at] for at, letter in enumerate(path) if letter == "/"]
    above = [entry for entry in map(base.entry, folders) if entry is not None]
    return (before is None or before.octal != _FOLDER) and all(one.octal == _FOLDER for one in above)


def _raw(path: str, before: TreeEntry | None, after: TreeEntry | None) -> RawEntry:
    base, head = before.mode(path) if before else None, after.mode(path) if after else None
    if base is None or head is None:
        status = Status.ADDED if base is None else Status.DELETED
    else:
        status = Status.MODIFIED if base.is_regular and head.is_regular else Status.TYPE_CHANGED
    return RawEntry(path, status, base, head, before.oid if before else "", after.oid if after else "")


def _tree(store: Store, base: GitTree, directory: str, edits: _Edits) -> str | None:
    """Object id of the directory as it will be, `None` for one without entries, which git does not keep."""
    entries = dict(base.listing(directory))
    for name, edit in edits.items():
        if isinstance(edit, dict):
            inside = _tree(store, base, f"{directory}/{name}".lstrip("/"), edit)
            edit = None if inside is None else TreeEntry(_FOLDER, inside)
        if edit is None:
            entries.pop(name, None)
        else:
            entries[name] = edit
    lines = [
        (os.fsencode(name) + b"/" * (entry.octal == _FOLDER), os.fsencode(name), entry)
        for name, entry in entries.items()
    ]
    content = b"".join(
        b"%s %s\0%s" % (entry.octal.encode(), name, bytes.fromhex(entry.oid))
        for _, name, entry in sorted(lines)
    )
    return store.write("tree", content) if entries else None
