"""Answers of the engine kept by what they depend on: engine, rules, language, path where it counts, text.

An entry is a file with the digest of its body in front; one that does not agree with itself is as good
as none. Entries are written beside and moved into place, so that two programs can share a folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from bot.engines.semgrep.answer import RawMatch

FORMAT = "v1"
_IN_MEMORY = 4_096
_EVICTION_AT = "0"


class MatchCache:
    """A store of answers.

    Args:
        folder: where entries are kept; `None` keeps them in memory.
        most_entries: entries kept at most; the oldest go first.
    """

    def __init__(self, folder: Path | None = None, most_entries: int = 50_000) -> None:
        self._folder = folder / FORMAT if folder is not None else None
        self._most = most_entries
        self._memory: OrderedDict[str, bytes] = OrderedDict()

    def get(self, key: str) -> list[RawMatch] | None:
        """The answer under a key, `None` if there is none that can be read."""
        body = self._memory.get(key) if self._folder is None else self._read(self._folder / key)
        if body is None:
            return None
        try:
            return [RawMatch(*entry) for entry in json.loads(body)]
        except (ValueError, TypeError):
            return None

    def put(self, key: str, matches: Sequence[RawMatch]) -> None:
        """Keep an answer. A folder that cannot be written costs time, never a verdict."""
        body = json.dumps(matches, separators=(",", ":")).encode()
        if self._folder is None:
            self._memory[key] = body
            while len(self._memory) > min(self._most, _IN_MEMORY):
                self._memory.popitem(last=False)
            return
        with contextlib.suppress(OSError):
            self._write(self._folder, key, body)
            if key.startswith(_EVICTION_AT):
                self._evict(self._folder)

    @staticmethod
    def _read(path: Path) -> bytes | None:
        try:
            digest, _, body = path.read_bytes().partition(b"\n")
        except OSError:
            return None
        if hashlib.sha256(path.name.encode() + body).hexdigest().encode() != digest:
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return body

    @staticmethod
    def _write(folder: Path, key: str, body: bytes) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        digest = hashlib.sha256(key.encode() + body).hexdigest().encode()
        descriptor, name = tempfile.mkstemp(prefix=".new-", dir=folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(digest + b"\n" + body)
            Path(name).replace(folder / key)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise

    def _evict(self, folder: Path) -> None:
        with os.scandir(folder) as found:
            entries = sorted((entry.stat().st_mtime_ns, entry.name) for entry in found)
        for _, name in entries[: max(0, len(entries) - self._most)]:
            (folder / name).unlink(missing_ok=True)
