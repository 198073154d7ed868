"""What the process that judges is told, as JSON and the bytes of files: neither side runs what it reads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from bot.confined.limits import Limits
from checks.change import Blob, Change, ChangedFile, Hunk, Incomplete, Mode, PullFacts, Status


@dataclass(frozen=True)
class Brief:
    """What is told before there is a change, so that a process can get ready for it.

    Attributes:
        policy: the policy as `checks.compiled` writes it.
        limits: what judging may use.
    """

    policy: str
    limits: Limits

    def send(self, connection: Connection, *, is_early: bool) -> None:
        """Send it, and say whether there is time until the order comes."""
        send(connection, [is_early, self.policy, self.limits.seconds, self.limits.megabytes])

    @classmethod
    def received(cls, connection: Connection) -> tuple[Brief, bool]:
        """The one that was sent, and whether there is time until the order comes."""
        (is_early, policy, *limits), _ = receive(connection)
        return cls(policy, Limits(*limits)), is_early


@dataclass(frozen=True)
class Order:
    """One judging.

    Attributes:
        change: the change as `bot.git` read it; its trees do not travel.
        engine: what judges, with its versions.
        cache: folder for semgrep's answers about examples of records, `None` for none.
    """

    change: Change
    engine: str
    cache: Path | None

    def send(self, connection: Connection) -> None:
        """Send it."""
        contents: list[bytes] = []
        value = {
            "base": self.change.base,
            "head": self.change.head,
            "files": [_file(file, contents) for file in self.change.files],
            "facts": facts_form().dump_python(self.change.facts, mode="json"),
            "incomplete": gaps_form().dump_python(self.change.incomplete, mode="json"),
            "engine": self.engine,
            "cache": str(self.cache) if self.cache is not None else None,
        }
        send(connection, value, contents)


def received(connection: Connection) -> Order:
    """The order that was sent."""
    value, contents = receive(connection)
    change = Change(
        base=value["base"],
        head=value["head"],
        files=tuple(_file_of(one, contents) for one in value["files"]),
        facts=facts_form().validate_python(value["facts"]),
        incomplete=gaps_form().validate_python(value["incomplete"]),
    )
    cache_folder = Path(value["cache"]) if value["cache"] is not None else None
    return Order(change, value["engine"], cache_folder)


def send(connection: Connection, value: Any, contents: Sequence[bytes] = ()) -> None:
    """Send JSON values and the bytes that they refer to by number."""
    connection.send_bytes(json.dumps([value, [len(content) for content in contents]]).encode())
    if contents:
        connection.send_bytes(b"".join(contents))


def receive(connection: Connection) -> tuple[Any, list[bytes]]:
    """What `send` sent."""
    value, sizes = json.loads(connection.recv_bytes())
    joined = connection.recv_bytes() if sizes else b""
    ends = list(accumulate(sizes))
    return value, [joined[end - size : end] for size, end in zip(sizes, ends, strict=True)]


def _file(file: ChangedFile, contents: list[bytes]) -> list[Any]:
    return [file.path, file.status, _blob(file.base, contents), _blob(file.head, contents), file.hunks]


def _file_of(value: Sequence[Any], contents: Sequence[bytes]) -> ChangedFile:
    path, status, base, head, hunks = value
    sides = _blob_of(base, contents), _blob_of(head, contents)
    return ChangedFile(path, Status(status), *sides, tuple(Hunk(*hunk) for hunk in hunks))


def _blob(blob: Blob | None, contents: list[bytes]) -> list[Any] | None:
    if blob is None:
        return None
    if blob.content is None:
        return [blob.oid, blob.mode, blob.size, None]
    contents.append(blob.content)
    return [blob.oid, blob.mode, blob.size, len(contents) - 1]


def _blob_of(value: Sequence[Any] | None, contents: Sequence[bytes]) -> Blob | None:
    if value is None:
        return None
    oid, mode, size, number = value
    return Blob(oid, Mode(mode), size, None if number is None else contents[number])


@cache
def facts_form() -> TypeAdapter[PullFacts]:
    """How facts are written."""
    return TypeAdapter(PullFacts)


@cache
def gaps_form() -> TypeAdapter[tuple[Incomplete, ...]]:
    """How gaps are written."""
    return TypeAdapter(tuple[Incomplete, ...])
