"""Repositories that agents work in, kept open between calls where one process answers many.

What is kept decides nothing by itself: names of commits are asked anew, policies are kept by the commit they
stand at, and a repository is opened anew when a file has changed that says what kind of repository it is.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from bot.engines.semgrep.binary import locate
from bot.engines.semgrep.jail import Limits
from bot.engines.semgrep.prefilter import Prefilters
from bot.git.errors import GitUsageError
from bot.git.history import tree_at
from bot.git.local import DEFAULT_BRANCH, LocalRepository
from bot.places import cache_directory
from bot.policies import Policies, built_in

if TYPE_CHECKING:
    from bot.git.revisions import Revisions
    from bot.git.store import Store
    from checks.patterns import PatternRule
    from checks.policy import Policy

MOST_POLICIES = 4
"""Policies of one repository that are kept, some megabytes each."""

_DECISIVE = ("config", "config.worktree", "commondir", "shallow", "objects/info/alternates")
"""Files of a git directory that say how it is read."""

_Stamp = tuple[tuple[int, int, int, int] | None, ...]


class Workplace:
    """A repository that is open.

    Args:
        repository: the repository.

    Attributes:
        repository: the same.
        prefilters: what is known of semgrep rules.
        is_fresh: whether nobody has used it yet.
        unlearnt: semgrep rules that were asked and of which it is not known what they need.
    """

    def __init__(self, repository: LocalRepository, prefilters: Prefilters) -> None:
        self.repository = repository
        self.prefilters = prefilters
        self.is_fresh = True
        self.unlearnt: Sequence[PatternRule] = ()
        self._open = ExitStack()
        self._policies: dict[str, Policy] = {}

    @cached_property
    def store(self) -> Store:
        """A scratch store of the repository; what is written into it is gone with the next use."""
        return self._open.enter_context(self.repository.store())

    @cached_property
    def _revisions(self) -> Revisions:
        return self._open.enter_context(self.repository.revisions())

    def tips(self) -> tuple[str, str | None]:
        """Object ids of what `HEAD` and the remote's default branch are now.

        Before the first commit the former is the empty tree; the latter is `None` where it is not known.
        """
        head, default = self._revisions.commits(["HEAD", DEFAULT_BRANCH])
        return head or self.store.empty_tree, default

    def policy(self, commit: str) -> Policy:
        """The policy of a commit; that of a repository that has decided nothing before the first one.

        Raises:
            PolicyInvalid: it does not read.
        """
        if commit not in self._policies:
            if len(self._policies) >= MOST_POLICIES:
                self._policies.clear()
            is_none = commit == self.store.empty_tree
            kept = Policies(cache_directory())
            self._policies[commit] = (
                built_in() if is_none else kept.at(commit, lambda: tree_at(self.store, commit))
            )
        return self._policies[commit]

    def rest(self) -> None:
        """Forget what was written, between two uses."""
        self.is_fresh = False
        if "store" in vars(self):
            self.store.forget()

    def close(self) -> None:
        """End what runs for it."""
        self._open.close()


class Workplaces:
    """Finds repositories and keeps the last ones open. Use as a context manager.

    Args:
        most: how many are kept open; 0 closes each after its use.
    """

    def __init__(self, most: int = 0) -> None:
        self._most = most
        self._prefilters = Prefilters()
        self._kept: dict[Path, tuple[_Stamp, Workplace]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close those that are kept open."""
        while self._kept:
            self._kept.popitem()[1][1].close()

    def learn(self) -> None:
        """Find out what a text must hold for rules to match, so that semgrep is not asked in vain again.

        Raises:
            OSError: semgrep cannot be started.
        """
        for _, workplace in self._kept.values():
            if workplace.unlearnt:
                self._prefilters.learn(locate(), workplace.unlearnt, Limits())
                workplace.unlearnt = ()

    @contextmanager
    def at(self, folder: Path) -> Iterator[Workplace | None]:
        """The repository that a folder belongs to, `None` outside of one; closed if its use fails."""
        top = _top(Path(os.path.realpath(folder)))
        stamp = _stamp(top)
        seen, workplace = self._kept.pop(top, (None, None))
        if workplace is not None and seen != stamp:
            workplace.close()
            workplace = None
        if workplace is None:
            try:
                workplace = Workplace(LocalRepository.open(folder), self._prefilters)
            except GitUsageError:
                yield None
                return
        is_kept = False
        try:
            yield workplace
            workplace.rest()
            # that of a linked work tree is read by files elsewhere
            is_kept = self._most > 0 and workplace.repository.top == top and (top / ".git").is_dir()
        finally:
            if is_kept:
                self._keep(top, stamp, workplace)
            else:
                workplace.close()

    def _keep(self, top: Path, stamp: _Stamp, workplace: Workplace) -> None:
        while len(self._kept) >= self._most:
            self._kept.pop(next(iter(self._kept)))[1].close()
        self._kept[top] = stamp, workplace


def _top(folder: Path) -> Path:
    """The nearest folder upwards with a git directory; the folder itself where there is none."""
    for place in (folder, *folder.parents):
        if os.path.lexists(place / ".git") or os.path.lexists(place / "HEAD"):  # the latter may be a bare one
            return place
    return folder


def _stamp(top: Path) -> _Stamp:
    """What changes when another repository stands there, or one that is read in another way."""
    names: Sequence[str] = (".git", *(f".git/{name}" for name in _DECISIVE))
    return tuple(_state(top / name, is_folder=at == 0) for at, name in enumerate(names))


def _state(path: Path, *, is_folder: bool) -> tuple[int, int, int, int] | None:
    """A folder's own time changes with every command of git, so it does not count."""
    try:
        seen = path.lstat()
    except OSError:
        return None
    return seen.st_dev, seen.st_ino, *((0, 0) if is_folder else (seen.st_size, seen.st_mtime_ns))
