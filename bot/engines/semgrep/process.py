"""One process of semgrep-core, from its start with the rules to its answer about the targets.

It is started with a pipe in place of the target list, which it inherits and finds through a link to its own
descriptor: it loads itself and the rules and then waits there. It opens the list twice, so the link is
replaced by a regular file before the first reading ends. Nobody else holds the other end: should this
process be killed, at whatever moment, the one it started reads an end and ends too.

One that is started without rules waits in the same way one step earlier: the certificates are the last
that the program reads before the rules.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bot.engines.jail import limit, no_network, private_folder
from bot.engines.semgrep import canary
from bot.engines.semgrep.binary import Binary
from bot.engines.semgrep.jail import AUTHORITY, Limits, environment

if TYPE_CHECKING:
    from bot.engines.semgrep.material import Material
    from bot.engines.semgrep.rulefile import RuleFile


class Output(NamedTuple):
    """What a run printed; `fault` says why there is none.

    Attributes:
        answer: the program's JSON.
        log: its warnings.
        fault: why the run came to no end, empty if it did.
    """

    answer: bytes
    log: str
    fault: str


class CoreProcess:
    """A started semgrep-core that waits for its targets.

    Args:
        binary: the program.
        rules: what it is to look for; `None` if `learn` will tell it.
        limits: its limits; the time of waiting does not count.
        jobs: how many processes it may use.
    """

    def __init__(self, binary: Binary, rules: RuleFile | None, limits: Limits, jobs: int) -> None:
        self.limits, self.jobs = limits, jobs
        self._rules = rules
        self._feeder = self._teacher = -1
        self._closed = False
        self.folder = private_folder()
        try:
            self._process = self._start(binary, jobs)
            limit(self._process.pid, limits.cpu_seconds, limits.memory_bytes)
        except BaseException:
            self.close()
            raise

    def _start(self, binary: Binary, jobs: int) -> subprocess.Popen[bytes]:
        authority, self._targets = self.folder / "authority", self.folder / "targets.json"
        reads: list[int] = []
        try:
            if self._rules is None:
                self._teacher = _pipe(authority, reads)
            else:
                self._write_rules(self._rules)
                authority.write_bytes(AUTHORITY)
            self._feeder = _pipe(self._targets, reads)
            return self._spawned(binary, jobs, reads)
        finally:
            for descriptor in reads:
                os.close(descriptor)

    def _spawned(self, binary: Binary, jobs: int, reads: Sequence[int]) -> subprocess.Popen[bytes]:
        with (self.folder / "answer").open("wb") as answer, (self.folder / "log").open("wb") as log:
            return subprocess.Popen(
                [
                    *no_network(),
                    binary.path,
                    *("-json_nodots", "-rules", "rules.json", "-targets", "targets.json"),
                    *("-timeout", f"{self.limits.rule_seconds:g}", "-timeout_threshold", "3"),
                    *("-max_memory", "0", "-fast", "-j", str(jobs), "-use_parmap"),
                ],
                stdin=subprocess.DEVNULL,
                stdout=answer,
                stderr=log,
                cwd=self.folder,
                env=environment(str(self.folder)),
                start_new_session=True,
                pass_fds=reads,
            )

    def _write_rules(self, rules: RuleFile) -> None:
        (self.folder / "rules.json").write_bytes(rules.text.encode("utf-8", "replace"))

    def learn(self, rules: RuleFile) -> None:
        """Give a process that was started without rules those it is to look for, once."""
        self._rules = rules
        self._write_rules(rules)
        again = self.folder / "authority.again"
        again.write_bytes(AUTHORITY)
        again.replace(self.folder / "authority")
        with contextlib.suppress(BrokenPipeError):  # it has ended, and is asked in vain
            os.write(self._teacher, AUTHORITY)
        self._teacher = _let_go(self._teacher)

    @property
    def has_rules(self) -> bool:
        """Whether it was told what it looks for."""
        return self._rules is not None

    def knows(self, rules: RuleFile) -> bool:
        """Whether it looks for at least these rules."""
        return self._rules is not None and self._rules.keys >= rules.keys

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """Its process id, which is also that of its group."""
        return self._process.pid

    def scan(self, materials: Sequence[Material]) -> Output:
        """Give it the targets, wait for the answer and end it. A process answers once."""
        deadline = time.monotonic() + self.limits.wall_seconds
        try:
            self._feed(self._write(materials), deadline)
            if not self._wait(deadline):
                return Output(b"", "", f"not finished after {self.limits.wall_seconds:g} seconds")
            code = self._process.wait()
            answer = (self.folder / "answer").read_bytes()
            log = (self.folder / "log").read_text(errors="replace")
            return Output(answer, log, "" if code == 0 else _death(code))
        finally:
            self.close()

    def _write(self, materials: Sequence[Material]) -> bytes:
        entries = []
        texts = [
            (f"canary-{language}", "/canary", language, text.encode())
            for language, text in canary.sources({item.language for item in materials}).items()
        ]
        texts += [
            (f"{at:06}{item.suffix}", f"/{item.path}", item.language, item.content)
            for at, item in enumerate(materials)
        ]
        for name, path, language, content in texts:
            (self.folder / name).write_bytes(content)
            place = {"fpath": name, "ppath": path.encode("utf-8", "replace").decode()}
            entries.append(["CodeTarget", {"path": place, "analyzer": language, "products": ["sast"]}])
        return json.dumps(["Targets", entries]).encode()

    def _feed(self, listing: bytes, deadline: float) -> None:
        """Hand over the list: by the pipe to a program that waits there, by the file to one that starts."""
        again = self.folder / "targets.again"
        again.write_bytes(listing)
        again.replace(self._targets)
        rest = memoryview(listing)
        with contextlib.suppress(BrokenPipeError), self._end() as end:
            while rest and self._feeder in _ready([end], [self._feeder], deadline):
                rest = rest[os.write(self._feeder, rest) :]
        self._feeder = _let_go(self._feeder)

    def _wait(self, deadline: float) -> bool:
        """Wait for the end by a descriptor, without the steps in which `Popen.wait` polls."""
        with self._end() as end:
            return bool(_ready([end], [], deadline))

    @contextlib.contextmanager
    def _end(self) -> Iterator[int]:
        """A descriptor that is ready when the process has ended; nothing here has waited for it before."""
        end = os.pidfd_open(self._process.pid)
        try:
            yield end
        finally:
            os.close(end)

    def kill(self) -> None:
        """End the process with all it forked, and do not wait for its end, which takes it a while."""
        process = getattr(self, "_process", None)
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End the process with all it forked, and remove its folder. May be called again."""
        if self._closed:
            return
        self._closed = True
        self._feeder, self._teacher = _let_go(self._feeder), _let_go(self._teacher)
        self.kill()
        process = getattr(self, "_process", None)
        if process is not None:
            process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def prefilters_of(binary: Binary, rules: RuleFile, limits: Limits) -> bytes:
    """What the program prints of what each rule needs; empty if it cannot be had.

    Args:
        binary: the program.
        rules: the rules.
        limits: its limits.
    """
    folder = private_folder()
    try:
        (folder / "rules.json").write_bytes(rules.text.encode("utf-8", "replace"))
        (folder / "authority").write_bytes(AUTHORITY)
        with subprocess.Popen(
            [*no_network(), binary.path, "-prefilter_of_rules", "rules.json"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=environment(str(folder)),
            start_new_session=True,
        ) as process:
            limit(process.pid, limits.cpu_seconds, limits.memory_bytes)
            try:
                printed, _ = process.communicate(timeout=limits.wall_seconds)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                return b""
        return printed if process.returncode == 0 else b""
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _pipe(path: Path, reads: list[int]) -> int:
    """A pipe that whoever inherits its reading end finds at a path; gives the writing end."""
    read, write = os.pipe()
    reads.append(read)
    os.set_blocking(write, False)
    path.symlink_to(f"/proc/self/fd/{read}")
    return write


def _ready(reads: list[int], writes: list[int], deadline: float) -> list[int]:
    """Which descriptors are ready; none if the deadline comes first."""
    ready = select.select(reads, writes, [], max(0.0, deadline - time.monotonic()))
    return [] if ready[0] and writes else ready[0] + ready[1]


def _let_go(descriptor: int) -> int:
    """Close a descriptor if it is open; gives what stands for a closed one."""
    if descriptor >= 0:
        os.close(descriptor)
    return -1


def _death(code: int) -> str:
    return (
        f"semgrep-core was ended by signal {-code}"
        if code < 0
        else f"semgrep-core failed with exit code {code}"
    )
