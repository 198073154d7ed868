"""The one place that runs git: argument lists, an environment of our own, limits, a deadline.

Limits are set by a constant shell line that calls `ulimit` and then replaces itself with git. Python's
`preexec_fn` may deadlock in a process with threads, and `resource.prlimit` acts only after the child has
started, on Linux alone, and not on what the child has started by then; this way every limit holds from
git's first instruction on and is inherited. Numbers and arguments are positional parameters of the
line, never part of its text.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import IO, Self, cast

from bot.git.errors import GitError, GitFailed, GitUsageError, LimitExceeded, MissingObject, Refused

_OID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_CHUNK = 1 << 16
_LAUNCHER = (
    'ulimit -c 0 && ulimit -S -t "$1" && ulimit -d "$2" && ulimit -v "$3" && ulimit -f "$4" '
    '&& ulimit -n "$5" && shift 5 && exec "$@"'
)
_ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_LFS_SKIP_SMUDGE": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_ADVICE": "0",
}
_CONFIG = {
    "safe.bareRepository": "explicit",
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.attributesFile": os.devnull,
    "core.packedGitWindowSize": "32m",
    "core.packedGitLimit": "256m",
    "core.bigFileThreshold": "1m",
    "protocol.allow": "never",
    "transfer.fsckObjects": "true",
    "transfer.bundleURI": "false",
    "fetch.recurseSubmodules": "false",
    "submodule.recurse": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "pack.threads": "1",
    "index.threads": "1",
    "http.followRedirects": "false",
    "credential.helper": "",
    "log.showSignature": "false",
    "color.ui": "false",
}


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


def object_id(text: str) -> str:
    """Return `text` if it is a full object id in lower case.

    Raises:
        GitUsageError: it is not.
    """
    if _OID.fullmatch(text) is None:
        raise GitUsageError(f"`{text[:80]!a}` is no full object id", "give 40 or 64 hexadecimal digits")
    return text


@cache
def git_program() -> str:
    """The absolute path of git.

    Raises:
        GitUsageError: git is not installed.
    """
    found = shutil.which("git")
    if found is None:
        raise GitUsageError("git was not found on the search path", "install git 2.34 or newer")
    return str(Path(found).absolute())


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
        self._input = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
        self._input.write(stdin)
        self._input.seek(0)
        self._popen = subprocess.Popen(
            ["/bin/sh", "-c", _LAUNCHER, "git", *limits.arguments, *arguments],
            stdin=subprocess.PIPE if interactive else self._input,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=dict(environment),
            cwd=cwd or "/",
            start_new_session=True,
            pass_fds=pass_fds,
        )
        self._timer = threading.Timer(limits.wall, self._expire)
        self._timer.daemon = True
        self._timer.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def stdout(self) -> IO[bytes]:
        """What git prints."""
        return cast("IO[bytes]", self._popen.stdout)

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

    def _expire(self) -> None:
        self.timed_out = True
        self._kill()

    def _kill(self) -> None:
        with self._lock:
            if self._popen.poll() is None:
                os.killpg(self._popen.pid, signal.SIGKILL)


@dataclass(frozen=True)
class Git:
    """git on one git directory.

    Attributes:
        git_dir: absolute path of the git directory; `None` lets git look for it from `cwd` upwards.
        limits: what a run may use unless told otherwise.
        environment: variables of ours besides the fixed ones; `None` takes a fixed one away.
        config: options of ours besides the fixed ones.
    """

    git_dir: Path | None
    limits: Limits = Limits()
    environment: Mapping[str, str | None] = field(default_factory=dict)
    config: Mapping[str, str] = field(default_factory=dict)

    def having(
        self, environment: Mapping[str, str | None] | None = None, config: Mapping[str, str] | None = None
    ) -> Git:
        """The same with more variables and options."""
        return replace(
            self,
            environment={**self.environment, **(environment or {})},
            config={**self.config, **(config or {})},
        )

    def start(
        self,
        *arguments: str,
        stdin: bytes = b"",
        interactive: bool = False,
        limits: Limits | None = None,
        cwd: Path | None = None,
        pass_fds: Sequence[int] = (),
    ) -> Process:
        """Start `git <arguments>`.

        Args:
            arguments: the subcommand and its arguments; object ids and names of ours, no one else's.
            stdin: what git reads, unless it is `interactive`.
            interactive: whether `Process.stdin` is a pipe.
            limits: what the run may use instead of `Git.limits`.
            cwd: the directory git runs in; `/` if none is named.
            pass_fds: descriptors that git inherits.
        """
        program = git_program()
        where = [f"--git-dir={self.git_dir}"] if self.git_dir else []
        options = [
            option
            for name, value in {**_CONFIG, **self.config}.items()
            for option in ("-c", f"{name}={value}")
        ]
        variables = {
            "PATH": f"{Path(program).parent}:/usr/bin:/bin",
            "HOME": str(self.git_dir or os.devnull),
            "GIT_ALLOW_PROTOCOL": "",
            **_ENVIRONMENT,
            **self.environment,
        }
        return Process(
            [program, *where, "--no-pager", *options, *arguments],
            {name: value for name, value in variables.items() if value is not None},
            limits or self.limits,
            stdin=stdin,
            interactive=interactive,
            cwd=cwd,
            pass_fds=pass_fds,
        )

    @contextmanager
    def stream(
        self, *arguments: str, stdin: bytes = b"", limits: Limits | None = None
    ) -> Iterator[Iterator[bytes]]:
        """Run git and hand over what it prints as it comes; leave early by raising.

        Raises:
            GitError: git failed.
        """
        with self.start(*arguments, stdin=stdin, limits=limits) as process:
            yield process.chunks()

    def run(
        self,
        *arguments: str,
        stdin: bytes = b"",
        allowed: Sequence[int] = (0,),
        limits: Limits | None = None,
        cwd: Path | None = None,
        pass_fds: Sequence[int] = (),
    ) -> bytes:
        """Run git to its end.

        Returns:
            What it printed.

        Raises:
            GitError: its exit status is none of `allowed`, or it exceeded a limit.
        """
        with self.start(*arguments, stdin=stdin, limits=limits, cwd=cwd, pass_fds=pass_fds) as process:
            return b"".join(process.chunks(allowed))


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
        return MissingObject()
    return GitFailed(f"git ended with status {code}: {first or 'no message'}")
