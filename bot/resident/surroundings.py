"""What a caller has from its parent, taken on by a process that works for it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple


class Surroundings(NamedTuple):
    """Where a caller stands.

    Attributes:
        folder: its working directory.
        words: of its command line.
        variables: its environment.
    """

    folder: bytes
    words: tuple[str, ...]
    variables: Mapping[bytes, bytes]

    @classmethod
    def read(cls, frame: bytes) -> Surroundings:
        """Read what `bot.resident.client` sent.

        Raises:
            ValueError: it is nothing of that kind.
        """
        folder, number, *rest = frame.split(b"\0")
        count = int(number)
        if not 0 < count <= len(rest):
            raise ValueError("the words do not add up")
        pairs = (each.partition(b"=") for each in rest[count:])
        return cls(folder, tuple(map(os.fsdecode, rest[:count])), {name: value for name, _, value in pairs})

    def take_on(self) -> None:
        """Stand where the caller stands.

        Raises:
            OSError: its folder is not there.
        """
        os.chdir(self.folder)
        os.environb.clear()
        os.environb.update(self.variables)


@contextmanager
def taken_on(wanted: Surroundings) -> Iterator[None]:
    """Stand where a caller stands for a while.

    Raises:
        OSError: its folder is not there.
    """
    before = dict(os.environb)
    try:
        wanted.take_on()
        yield
    finally:
        os.chdir("/")
        os.environb.clear()
        os.environb.update(before)
