"""The merged pull requests of a history, as far as git shows them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.git.change import entries_since
from bot.git.store import Store
from checks.change import Mode

MOST_COMMITS = 20_000
"""Commits of the default branch that are looked through."""

_SQUASHED = re.compile(r"\(#(\d{1,9})\)\s*$")
_MERGED = re.compile(r"^Merge pull request #(\d{1,9}) from [^/\s]+/(\S+)")


@dataclass(frozen=True, slots=True)
class Merged:
    """One merged pull request.

    Attributes:
        commit: the commit that brought it in, a merge or the squash of its commits.
        parent: what stood before.
        subject: its first line.
        body: the rest of the message.
        day: when it came in, `2026-03-02`.
        number: its number, 0 where the message does not tell.
        branch: the name of its branch, empty where the message does not tell.
    """

    commit: str
    parent: str
    subject: str
    body: str
    day: str
    number: int = 0
    branch: str = ""


def merged(store: Store, tip: str, last: int, since: str = "") -> Sequence[Merged]:
    """The newest merged pull requests of a branch, the newest first.

    These are the merges on its first-parent line and the commits whose subject ends in `(#12)`. Where a
    history knows neither, each of its commits counts, since then every push was a change of its own.

    Args:
        store: an open store of the repository.
        tip: object id of the tip.
        last: how many at most.
        since: the first day, empty for all.
    """
    words = ["log", "--first-parent", "--no-show-signature", f"--max-count={MOST_COMMITS}"]
    form = "--format=%H%x00%P%x00%cs%x00%s%x00%b%x01"
    text = store.git.run(*words, form, tip, "--").decode("utf-8", "replace")
    every = [_read(entry.lstrip("\n")) for entry in text.split("\x01") if entry.strip()]
    found = [one for one in every if one.parent and (not since or one.day >= since)]
    known = [one for one in found if one.number]
    return (known or found)[:last]


def bring(store: Store, changes: Sequence[Merged]) -> None:
    """See that the contents of changes are there, in one fetch for all of them.

    Raises:
        GitError: something cannot be had.
        DiffFault: a list of entries does not read.
    """
    sides = {
        (oid, mode)
        for one in changes
        for entry in entries_since(store, one.parent, one.commit).values()
        for oid, mode in ((entry.base_oid, entry.base_mode), (entry.head_oid, entry.head_mode))
    }
    store.objects.info(sorted(oid for oid, mode in sides if mode not in (None, Mode.GITLINK)))


def _read(entry: str) -> Merged:
    commit, parents, day, subject, body = (entry.split("\0") + [""] * 5)[:5]
    first, *others = parents.split() or [""]
    merge, squash = _MERGED.match(subject), _SQUASHED.search(subject)
    if merge and others:
        title = body.strip().partition("\n")[0] or subject
        return Merged(commit, first, title, body, day, int(merge[1]), merge[2])
    return Merged(commit, first, subject, body, day, int(squash[1]) if squash else 0)
