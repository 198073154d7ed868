"""Which commits touched some files, along the first parents: what was merged when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.git.command import object_id
from bot.git.store import Store

_MARK = "\x01"


@dataclass(frozen=True, slots=True)
class Touch:
    """A commit that touched some of the files.

    Attributes:
        commit: its object id.
        day: the day it was committed, in UTC, `2026-03-02`; of a merge the day of the merge.
        is_cut: whether the history of a shallow clone ends here, so that all its files only seem to be new.
        paths: the files.
    """

    commit: str
    day: str
    is_cut: bool
    paths: frozenset[str]


def touches(store: Store, commit: str, paths: Iterable[str]) -> Sequence[Touch]:
    """The commits on the line of first parents that touched some files, newest first.

    Args:
        store: an open store.
        commit: object id of the commit whose history is read.
        paths: the files, taken literally; one whose name holds a line feed is passed over.
    """
    named = sorted({path for path in paths if "\n" not in path})
    if not named:
        return ()
    cut = _cut(store)
    git = store.git.having({"GIT_LITERAL_PATHSPECS": "1"})
    asked = "\n".join((object_id(commit), "--", *named)) + "\n"
    options = ("--first-parent", "--diff-merges=first-parent", "--no-renames", "--name-only", "-z")
    form = f"--format={_MARK}%H %ct%x00"
    printed = git.run("log", *options, form, "--stdin", stdin=asked.encode("utf-8", "surrogateescape"))
    found = []
    for entry in printed.decode("utf-8", "surrogateescape").split(_MARK)[1:]:
        head, *names = entry.split("\0")
        oid, _, seconds = head.partition(" ")
        day = datetime.fromtimestamp(int(seconds), UTC).date().isoformat()
        touched = frozenset(name.removeprefix("\n") for name in names).intersection(named)
        found.append(Touch(oid, day, oid in cut, touched))
    return found


def _cut(store: Store) -> frozenset[str]:
    """The commits whose parents a shallow clone lacks."""
    file = store.path / "shallow"
    return frozenset(file.read_text(encoding="ascii").split()) if file.is_file() else frozenset()
