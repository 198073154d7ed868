"""The trees of a change, asked for through a connection; who holds the objects answers, part by part."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from multiprocessing.connection import Connection
from typing import Any

from bot.confined.order import receive, send
from bot.errors import UserError
from bot.git.errors import GitError
from checks.change import Mode, TooLarge, Tree

PART = 500
"""Paths of a walk that are sent at a time."""

PART_BYTES = 4_000_000
"""Bytes of contents that are sent at a time, and the last file that passes them."""


class TreeOffice:
    """Answers what a process asks of the trees; only values of JSON are read from it.

    Args:
        trees: the trees by name.

    Attributes:
        faults: what was raised instead of an answer, in order.
    """

    def __init__(self, trees: Mapping[str, Tree]) -> None:
        self._trees = trees
        self._streams: list[Iterator[Any]] = []
        self.faults: list[Exception] = []

    def answer(self, connection: Connection, question: Mapping[str, Any]) -> None:
        """Send the answer, or what was raised instead of it."""
        try:
            found = self._answer(question)
        except Exception as fault:  # noqa: BLE001 - raised again by whoever asked
            self.faults.append(fault)
            told = {
                "name": type(fault).__name__,
                "text": str(fault),
                "number": len(self.faults) - 1,
                "is_git": isinstance(fault, GitError | UserError),
                "too_large": [fault.path, fault.size] if isinstance(fault, TooLarge) else None,
            }
            send(connection, {"raised": told})
            return
        if isinstance(found, bytes):
            send(connection, {"content": True}, [found])
        elif isinstance(found, list) and found and isinstance(found[0], tuple):
            send(connection, {"paths": [path for path, _ in found]}, [content for _, content in found])
        else:
            send(connection, {"value": found})

    def _answer(self, question: Mapping[str, Any]) -> object:
        if "stream" in question:
            return self._part(self._streams[int(question["stream"])])
        tree, asked = self._trees[question["tree"]], question["asked"]
        match question["method"]:
            case "mode":
                return tree.mode(str(asked))
            case "read":
                return tree.read(str(asked))
            case "names":
                return list(tree.names(str(asked)))
            case "walk":
                self._streams.append(iter(tree.walk(str(asked))))
            case "read_all":
                self._streams.append(iter(tree.read_all([str(path) for path in asked])))
            case other:
                raise ValueError(f"a tree has no `{other}`")
        return len(self._streams) - 1

    @staticmethod
    def _part(stream: Iterator[Any]) -> list[Any]:
        part: list[Any] = []
        size = 0
        for item in islice(stream, PART):
            part.append(item)
            size += len(item[1]) if isinstance(item, tuple) else 0
            if size > PART_BYTES:
                break
        return part


class RemoteTree:
    """A tree whose objects another process holds, as `checks.change.Tree`.

    Args:
        connection: to a `TreeOffice`; nobody else uses it meanwhile.
        name: name of the tree there.
    """

    def __init__(self, connection: Connection, name: str) -> None:
        self._connection, self._name = connection, name

    def mode(self, path: str) -> Mode | None:
        """See `Tree.mode`."""
        found = self._ask("mode", path)
        return None if found is None else Mode(found)

    def read(self, path: str) -> bytes | None:
        """See `Tree.read`."""
        found: bytes | None = self._ask("read", path)
        return found

    def read_all(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """See `Tree.read_all`."""
        return self._stream(self._ask("read_all", list(paths)))

    def walk(self, prefix: str = "") -> Iterator[str]:
        """See `Tree.walk`."""
        return self._stream(self._ask("walk", prefix))

    def names(self, directory: str) -> Iterable[str]:
        """See `Tree.names`."""
        found: list[str] = self._ask("names", directory)
        return found

    def _ask(self, method: str, asked: object) -> Any:
        return asked_of(self._connection, {"tree": self._name, "method": method, "asked": asked})

    def _stream(self, number: int) -> Iterator[Any]:
        while part := asked_of(self._connection, {"stream": number}):
            yield from part


class _GitFault(GitError):
    """Objects could not be read by whoever holds them."""


class _OtherFault(Exception):
    """Whoever holds the trees met with something else."""


def asked_of(connection: Connection, question: Mapping[str, Any]) -> Any:
    """Ask and wait for the answer, or raise what the other side met with; it carries the number of that."""
    connection.send_bytes(json.dumps(question).encode())
    answer, contents = receive(connection)
    if "raised" in answer:
        raise _fault(answer["raised"])
    if "paths" in answer:
        return list(zip(answer["paths"], contents, strict=True))
    return contents[0] if "content" in answer else answer["value"]


def _fault(told: Mapping[str, Any]) -> Exception:
    """What was raised there, under its name, since a gap in a verdict shows that."""
    if told["too_large"] is not None:
        return TooLarge(*told["too_large"])
    base: type[Exception] = _GitFault if told["is_git"] else _OtherFault
    fault: Exception = type(told["name"], (base,), {})(told["text"])
    vars(fault)["number_in_office"] = told["number"]
    return fault
