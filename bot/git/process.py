"""A running git with limits, a deadline and a process group of its own.

Limits are set by a constant shell line that calls `ulimit` and then replaces itself with git. Python's
`preexec_fn` may deadlock in a process with threads, and `resource.prlimit` acts only after the child has
started, on Linux alone, and not on what the child has started by then; this way every limit holds from
git's first instruction on and is inherited. Numbers and arguments are positional parameters of the
line, never part of its text.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import IO, Self, cast

from bot.git.errors import GitError, GitFailed, LimitExceeded, MissingObject, Refused

LIFETIME = 3600.0
"""Seconds that a git may stay open which answers one question after the other."""

_CHUNK = 1 << 16
_LAUNCHER = (
    'ulimit -c 0 && ulimit -S -t "$1" && ulimit -d "$2" && ulimit -v "$3" && ulimit -f "$4" '
    '&& ulimit -n "$5" && shift 5 && exec "$@"'
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run of git may use; each process that git starts has the same limits.

    Attributes:
        cpu: seconds of processor time.
        wall: seconds until the whole process group is killed.
        memory: bytes of heap; like `address_space` not enforced on macOS, which has no such limit.
        address_space: bytes of address space, with the packs and their indexes that are mapped.
        file_size: bytes of the largest file it may write.
        output: bytes it may print.
        files: descriptors it may have open.
    """

    cpu: int = 60
    wall: float = 120.0
    memory: int = 500_000_000
    address_space: int = 1_500_000_000
    file_size: int = 256_000_000
    output: int = 256_000_000
    files: int = 256

    @property
    def arguments(self) -> tuple[str, ...]:
        """The launcher's parameters; `ulimit` counts memory in KiB and file sizes in blocks of 512 bytes."""
        memory = (
            (self.memory // 1024, self.address_space // 1024)
            if sys.platform == "linux"
            else ("unlimited",) * 2
        )
        return (str(self.cpu), *map(str, memory), str(self.file_size // 512), str(self.files))


class Process:
    """A running git. Use as a context manager; leaving it kills what is left of the process group.

    Args:
        arguments: the program with its arguments.
        environment: the whole environment.
        limits: what it may use.
        stdin: what it reads, unless it is `interactive`.
        interactive: whether `stdin` is a pipe that the caller writes to.
        cwd: its working directory; `/` if none is named.
        pass_fds: descriptors that it inherits.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        limits: Limits,
        *,
        stdin: bytes = b"",
        interactive: bool = False,
        cwd: Path | None = None,
        pass_fds: Sequence[int] = (),
    ) -> None:
        self.limits = limits
        self.timed_out = False
        self._lock = threading.Lock()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
        self._input: IO[bytes] | None = None
        if stdin:
            self._input = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
            self._input.write(stdin)
            self._input.seek(0)
        self._popen = subprocess.Popen(
            ["/bin/sh", "-c", _LAUNCHER, "git", *limits.arguments, *arguments],
            stdin=subprocess.PIPE if interactive else self._input or subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=dict(environment),
            cwd=cwd or "/",
            start_new_session=True,
            pass_fds=pass_fds,
        )
        self._timer = threading.Timer(limits.wall, self.expire)
        self._timer.daemon = True
        self._timer.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def stdout(self) -> BufferedReader:
        """What git prints."""
        return cast("BufferedReader", self._popen.stdout)

    @property
    def stdin(self) -> IO[bytes]:
        """What git reads, if it was started `interactive`."""
        return cast("IO[bytes]", self._popen.stdin)

    def chunks(self, allowed: Sequence[int] = (0,)) -> Iterator[bytes]:
        """What git prints, as it comes; whoever reads to the end knows that git succeeded.

        Args:
            allowed: the exit statuses that are a success.

        Raises:
            LimitExceeded: it prints more than `Limits.output`.
            GitError: git failed, was killed, or exceeded a limit.
        """
        total = 0
        while chunk := os.read(self.stdout.fileno(), _CHUNK):
            total += len(chunk)
            if total > self.limits.output:
                raise LimitExceeded(f"{self.limits.output} bytes of output", "git printed more")
            yield chunk
        self.finish(allowed)

    def lines(self) -> Iterator[bytes]:
        """What git prints, cut at line feeds alone, each line with its end; see `chunks`."""
        yield from self.stdout
        self.finish()

    def finish(self, allowed: Sequence[int] = (0,)) -> int:
        """Wait for the end.

        Returns:
            The exit status, one of `allowed`.

        Raises:
            GitError: git failed, was killed, or exceeded a limit.
        """
        code = self._popen.wait()
        self._timer.cancel()
        if code not in allowed or self.timed_out:
            self._errors.seek(0)
            raise _failure(
                code, self._errors.read(8192).decode(errors="replace"), self.limits, self.timed_out
            )
        return code

    def close(self) -> None:
        """Kill what is left and free what it held."""
        self._timer.cancel()
        self._kill()
        for stream in (self._popen.stdin, self._popen.stdout, self._errors, self._input):
            if stream is not None:
                try:
                    stream.close()
                except BrokenPipeError:
                    continue
        self._popen.wait()

    def expire(self) -> None:
        """Kill it, for its time is over."""
        self.timed_out = True
        self._kill()

    def _kill(self) -> None:
        with self._lock:
            if self._popen.poll() is None:
                os.killpg(self._popen.pid, signal.SIGKILL)


_MISSING = re.compile(
    r"bad object|bad revision|unable to read|Not a valid (?:object|commit) name|could not get object info"
    r"|missing (?:blob|tree|commit)|Could not read|invalid object|unable to find"
)
_REFUSED = re.compile(r"fsck error|error in object: \w|Fsck|in tree entries|broken links|badly? formed")


def _failure(code: int, errors: str, limits: Limits, timed_out: bool) -> GitError:  # noqa: FBT001
    """What an unsuccessful end means. Messages are git's own, in the C locale."""
    if timed_out:
        return LimitExceeded(f"{limits.wall:g} s", "git was still running")
    if code == -signal.SIGXCPU or f"signal {signal.SIGXCPU.value}" in errors:
        return LimitExceeded(f"{limits.cpu} s of processor time", "git was still computing")
    if code == -signal.SIGXFSZ or f"signal {signal.SIGXFSZ.value}" in errors or "File too large" in errors:
        return LimitExceeded(f"{limits.file_size} bytes per file", "git had more to write")
    if "ut of memory" in errors or "Cannot allocate memory" in errors:
        return LimitExceeded(f"{limits.memory} bytes of memory", "git asked for more")
    first = next(
        (line for line in errors.splitlines() if line.startswith(("fatal:", "error:"))), errors.strip()[:300]
    )
    if _REFUSED.search(errors):
        return Refused(f"git refused malformed objects: {first}")
    if _MISSING.search(errors):
        return MissingObject(
            f"an object is missing from the repository: {first}", "run `git fetch` and try again"
        )
    return GitFailed(f"git ended with status {code}: {first or 'no message'}")
