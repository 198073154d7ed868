"""A scratch repository of ours that sees the objects of other stores and writes none into them.

Everything that reads a change works in one: its configuration is ours, so no setting, hook, filter,
attribute file, replace ref or graft of a user's repository or of a pull request has any say; what has
to be written (trees for a diff, the state of a work tree) goes into it and vanishes with it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.git.command import Git
from bot.git.comparer import Comparer
from bot.git.objects import Objects
from bot.git.process import Limits
from checks.change import MAX_CHANGE_BYTES

DIFF_LIMITS = Limits(cpu=20, wall=60.0, memory=250_000_000, output=MAX_CHANGE_BYTES)
"""What a comparison may use: git holds a million differing files in 120 MB before it prints the first."""

_CONFIG = "[core]\n\trepositoryformatversion = {version}\n\tbare = true\n\tlogallrefupdates = false\n"
_SHA256 = "[extensions]\n\tobjectformat = sha256\n"


@dataclass(frozen=True)
class Store:
    """A scratch repository.

    Attributes:
        path: the git directory.
        git: git on that directory.
        objects: the contents of all objects it sees.
        object_format: `sha1` or `sha256`.
        comparer: compares the trees it sees.
    """

    path: Path
    git: Git
    objects: Objects
    object_format: str
    comparer: Comparer
    _written: list[Path] = field(default_factory=list)

    def forget(self) -> None:
        """Take out what was written, for a store that is used more than once."""
        while self._written:
            self._written.pop().unlink()

    @contextmanager
    def comparing(self, limits: Limits) -> Iterator[Comparer]:
        """What compares trees within these limits: the comparer that is there, or one that has them."""
        if limits == self.comparer.limits:
            yield self.comparer
            return
        with Comparer(self.git, limits) as other:
            yield other

    @property
    def empty_tree(self) -> str:
        """Object id of the tree without entries, which exists in this store."""
        return self.write("tree", b"")

    def write(self, kind: str, content: bytes) -> str:
        """Store an object in the scratch repository, byte for byte: no filter, no conversion.

        Args:
            kind: `blob` or `tree`.
            content: its content.

        Returns:
            Its object id.
        """
        data = f"{kind} {len(content)}\0".encode() + content
        oid = hashlib.new(self.object_format, data, usedforsecurity=False).hexdigest()
        file = self.path / "objects" / oid[:2] / oid[2:]
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(zlib.compress(data, 1))
            self._written.append(file)
        return oid


def create(
    directory: Path,
    alternates: Iterable[Path] = (),
    object_format: str = "sha1",
    refs: Mapping[str, str] | None = None,
) -> None:
    """Make a bare repository by hand: no template, no hook, no configuration but ours.

    Args:
        directory: where; created with its parents.
        alternates: object directories it also sees.
        object_format: `sha1` or `sha256`.
        refs: full names of refs, each with the object id of a commit that it sees.
    """
    for name in ("objects/info", "objects/pack", "refs", "info"):
        (directory / name).mkdir(parents=True)
    (directory / "HEAD").write_text("ref: refs/decisis/none\n")
    sha256 = object_format == "sha256"
    (directory / "config").write_text(_CONFIG.format(version=int(sha256)) + (_SHA256 if sha256 else ""))
    (directory / "objects/info/alternates").write_bytes(b"".join(map(_alternate, alternates)))
    for ref, oid in (refs or {}).items():
        (directory / ref).parent.mkdir(parents=True, exist_ok=True)
        (directory / ref).write_text(f"{oid}\n")


def _alternate(path: Path) -> bytes:
    """A line of git's list of alternates; always in its quoted form, which can hold every path."""
    text = os.fsencode(path.absolute())
    return b'"' + text.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n") + b'"\n'


@contextmanager
def scratch(
    alternates: Sequence[Path],
    *,
    object_format: str = "sha1",
    shallow: Path | None = None,
    fetch: Callable[[Sequence[str]], None] | None = None,
    limits: Limits | None = None,
) -> Iterator[Store]:
    """A store that lives as long as the context.

    Args:
        alternates: object directories that are read.
        object_format: `sha1` or `sha256`.
        shallow: the `shallow` file of the repository that is read, if it has one.
        fetch: called with object ids that are missing; brings them into one of `alternates`.
        limits: what each run of git may use.
    """
    with tempfile.TemporaryDirectory(prefix="decisis-") as name:
        directory = Path(name) / "store"
        create(directory, alternates, object_format)
        if shallow is not None and shallow.is_file():
            shutil.copyfile(shallow, directory / "shallow")
        git = Git(directory, limits or Limits())
        with Objects(git, object_format, fetch) as objects, Comparer(git, DIFF_LIMITS) as comparer:
            yield Store(directory, git, objects, object_format, comparer)
