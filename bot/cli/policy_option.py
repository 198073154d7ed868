"""`--policy`: which policy a command judges with."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.errors import UserError
from bot.git.history import tree_of
from bot.git.local import LocalRepository
from bot.git.store import Store
from bot.git.tree import GitTree
from bot.policies import Policies, built_in, read
from checks.change import Mode, Tree
from checks.policy import Policy
from checks.policy_place import PATH


def add_policy_option(parser: argparse.ArgumentParser) -> None:
    """Declare `--policy`."""
    parser.add_argument(
        "--policy",
        metavar="REF|FILE|builtin",
        help="policy to judge with: of a commit, a file in place of the repository's, or the built-in one"
        " (default: the remote's default branch, without one the base)",
    )


def chosen_policy(
    repository: LocalRepository, store: Store, wanted: str | None, base: str, cache: Path | None
) -> Policy:
    """The policy that was asked for; never that of the change.

    Args:
        repository: the repository.
        store: an open store of it.
        wanted: what `--policy` says.
        base: object id of the base, which decides where there is no remote.
        cache: directory for compiled policies.

    Raises:
        UserError: the file or the commit is not there.
        PolicyInvalid: with every problem of the policy.
    """
    if wanted == "builtin":
        return built_in()
    if wanted is not None and Path(wanted).is_file():
        return read(_WithFile(tree_at(store, _trusted(repository, base)), _content(Path(wanted))))
    commit = repository.resolve(wanted) if wanted is not None else _trusted(repository, base)
    return Policies(cache).at(commit, lambda: tree_at(store, commit))


def _trusted(repository: LocalRepository, base: str) -> str:
    branch = repository.default_branch()
    return base if branch is None else repository.resolve(branch)


def tree_at(store: Store, commit: str) -> GitTree:
    """The tree of a commit, readable as long as the store is open."""
    return GitTree(store.objects, tree_of(store.objects, commit))


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

    def walk(self, prefix: str = "") -> Iterable[str]:
        start = prefix.rstrip("/") + "/" if prefix else ""
        return sorted({*self.tree.walk(prefix), *([PATH] if PATH.startswith(start) else [])})
