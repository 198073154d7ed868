"""Which policy a command judges with, by what `--policy` says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.cli.policy_argument import policy_revision
from bot.errors import UserError
from bot.git.history import tree_at
from bot.git.store import Store
from bot.git.tree import GitTree
from bot.policies import Policies, built_in, read
from checks.change import EMPTY_TREE, Mode, Tree, each_read
from checks.policy import Policy
from checks.policy_place import PATH


@dataclass(frozen=True)
class PolicyChoice:
    """Which policy a command judges with; never that of the change.

    Attributes:
        wanted: what `--policy` says, `None` without it.
        commit: object id of the commit it is read at; without a remote that of the base.
        cache: directory for compiled policies.
    """

    wanted: str | None
    commit: str
    cache: Path | None

    def read(self, store: Store, without: str = "") -> Policy:
        """The policy.

        Args:
            store: an open store of the repository.
            without: a file that is passed over, since it is about to be written anew.

        Raises:
            UserError: the file cannot be read.
            PolicyInvalid: with every problem of the policy.
        """
        if self.wanted == "builtin":
            return built_in()
        if without or (self.wanted is not None and policy_revision(self.wanted) is None):
            tree = self.tree(store)
            commit = self.commit if isinstance(tree, GitTree) else ""
            return read(_Without(tree, without) if without else tree, commit)
        return Policies(self.cache).at(self.commit, lambda: tree_at(store, self.commit))

    def tree(self, store: Store) -> Tree:
        """The tree that the policy is read from."""
        if self.wanted == "builtin":
            return EMPTY_TREE
        tree = tree_at(store, self.commit)
        if self.wanted is not None and policy_revision(self.wanted) is None:
            return _WithFile(tree, _content(Path(self.wanted)))
        return tree


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as failure:
        raise UserError(
            f"`{file}` cannot be read: {failure.strerror}", "name a file that exists"
        ) from failure


@dataclass(frozen=True)
class _WithFile:
    """A tree in which another text stands in place of the policy file."""

    tree: Tree
    policy: bytes

    def mode(self, path: str) -> Mode | None:
        return Mode.FILE if path == PATH else self.tree.mode(path)

    def read(self, path: str) -> bytes | None:
        return self.policy if path == PATH else self.tree.read(path)

    def read_all(self, paths: Iterable[str]) -> Iterable[tuple[str, bytes]]:
        return each_read(self, paths)

    def walk(self, prefix: str = "") -> Iterable[str]:
        start = prefix.rstrip("/") + "/" if prefix else ""
        return sorted({*self.tree.walk(prefix), *([PATH] if PATH.startswith(start) else [])})

    def names(self, directory: str) -> Iterable[str]:
        folder, _, name = PATH.rpartition("/")
        return sorted({*self.tree.names(directory), *([name] if directory == folder else [])})


@dataclass(frozen=True)
class _Without:
    """A tree in which one file is not there."""

    tree: Tree
    path: str

    def mode(self, path: str) -> Mode | None:
        return None if path == self.path else self.tree.mode(path)

    def read(self, path: str) -> bytes | None:
        return None if path == self.path else self.tree.read(path)

    def read_all(self, paths: Iterable[str]) -> Iterable[tuple[str, bytes]]:
        return each_read(self, paths)

    def walk(self, prefix: str = "") -> Iterable[str]:
        return (path for path in self.tree.walk(prefix) if path != self.path)

    def names(self, directory: str) -> Iterable[str]:
        folder, _, name = self.path.rpartition("/")
        return (one for one in self.tree.names(directory) if (directory, one) != (folder, name))
