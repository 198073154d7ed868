"""A machine that fails its programs: its clock is wrong, its disk is full, does not sync or is read-only.

A library between the program and libc does it, so that Python, SQLite and everything else in the process
meet the same errors as on a real machine. It is compiled when first needed, by the machine's own compiler.
"""

from __future__ import annotations

import atexit
import mmap
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

_SOURCE = Path(__file__).with_name("faults.c")
_FIELDS = ("ahead", "stopped", "full", "unsynced", "frozen", "struck")


@cache
def library() -> Path | None:
    """The library, `None` where it cannot be compiled; without `MACHINE_FAULTS` it changes nothing."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    folder = Path(tempfile.mkdtemp(prefix="decisis-machine-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = folder / "faults.so"
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(made), str(_SOURCE), "-ldl"]
    subprocess.run(command, check=True, timeout=60)
    return made


class Machine:
    """What is wrong with the machine of the programs that get `variables`.

    Args:
        directory: where the library and what is wrong are kept; made if it is not there.
    """

    def __init__(self, directory: Path) -> None:
        preloaded = library()
        if preloaded is None:
            pytest.skip("no C compiler is here that could make the machine fail")
        directory.mkdir(exist_ok=True)
        state = directory / "faults"
        state.write_bytes(bytes(8 * len(_FIELDS)))
        with state.open("r+b") as file:
            self._state = mmap.mmap(file.fileno(), 0)
        self.variables: Mapping[str, str] = {"LD_PRELOAD": str(preloaded), "MACHINE_FAULTS": str(state)}

    def set(self, **values: int) -> None:
        """Make something wrong from now on: `ahead` and `stopped` in seconds, the others as 0 or 1."""
        for name, value in values.items():
            struct.pack_into("q", self._state, 8 * _FIELDS.index(name), value)

    @contextmanager
    def failing(self, **values: int) -> Iterator[None]:
        """Something is wrong within the context and right after it."""
        self.set(**values)
        try:
            yield
        finally:
            self.set(**dict.fromkeys(values, 0))

    @property
    def struck(self) -> int:
        """How often a write, a change or a sync was refused so far."""
        (count,) = struct.unpack_from("q", self._state, 8 * _FIELDS.index("struck"))
        return int(count)
