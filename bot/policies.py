"""Policies by the commit they stand at, kept compiled between runs.

A policy is a pure function of the commit and of the engine that reads it, so it is kept under both. A floor
is kept under its own commit, and the policy that stands on it is put together anew each time, so nothing
kept ever holds an older floor. A kept policy that is damaged is read anew; one that was written by another
engine is never looked at.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import checks
from bot.turns import Turns
from checks import compiled
from checks.change import EMPTY_TREE, Tree
from checks.policy import Policy

if TYPE_CHECKING:
    from checks.policy_loader import Reading

MOST_KEPT = 200
"""Compiled policies that are kept, some tens of kilobytes each; the oldest go first."""

MOST_REMEMBERED = 4
"""Policies that a process remembers, some megabytes each."""


class _Memory:
    """The policies that were restored last, by the file and the digest of what was kept in it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: OrderedDict[tuple[Path, str], Policy] = OrderedDict()

    def get(self, file: Path, digest: str) -> Policy | None:
        with self._lock:
            if (file, digest) in self._held:
                self._held.move_to_end((file, digest))
            return self._held.get((file, digest))

    def put(self, file: Path, digest: str, policy: Policy) -> None:
        with self._lock:
            self._held[file, digest] = policy
            while len(self._held) > MOST_REMEMBERED:
                self._held.popitem(last=False)

    def newest(self) -> Path | None:
        with self._lock:
            return next(reversed(self._held))[0] if self._held else None


_memory = _Memory()
_turns = Turns()


def last_restored() -> Path | None:
    """The file that the last policy was restored from, if one was."""
    return _memory.newest()


def restore(file: Path) -> Policy | None:
    """The policy that is kept in a file; nothing if it is damaged or gone."""
    try:
        digest, _, text = file.read_text(encoding="utf-8").partition("\n")
        if hashlib.sha256(text.encode()).hexdigest() != digest:
            return None
        policy = _memory.get(file, digest)
        if policy is None:
            policy = compiled.load(text)
            _memory.put(file, digest, policy)
    except (OSError, ValueError):
        return None
    return policy


@dataclass(frozen=True)
class Policies:
    """Reads policies.

    Attributes:
        cache: directory for compiled policies, made when needed; `None` keeps none.
    """

    cache: Path | None = None

    def at(self, commit: str, tree: Callable[[], Tree]) -> Policy:
        """The policy of a commit.

        Args:
            commit: full object id of the commit, the tip of the default branch.
            tree: gives the commit's tree; called only if the policy is not kept.

        Raises:
            PolicyInvalid: with every problem of the policy file and all records.
        """
        return self._read(commit, lambda: read(tree(), commit))

    def floor(
        self, repository: int, commit: str, path: str, name: str, tree: Callable[[], Tree]
    ) -> Policy | None:
        """The policy of a commit as a floor for others.

        Args:
            repository: number of its repository: a commit that another may not read is not given to it.
            commit: full object id of the commit.
            path: the policy file.
            name: `owner/name` of its repository, for the messages.
            tree: gives the commit's tree; called only if the floor is not kept.

        Returns:
            The policy, `None` if there is no such file.

        Raises:
            PolicyInvalid: with every problem of the policy file and all records.
        """
        where = hashlib.sha256(f"{path}\0{name}".encode()).hexdigest()[:16]
        found = self._read(f"floor-{repository}-{commit}-{where}", lambda: _floor(tree(), commit, path, name))
        return found if found.source.source == path else None

    def _read(self, name: str, read_anew: Callable[[], Policy]) -> Policy:
        if self.cache is None:
            return read_anew()
        file = self.cache / "policies" / f"{name}-{engine_stamp()}.json"
        if (kept := restore(file)) is not None:
            return kept
        with _turns.take(file):  # whoever waited for another finds it kept
            if (kept := restore(file)) is not None:
                return kept
            policy = read_anew()
            _keep(file, compiled.dump(policy))
        return policy


def read(tree: Tree, commit: str = "") -> Policy:
    """Read the policy of a tree, the starting pack included.

    Raises:
        PolicyInvalid: with every problem of the policy file and all records.
    """
    from checks.pack import pack_rules
    from checks.policy_loader import load_policy

    return load_policy(tree, commit, pack_rules())


def read_records(tree: Tree, commit: str = "") -> Reading:
    """The same with the records and their examples, which are not kept.

    Raises:
        PolicyInvalid: with every problem of the policy file and all records.
    """
    from checks.pack import pack_rules
    from checks.policy_loader import read_policy

    return read_policy(tree, commit, pack_rules())


def _floor(tree: Tree, commit: str, path: str, name: str) -> Policy:
    """A floor; where there is no file the built-in policy stands for that, so that it is kept as well."""
    from checks.floor import checked_floor
    from checks.pack import pack_rules
    from checks.policy_loader import load_policy

    if tree.mode(path) is None:
        return built_in()
    return checked_floor(load_policy(tree, commit, pack_rules(), path), name)


def built_in() -> Policy:
    """The policy of a repository that has decided nothing: built-in checks and pack, observing."""
    return read(EMPTY_TREE)


@cache
def engine_stamp() -> str:
    """A digest that changes whenever a file of the library does, from names, sizes and times."""
    root = Path(checks.__file__).parent
    digest = hashlib.sha256()
    for directory, _, names in sorted(os.walk(root)):
        for name in sorted(names):
            if name.endswith(".py"):
                status = os.stat(f"{directory}/{name}")  # noqa: PTH116 - a hundred files at every start
                digest.update(f"{directory}/{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def _keep(file: Path, text: str) -> None:
    """Write beside and rename, so that no reader ever sees half of it; a full disk keeps nothing."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False, encoding="utf-8") as beside:
            beside.write(hashlib.sha256(text.encode()).hexdigest() + "\n" + text)
        Path(beside.name).replace(file)
        _prune(file.parent)
    except OSError:
        return


def _prune(folder: Path) -> None:
    kept = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in kept[MOST_KEPT:]:
        file.unlink(missing_ok=True)
