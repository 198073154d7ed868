"""One process of semgrep-core, from its start with the rules to its answer about the targets.

It is started with a FIFO in place of the target list: it loads itself and the rules and then waits there.
It opens the list twice, so the FIFO is replaced by a regular file before the first reading ends. The FIFO
is held open from the start: should this process be killed, the waiting one reads an end and ends too.

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
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bot.engines.semgrep import canary
from bot.engines.semgrep.binary import Binary
from bot.engines.semgrep.jail import AUTHORITY, Limits, environment, limit, no_network

if TYPE_CHECKING:
    from bot.engines.semgrep.material import Material
    from bot.engines.semgrep.rulefile import RuleFile

_GLANCE = 0.02
"""Seconds between looks whether a program that does not read has ended."""

MEMORY_DISK = Path("/dev/shm")  # noqa: S108 - a private folder is made in it


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
        parent = MEMORY_DISK if os.access(MEMORY_DISK, os.W_OK) else None
        self.folder = Path(tempfile.mkdtemp(prefix=f"decisis-{os.getpid()}-", dir=parent))
        try:
            self._process = self._start(binary, jobs)
            limit(self._process.pid, limits)
        except BaseException:
            self.close()
            raise

    def _start(self, binary: Binary, jobs: int) -> subprocess.Popen[bytes]:
        authority, self._targets = self.folder / "authority", self.folder / "targets.json"
        if self._rules is None:
            self._teacher = _held_fifo(authority)
        else:
            self._write_rules(self._rules)
            authority.write_bytes(AUTHORITY)
        self._feeder = _held_fifo(self._targets)
        several = ["-j", str(jobs), "-use_parmap"] if jobs > 1 else ["-j", "1"]
        with (self.folder / "answer").open("wb") as answer, (self.folder / "log").open("wb") as log:
            return subprocess.Popen(
                [
                    *no_network(),
                    binary.path,
                    *("-json_nodots", "-rules", "rules.json", "-targets", "targets.json"),
                    *("-timeout", f"{self.limits.rule_seconds:g}", "-timeout_threshold", "3"),
                    *("-max_memory", "0", "-fast", *several),
                ],
                stdin=subprocess.DEVNULL,
                stdout=answer,
                stderr=log,
                cwd=self.folder,
                env=environment(str(self.folder)),
                start_new_session=True,
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
        os.write(self._teacher, AUTHORITY)
        self._teacher = _let_go(self._teacher)

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
            for language, text in canary.sources().items()
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
        """Hand over the list: by the FIFO to a program that waits there, by the file to one that starts."""
        again = self.folder / "targets.again"
        again.write_bytes(listing)
        again.replace(self._targets)
        rest = memoryview(listing)
        while rest and self.alive and time.monotonic() < deadline:
            if select.select([], [self._feeder], [], _GLANCE)[1]:
                rest = rest[os.write(self._feeder, rest) :]
        self._feeder = _let_go(self._feeder)

    def _wait(self, deadline: float) -> bool:
        """Wait for the end by a descriptor, without the steps in which `Popen.wait` polls."""
        if not self.alive:
            return True
        descriptor = os.pidfd_open(self._process.pid)
        try:
            return bool(select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))[0])
        finally:
            os.close(descriptor)

    def close(self) -> None:
        """End the process with all it forked, and remove its folder. May be called again."""
        if self._closed:
            return
        self._closed = True
        self._feeder, self._teacher = _let_go(self._feeder), _let_go(self._teacher)
        process = getattr(self, "_process", None)
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _held_fifo(path: Path) -> int:
    """A new FIFO, and a descriptor that keeps who opens it waiting."""
    os.mkfifo(path, 0o600)
    return os.open(path, os.O_RDWR | os.O_NONBLOCK)


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
