"""Objects by their id: sizes first, contents after, each content proved to be what its id says."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import islice
from typing import NamedTuple, Self

from bot.git.command import Git, object_id
from bot.git.errors import GitError, GitFailed, LimitExceeded, MissingObject
from bot.git.process import LIFETIME, Process
from checks.diff import DiffFault

_log = logging.getLogger(__name__)

_BATCH = 200
"""Requests that are written before the answers are read: they fit into a pipe, so neither side waits."""

AHEAD = (50, 200, 800)
"""Objects that come along with the first, the second, and each further one that is fetched by itself."""

_BATCH_BYTES = 4_000_000
"""Bytes of contents that are held together while they are read; a larger object is read alone."""


class Info(NamedTuple):
    """What an object is.

    Attributes:
        oid: its object id.
        kind: `blob`, `tree`, `commit` or `tag`.
        size: bytes of its content.
    """

    oid: str
    kind: str
    size: int


class Objects:
    """Reads objects of one repository through two long-lived `git cat-file`. Safe to share among threads.

    Args:
        git: git on the repository.
        object_format: `sha1` or `sha256`.
        fetch: called with ids of objects that are missing; after it they are asked for once more.
    """

    def __init__(
        self, git: Git, object_format: str = "sha1", fetch: Callable[[Sequence[str]], None] | None = None
    ) -> None:
        self._git = git
        self._format = object_format
        self._fetch = fetch
        self._ran_ahead, self._runs_ahead = 0, True
        self._lock = threading.RLock()
        self._processes: dict[str, Process] = {}
        self._stack = ExitStack()
        self._closed = False

    def __enter__(self) -> Self:
        with self._lock:
            for mode in ("--batch-check", "--batch"):  # they load while the first question is thought of
                self._process(mode)
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._closed = True
            self._stack.close()

    @property
    def fetches(self) -> bool:
        """Whether objects that are missing are fetched."""
        return self._fetch is not None

    def info(self, oids: Sequence[str], ahead: Iterable[str] = ()) -> dict[str, Info]:
        """Kinds and sizes, without reading a content.

        Args:
            oids: object ids.
            ahead: ids of objects that may be asked for next: some are fetched with one that is missing.

        Raises:
            MissingObject: an object is not in the repository and could not be fetched.
        """
        with self._lock:
            found = self._ask(oids)
            missing = [oid for oid in dict.fromkeys(oids) if oid not in found]
            if missing and self._fetch is not None:
                self._bring(self._fetch, missing, ahead)
                found |= self._ask(missing)
            if absent := next((oid for oid in missing if oid not in found), None):
                raise MissingObject(f"the object {absent} is missing", "run `git fetch` and try again")
        return found

    def _bring(
        self, fetch: Callable[[Sequence[str]], None], missing: Sequence[str], ahead: Iterable[str]
    ) -> None:
        """Fetch what is missing and some of what lies ahead, which never costs what is missing."""
        if more := self._not_held(ahead, missing):
            self._ran_ahead += 1
            try:
                fetch([*missing, *more])
            except GitError:
                _log.debug("what lies ahead could not be fetched", exc_info=True)
                self._runs_ahead = False
            else:
                return
        fetch(missing)

    def _not_held(self, ahead: Iterable[str], missing: Sequence[str]) -> list[str]:
        most = AHEAD[min(self._ran_ahead, len(AHEAD) - 1)] if self._runs_ahead else 0
        found: dict[str, None] = {}
        pending = iter(ahead)
        while len(found) < most and (batch := list(islice(pending, _BATCH))):
            held = self._ask(batch)
            found |= dict.fromkeys(oid for oid in batch if oid not in held and oid not in missing)
        return list(islice(found, most))

    def read(self, oid: str, kind: str, most: int) -> bytes:
        """The content of one object.

        Args:
            oid: its object id.
            kind: what it must be.
            most: bytes it may have.

        Raises:
            LimitExceeded: it is larger.
            MissingObject: it is not in the repository and could not be fetched.
            DiffFault: it is of another kind, or its content is not what its id says.
        """
        return next(self.read_all([oid], kind, most))

    def read_all(self, oids: Sequence[str], kind: str, most: int) -> Iterator[bytes]:
        """The contents of objects, in order; see `read`."""
        infos = self.info(oids)
        for oid in oids:
            if infos[oid].kind != kind:
                raise DiffFault(f"the object {oid} is a {infos[oid].kind} where a {kind} belongs")
            if infos[oid].size > most:
                raise LimitExceeded(f"{most} bytes", f"the {kind} {oid} has {infos[oid].size} bytes")
        for batch in _batches([infos[oid] for oid in oids]):
            yield from self._contents(batch)

    def _ask(self, oids: Sequence[str]) -> dict[str, Info]:
        found: dict[str, Info] = {}
        remaining = iter(dict.fromkeys(oids))
        while batch := list(islice(remaining, _BATCH)):
            process = self._send("--batch-check", batch)
            for oid in batch:
                if (info := self._header(process, oid)) is not None:
                    found[oid] = info
        return found

    def _contents(self, batch: Sequence[Info]) -> list[bytes]:
        """The contents of a few objects, all asked for before the first is read."""
        found = []
        with self._lock:
            process = self._send("--batch", [info.oid for info in batch])
            for info in batch:
                if self._header(process, info.oid) != info:
                    raise GitFailed(f"git contradicts itself about the object {info.oid}")
                content = process.stdout.read(info.size)
                if len(content) != info.size or process.stdout.read(1) != b"\n":
                    process.finish()
                    raise GitFailed(f"git ended while it was printing the object {info.oid}")
                found.append(content)
        for info, content in zip(batch, found, strict=True):
            digest = hashlib.new(self._format, f"{info.kind} {info.size}\0".encode(), usedforsecurity=False)
            digest.update(content)
            if digest.hexdigest() != info.oid:
                raise DiffFault(f"the content of the object {info.oid} is not what its id says")
        return found

    def _send(self, mode: str, oids: Sequence[str]) -> Process:
        if self._closed:
            raise GitFailed("the objects of the change were asked for after its store was closed")
        process = self._process(mode)
        try:
            process.stdin.write("".join(f"{object_id(oid)}\n" for oid in oids).encode())
            process.stdin.flush()
        except BrokenPipeError:
            process.finish(())
        return process

    def _process(self, mode: str) -> Process:
        if mode not in self._processes:
            limits = replace(self._git.limits, wall=LIFETIME)
            started = self._git.start("cat-file", mode, interactive=True, limits=limits)
            self._processes[mode] = self._stack.enter_context(started)
        return self._processes[mode]

    def _header(self, process: Process, oid: str) -> Info | None:
        fields = process.stdout.readline().decode().split()
        if fields == [oid, "missing"]:
            return None
        if len(fields) != 3 or fields[0] != oid or not fields[2].isdigit():
            process.finish(())
        return Info(oid, fields[1], int(fields[2]))


def _batches(infos: Sequence[Info]) -> Iterator[list[Info]]:
    """The objects in order, few enough at a time to be held in memory together."""
    batch: list[Info] = []
    size = 0
    for info in infos:
        if batch and (len(batch) >= _BATCH or size + info.size > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(info)
        size += info.size
    if batch:
        yield batch
