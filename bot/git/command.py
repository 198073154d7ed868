"""The one place that runs git: argument lists, an environment and options of our own, limits.

Only full object ids, and names that we made, are ever among the arguments.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from bot.git.errors import GitUsageError
from bot.git.process import Limits, Process

_OID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
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
