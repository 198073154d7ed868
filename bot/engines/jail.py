"""What surrounds every engine: limits by the kernel, a private folder, no network where that is allowed."""

from __future__ import annotations

import os
import resource
import select
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

MEMORY_DISK = Path("/dev/shm")  # noqa: S108 - a private folder is made in it


def private_folder() -> Path:
    """A new folder for one run, outside every repository, in memory where that is possible."""
    parent = MEMORY_DISK if os.access(MEMORY_DISK, os.W_OK) else None
    return Path(tempfile.mkdtemp(prefix=f"decisis-{os.getpid()}-", dir=parent))


def limit(pid: int, cpu_seconds: int, memory_bytes: int) -> None:
    """Put a running process under limits; what it forks inherits them.

    Args:
        pid: the process.
        cpu_seconds: most processor time of one process.
        memory_bytes: most address space of one process.
    """
    for kind, value in (
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, 256 << 20),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.prlimit(pid, kind, (value, value))


def ends_within(pid: int, seconds: float) -> bool:
    """Whether a child ends in time, told by a descriptor, without the steps in which `Popen.wait` polls."""
    end = os.pidfd_open(pid)
    try:
        return bool(select.select([end], [], [], seconds)[0])
    finally:
        os.close(end)


@cache
def no_network() -> tuple[str, ...]:
    """The command that takes the network away from a program, empty where that is forbidden.

    No engine opens a socket by itself; this is the second fence.
    """
    unshare = shutil.which("unshare", path="/usr/bin:/bin")
    if unshare is None:
        return ()
    command = (unshare, "--map-root-user", "--net", "--")
    probe = subprocess.run(
        [*command, "true"], capture_output=True, check=False, env={"PATH": "/usr/bin:/bin"}
    )
    return command if probe.returncode == 0 else ()
