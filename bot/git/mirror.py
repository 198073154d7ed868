"""Mirrors of repositories, and a quarantine per reading for what a pull request brings.

git's fsck looks at objects as they arrive and skips those that are already there. So the two places
differ. A *mirror* holds the history of the branches that pull requests are made against and nothing
else; every object in it came through a fetch that checked it, into a directory that we made and stamped,
and one without our stamp is thrown away. The *quarantine* is a fresh store that sees the mirror; the head
is fetched into it, so whatever the pull request adds arrives there for the first time, is checked, and is
gone after the reading: no byte of one pull request is in the way of the next.

Both are fetched without file contents, which come in one further fetch for exactly the files that differ,
and in few more for what checks read besides. What is read of the branch itself, such as its policy, needs
no quarantine and stays in the mirror.
"""

from __future__ import annotations

import fcntl
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.git.command import Git, object_id
from bot.git.errors import NotThereYet, Refused
from bot.git.remote import FETCH_LIMITS, Remote
from bot.git.store import Store, create, scratch
from bot.phases import Phase, during

_STAMP = "decisis-mirror"
_WITHOUT_CONTENTS = "1 without contents\n"
_WITH_CONTENTS = "1 with contents\n"
_FILTER = "--filter=blob:none"
_MANY_PACKS = 50
_ABANDONED = 6 * 3600.0

_FSCK: Mapping[str, str] = {
    "fetch.fsck.badFilemode": "error",
    **{
        f"fetch.fsck.{name}": "ignore"
        for name in (
            "zeroPaddedFilemode",
            "zeroPaddedDate",
            "badTimezone",
            "missingSpaceBeforeDate",
            "missingSpaceBeforeEmail",
            "missingNameBeforeEmail",
        )
    },
}
"""Flaws that old tools left in the histories of honest repositories and that nothing here depends on."""


