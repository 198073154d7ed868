"""What `decisis sync` does: the instructions of agents against the decisions of the work tree."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import UserError
from bot.git.history import tree_at
from bot.git.local import LocalRepository
from bot.policies import read
from bot.whole_file import replace_file
from checks.teaching.channels import Untaught, taught


@dataclass(frozen=True, slots=True)
class StaleFile:
    """A file that is not what it has to be.

    Attributes:
        path: the file, from the root of the repository.
        seen: its text; empty where there is none.
        wanted: the text that it has to have; empty where it is to go.
    """

    path: str
    seen: str
    wanted: str

    @property
    def diff(self) -> Iterator[str]:
        """A diff that `git apply` takes."""
        old = f"a/{self.path}" if self.seen else "/dev/null"
        before, after = (text.splitlines(keepends=True) for text in (self.seen, self.wanted))
        return difflib.unified_diff(before, after, old, f"b/{self.path}")


def stale_files(repository: Path) -> Sequence[StaleFile]:
    """The files whose block or text is not what the decisions of the work tree ask for, by path.

    Args:
        repository: a folder in it.

    Raises:
        UserError: a file cannot be kept, or there is no work tree.
        PolicyInvalid: the policy or a record does not read.
    """
    return _stale(_opened(repository))


def written(repository: Path) -> Iterator[str]:
    """Write what is stale; gives a line for each file, and one where there is nothing to do.

    Args:
        repository: a folder in it.

    Raises:
        UserError: a file cannot be kept or written, or there is no work tree.
        PolicyInvalid: the policy or a record does not read.
    """
    local, top = _opened(repository)
    stale = _stale((local, top))
    for file in stale:
        if not file.seen and (top / file.path).exists():
            raise UserError(f"git ignores `{file.path}`", "take it out of `.gitignore`, or move it away")
    for file in stale:
        if file.wanted:
            replace_file(top, file.path, file.wanted.encode())
            yield f"wrote {file.path}"
        else:
            (top / file.path).unlink()
            yield f"removed {file.path}"
    if not stale:
        yield "everything is current"


def _opened(repository: Path) -> tuple[LocalRepository, Path]:
    local = LocalRepository.open(repository)
    if local.top is None:
        raise UserError("a bare repository has no files to write", "run `decisis sync` in a clone of it")
    return local, local.top


def _stale(opened: tuple[LocalRepository, Path]) -> Sequence[StaleFile]:
    local, _ = opened
    with local.store() as store:
        tree = tree_at(store, local.work_tree_id(store))
        try:
            wanted = taught(read(tree), tree)
        except Untaught as fault:
            raise UserError(f"`{fault.path}` cannot be kept: {fault.reason}") from fault
        seen = {path: (tree.read(path) or b"").decode() for path in wanted}
    return [StaleFile(path, seen[path], text) for path, text in wanted.items() if seen[path] != text]
