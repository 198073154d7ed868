"""A user's own repository, for the command line: read through a scratch store, never written to.

The state of the index, of the work tree or of a pasted patch becomes a tree object in the scratch store.
git runs there with our configuration, so no filter, hook or file system monitor of the repository is
started; of the user's settings only those count that decide what git would store: line ends, file modes
and what is ignored. Links are stored as links. The one trace that git leaves in the user's object store
is a new time on files of objects that it would otherwise have stored again.

What reads a change is imported when one is read: git can find the repository before.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.git.command import Git
from bot.git.errors import GitError, GitFailed, GitUsageError, LimitExceeded, MissingObject, NoMergeBase
from bot.git.revisions import Revisions

if TYPE_CHECKING:
    from bot.git.store import Store
    from checks.change import Change, Commit, PullFacts

_DISCOVERY = {"safe.directory": "*", "safe.bareRepository": "all"}
"""Git refuses directories of other owners for what their configuration may start; ours starts nothing."""


_OWNER_AND_NAME = re.compile(
    r"[/:](?P<owner>[A-Za-z0-9][A-Za-z0-9-]*)/(?P<name>[A-Za-z0-9._-]+?)(?:\.git)?/?\Z"
)

DEFAULT_BRANCH = "refs/remotes/origin/HEAD"
"""Where git keeps which branch of the remote is its default."""


@dataclass(frozen=True)
class LocalRepository:
    """A repository on this machine. Build it with `open`.

    Attributes:
        start: a directory of the repository.
        is_bare: whether it has no work tree.
        git_dir: the git directory, that of a linked work tree included.
        common_dir: the git directory that all work trees share.
        object_format: `sha1` or `sha256`.
        is_shallow: whether its history is cut off.
        index: the index that is read.
        top: the work tree, `None` for a bare repository and inside a git directory.
    """

    start: Path
    is_bare: bool
    git_dir: Path
    common_dir: Path
    object_format: str
    is_shallow: bool
    index: Path
    top: Path | None

    @classmethod
    def open(cls, path: Path, index: Path | None = None) -> LocalRepository:
        """Find the repository that `path` belongs to.

        Args:
            path: the work tree, a directory in it, or a bare repository.
            index: the index to read instead of the repository's, as git tells its hooks in `GIT_INDEX_FILE`.

        Raises:
            GitUsageError: there is none.
        """
        if not path.is_dir():
            raise GitUsageError(f"`{path}` is not a directory", "name the directory of a git repository")
        git = Git(None, config=_DISCOVERY)
        asked = ["--is-bare-repository", "--is-shallow-repository", "--show-object-format"]
        asked += ["--absolute-git-dir", "--git-common-dir", "--show-toplevel"]
        where = path.absolute()
        try:
            # the last fails where there is no work tree, after the others were answered
            printed = git.run("rev-parse", *asked, cwd=where, allowed=(0, 128))
            bare, shallow, object_format, *found = os.fsdecode(printed).removesuffix("\n").split("\n")
            git_dir, common, *tops = (_path(directory, where) for directory in found)
            (top,) = tops or (None,)
        except (GitFailed, ValueError) as failure:
            raise GitUsageError(
                f"`{path}` is not a git repository", "run the command in one or name it with `--repo`"
            ) from failure
        is_bare, is_shallow = bare == "true", shallow == "true"
        return cls(
            where, is_bare, git_dir, common, object_format, is_shallow, index or git_dir / "index", top
        )

    def resolve(self, revision: str) -> str:
        """Object id of the commit that a revision of the user's means.

        Raises:
            GitUsageError: it means none here.
        """
        return self.resolve_all([revision])[0]

    def resolve_all(self, revisions: Sequence[str]) -> list[str]:
        """Object ids of the commits that some revisions of the user's mean, in their order.

        Raises:
            GitUsageError: one of them means none here.
        """
        return self.resolve_with_default(revisions)[0]

    def resolve_with_default(self, revisions: Sequence[str]) -> tuple[list[str], str | None]:
        """The same, and the tip of the remote's default branch, `None` if there is none.

        Raises:
            GitUsageError: one of the revisions means no commit here.
        """
        for revision in revisions:
            if not revision or revision.startswith("-") or not revision.isprintable():
                raise GitUsageError(f"`{revision!a}` is no revision", "name a commit, a branch or a tag")
        *found, default = self._commits_named([*revisions, DEFAULT_BRANCH])
        for revision, oid in zip(revisions, found, strict=True):
            if oid is None:
                remedy = f"fetch it first, for example with `git fetch origin {revision}`"
                if self.is_shallow:
                    remedy = f"the clone is shallow: {remedy}, or run `git fetch --unshallow`"
                raise GitUsageError(f"the commit `{revision}` is not in this repository", remedy)
        return [oid for oid in found if oid is not None], default

    def origin_name(self) -> str:
        """`owner/name` of the remote `origin`, by its address; empty if it has none of that form."""
        printed = self._git.run("config", "--get", "remote.origin.url", allowed=(0, 1))
        found = _OWNER_AND_NAME.search(os.fsdecode(printed).strip())
        return f"{found['owner']}/{found['name']}" if found else ""

    def default_branch(self) -> str | None:
        """Object id of the tip of the remote's default branch, as it was when it was last told."""
        return self._commits_named([DEFAULT_BRANCH])[0]

    def _commits_named(self, revisions: Sequence[str]) -> list[str | None]:
        """One run of git for all: a start of git costs more than the look-up."""
        with self.revisions() as reader:
            return reader.commits(revisions)

    def revisions(self) -> Revisions:
        """What resolves revisions of this repository, as often as wanted."""
        return Revisions(self._git)

    @contextmanager
    def store(self) -> Iterator[Store]:
        """A scratch store that sees the repository's objects; changes read through it live as long."""
        from bot.git.store import scratch

        objects, shallow = self.common_dir / "objects", self.common_dir / "shallow"
        with scratch([objects], object_format=self.object_format, shallow=shallow) as store:
            try:
                yield store
            except (MissingObject, NoMergeBase) as fault:
                if not self.is_shallow:
                    raise
                raise GitUsageError(
                    "the clone is shallow and lacks history or files that the change needs",
                    "run `git fetch --unshallow`, in GitHub Actions check out with `fetch-depth: 0`",
                ) from fault

    def commits(self, store: Store, base: str, head: str) -> tuple[Commit, ...]:
        """The commits of `base..head`, oldest first; see `bot.git.history.commits`."""
        from bot.git.history import commits

        return commits(store, base, head)

    def change(self, store: Store, base: str, head: str, facts: PullFacts | None = None) -> Change:
        """What `head` changes since it left `base`; both are object ids, see `bot.git.change.read_change`."""
        from bot.git.change import read_change

        return read_change(store, base, head, facts)

    def staged(self, store: Store, facts: PullFacts | None = None) -> Change:
        """What the index changes against `HEAD`; `Change.head` is then the index's tree.

        Raises:
            GitUsageError: a merge in the index is not resolved.
        """
        from bot.git.change import compare

        git = store.git.having({"GIT_INDEX_FILE": str(self._copied_index(store))})
        return compare(store, [self._head(store)], self._written(git), facts)

    def work_tree(self, store: Store, base: str, facts: PullFacts | None = None) -> Change:
        """What the work tree, with untracked files that are not ignored, changes since it left `base`.

        Args:
            store: a store of this repository.
            base: object id of the commit that the work is based on.
            facts: what is known of the change.

        Returns:
            The change; `Change.head` is the work tree's tree.

        Raises:
            GitUsageError: the repository is bare, a file cannot be read, or a merge is not resolved.
        """
        from bot.git.change import compare
        from bot.git.history import merge_bases

        if self.top is None:
            raise GitUsageError("a bare repository has no work tree", "give `--head REV`")
        head = self._head(store)
        bases: Sequence[str] = merge_bases(store, base, head) if head != store.empty_tree else [base]
        return compare(store, bases, self.work_tree_id(store), facts)

    def work_tree_id(self, store: Store) -> str:
        """Object id of the work tree as a tree, with untracked files that are not ignored.

        Raises:
            GitUsageError: the repository is bare, a file cannot be read, or a merge is not resolved.
        """
        if self.top is None:
            raise GitUsageError("a bare repository has no work tree", "name a commit")
        from bot.git.user_settings import UserSettings
        from bot.git.worktree import add_work_tree

        settings = UserSettings.of(self._git)
        settings.carry_excludes(store.path, self.common_dir)
        variables = {"GIT_INDEX_FILE": str(self._copied_index(store)), "GIT_WORK_TREE": str(self.top)}
        git = store.git.having(variables, settings.config)
        self._written(git, self.top)  # an unresolved merge must not be taken for resolved by adding the files
        try:
            add_work_tree(git, self.top)
        except GitFailed as failure:
            raise GitUsageError(
                f"the work tree cannot be read: {failure}", "mend it and try again"
            ) from failure
        except LimitExceeded as excess:
            raise GitUsageError(
                f"the work tree is too large: {excess}", "let git ignore large files"
            ) from excess
        return self._written(git)

    def patch(self, store: Store, base: str, patch: bytes, facts: PullFacts | None = None) -> Change:
        """What a patch changes when it is applied to `base`; `Change.head` is the tree that results.

        Raises:
            GitUsageError: the patch does not apply.
        """
        from bot.git.change import compare

        git = store.git.having({"GIT_INDEX_FILE": str(store.path / "index")})
        git.run("read-tree", base)
        try:
            git.run("apply", "--cached", "--whitespace=nowarn", "-", stdin=patch)
        except GitError as failure:
            raise GitUsageError(
                f"the patch does not apply to {base[:12]}: {failure}",
                "make it with `git diff` against that commit",
            ) from failure
        return compare(store, [base], self._written(git), facts)

    def writing(
        self, store: Store, base: str, contents: Mapping[str, bytes | None], facts: PullFacts | None = None
    ) -> Change:
        """What changes when files of `base` get other contents; `Change.head` is the tree that results.

        Args:
            store: a store of this repository.
            base: object id of a commit, or of the empty tree.
            contents: the new content of each file by its path, `None` for one that goes.
            facts: what is known of the change.

        Raises:
            GitUsageError: git takes no such path.
        """
        from bot.git.change import written_change
        from checks.diff import DiffFault, checked_path

        try:
            for path in contents:
                checked_path(os.fsencode(path))
        except DiffFault as fault:
            raise GitUsageError(
                f"git takes no such path: {fault}", "name a file of the repository"
            ) from fault
        return written_change(store, base, contents, facts)

    def head(self, store: Store) -> str:
        """Object id of the commit of `HEAD`, of the empty tree before the first commit."""
        return self._head(store)

    @property
    def _git(self) -> Git:
        return Git(self.git_dir, config=_DISCOVERY)

    def _head(self, store: Store) -> str:
        """The commit of `HEAD`, or the empty tree before the first commit."""
        return self._commits_named(["HEAD"])[0] or store.empty_tree

    def _copied_index(self, store: Store) -> Path:
        copy = store.path / "index"
        if self.index.is_file():
            shutil.copy2(self.index, copy)  # its time tells git which entries it may not trust
            for shared in self.git_dir.glob("sharedindex.*"):
                shutil.copy2(shared, store.path / shared.name)
        return copy

    def _written(self, git: Git, top: Path | None = None) -> str:
        """The index as a tree; with the work tree git sees which entries are too young to be trusted."""
        try:
            return git.run("write-tree", cwd=top).decode().strip()
        except GitFailed as failure:
            raise GitUsageError(
                "the index holds a merge that is not resolved", "resolve it and `git add` the files"
            ) from failure


def _path(printed: str, relative_to: Path) -> Path:
    return (relative_to / printed).resolve()