class Mirrors:
    """The mirrors of one service.

    Args:
        directory: where they are kept; ours alone.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory.absolute()

    @contextmanager
    def pull(
        self, repository_id: int, remote: Remote, base: str, head: str, seconds: float | None = None
    ) -> Iterator[Store]:
        """A store that holds both sides of a pull request.

        Args:
            repository_id: GitHub's number of the base repository.
            remote: the base repository; it serves the heads of forks, too.
            base: object id of the tip of the branch it is to be merged into.
            head: object id of its head, as the API gave it.
            seconds: how long contents may be fetched for, from now on; `None` for as long as it takes.

        Raises:
            NotThereYet: the remote does not serve a commit yet; ask again later.
            RemoteError: the remote refused or did not answer.
            Refused: the objects are malformed; `bot.git.change.unreadable` makes it the verdict's gap.
            LimitExceeded: the objects are too many or too large; likewise.
        """
        object_id(head)
        until = None if seconds is None else time.monotonic() + seconds
        with during(Phase.FETCH):
            mirror = self._updated(repository_id, remote, object_id(base))
        if head == base:
            with self._standing(repository_id, remote, mirror, until) as store:
                yield store
            return
        options = _options(mirror)
        quarantines = self._directory / "quarantine"
        quarantines.mkdir(exist_ok=True)
        _sweep(quarantines)
        with tempfile.TemporaryDirectory(prefix=f"{repository_id}-", dir=quarantines) as name:
            quarantine = Path(name) / "store"
            create(quarantine, [mirror / "objects"], refs={"refs/decisis/base": object_id(base)})
            git = Git(quarantine, FETCH_LIMITS, config=_FSCK)
            with during(Phase.FETCH):
                _fetch_commit(git, remote, options, head)

            def fetch(oids: Sequence[str]) -> None:
                with during(Phase.FETCH):
                    _fetch_contents(git, remote, options, oids, until)

            stores = [quarantine / "objects", mirror / "objects"]
            with scratch(stores, fetch=fetch if options else None) as store:
                yield store

    @contextmanager
    def _standing(
        self, repository_id: int, remote: Remote, mirror: Path, until: float | None
    ) -> Iterator[Store]:
        """A store that holds what stands in the mirror; contents that it lacks are fetched there."""
        options = _options(mirror)

        def fetch(oids: Sequence[str]) -> None:
            with during(Phase.FETCH), self._alone(repository_id):
                _fetch_contents(Git(mirror, FETCH_LIMITS, config=_FSCK), remote, options, oids, until)

        with scratch([mirror / "objects"], fetch=fetch if options else None) as store:
            yield store

    def _updated(self, repository_id: int, remote: Remote, base: str) -> Path:
        """The mirror, with the history of `base`; one process or thread at a time works on it."""
        mirror = self._directory / f"{repository_id:d}.git"
        with self._alone(repository_id):
            if not (mirror / _STAMP).is_file():
                _fresh(mirror, _WITHOUT_CONTENTS)
            try:
                _bring(mirror, remote, base)
            except Refused:
                if not _options(mirror):
                    raise
                # git lets us say which flaws are harmless only in a fetch of everything
                _fresh(mirror, _WITH_CONTENTS)
                _bring(mirror, remote, base)
        return mirror

    def forget(self, repository_id: int) -> None:
        """Delete the mirror of a repository, for example when the App was taken away from it."""
        with self._alone(repository_id):
            shutil.rmtree(self._directory / f"{repository_id:d}.git", ignore_errors=True)

    @contextmanager
    def _alone(self, repository_id: int) -> Iterator[None]:
        self._directory.mkdir(parents=True, exist_ok=True)
        with (self._directory / f"{repository_id:d}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _sweep(quarantines: Path) -> None:
    """Remove what readings left behind that were killed; none takes as long as `_ABANDONED`."""
    for directory in quarantines.iterdir():
        with suppress(FileNotFoundError):
            if directory.stat().st_mtime < time.time() - _ABANDONED:
                shutil.rmtree(directory, ignore_errors=True)


def _fresh(mirror: Path, stamp: str) -> None:
    shutil.rmtree(mirror, ignore_errors=True)
    draft = mirror.with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    create(draft)
    (draft / _STAMP).write_text(stamp)
    draft.rename(mirror)


def _options(mirror: Path) -> list[str]:
    return [_FILTER] if (mirror / _STAMP).read_text() == _WITHOUT_CONTENTS else []


def _bring(mirror: Path, remote: Remote, base: str) -> None:
    """Fetch a commit of a base branch with its history, unless it is there; keep refs and packs few."""
    git = Git(mirror, FETCH_LIMITS, config=_FSCK)
    if _is_tip(mirror, base) or git.run(
        "for-each-ref", "--format=%(objectname)", f"--contains={base}", allowed=(0, 1, 128, 129)
    ):
        return
    _fetch_commit(git, remote, _options(mirror), base, f"refs/decisis/{base}")
    older = git.run("for-each-ref", "--format=%(refname)", f"--merged={base}").decode().split()
    stale = [ref for ref in older if ref != f"refs/decisis/{base}"]
    git.run("update-ref", "--stdin", stdin="".join(f"delete {ref}\n" for ref in stale).encode())
    if sum(1 for _ in (mirror / "objects/pack").glob("*.pack")) > _MANY_PACKS:
        git.run("repack", "-a", "-d", "-q")


def _is_tip(mirror: Path, oid: str) -> bool:
    """Whether a commit is what was fetched last, as nearly always; git is not asked for that."""
    try:
        return (mirror / "refs/decisis" / oid).read_bytes() == f"{oid}\n".encode()
    except FileNotFoundError:
        return False


def _fetch_contents(
    git: Git, remote: Remote, options: Sequence[str], oids: Sequence[str], until: float | None
) -> None:
    noop = git.having(config={"fetch.negotiationAlgorithm": "noop"})
    left = FETCH_LIMITS.wall if until is None else max(1.0, until - time.monotonic())
    remote.fetch(noop, options, {}, oids, left)


def _fetch_commit(
    git: Git, remote: Remote, options: Sequence[str], oid: str, ref: str = "refs/decisis/head"
) -> None:
    remote.fetch(git.having(config={"fetch.unpackLimit": "1"}), options, {oid: ref})
    if git.run("rev-parse", "--verify", f"{ref}^{{commit}}").decode().strip() != oid:
        raise NotThereYet
