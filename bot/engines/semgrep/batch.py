"""Many files through as few processes as possible, and an answer for every one of them.

A run that dies says nothing about any of its files. It is then repeated in parts until the guilty file
stands alone; that file is reported as not analysed and the others get their answer. The same is done
where the engine gave up a regular expression, because it does not say on which file.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import NamedTuple

from bot.aside import Aside
from bot.engines.semgrep.answer import ALL_RULES, Answer, FileAnswer, read_answer
from bot.engines.semgrep.binary import Binary, EngineUnfit
from bot.engines.semgrep.jail import Limits
from bot.engines.semgrep.material import Material
from bot.engines.semgrep.process import CoreProcess
from bot.engines.semgrep.rulefile import RuleFile

_FEW = 16
_PARTS = 8
_SEVERAL = 4
_DOZENS = 24

Start = Callable[[RuleFile, int], CoreProcess]
"""Gives a started process for a rule file and a number of jobs, warm or cold."""


@dataclass(frozen=True)
class Batch:
    """One question to the engine, with the means to answer it.

    Attributes:
        binary: the program.
        rules: the rules of the question.
        limits: limits of a first run; a retry gets larger ones.
        start: where the first process comes from.
        total_seconds: longest time for all runs of the question together.
    """

    binary: Binary
    rules: RuleFile
    limits: Limits
    start: Start
    total_seconds: float = 300.0

    def ask(self, materials: Sequence[Material]) -> Answer:
        """Scan all materials.

        Returns:
            An answer without a fault: what could not be analysed stands in the gaps of its file.

        Raises:
            EngineUnfit: the engine does not find what is known to be there.
        """
        deadline = time.monotonic() + self.total_seconds
        first = self._first(materials)
        if not (first.fault or first.gave_up):
            return first._replace(files=tuple(self._again(materials, first.files)))
        alone = self._run(self._cold(self.limits, 1), ())
        if alone.fault:
            raise EngineUnfit(f"semgrep does not run: {alone.fault}", "run `decisis doctor`")
        return alone._replace(files=tuple(self._apart(materials, deadline)))

    def _first(self, materials: Sequence[Material]) -> Answer:
        """The first run: one process, or two side by side with half of the work each."""
        how = plan(len(materials))
        if how.processes == 1:
            return self._run(self.start(self.rules, how.jobs), materials)
        shares = _shares(materials)
        processes = [self.start(self.rules, how.jobs) for _ in shares]
        parts = [[materials[at] for at in share] for share in shares]
        with Aside(partial(self._run, processes[1], parts[1]), "scan-2") as other:
            answers = [self._run(processes[0], parts[0]), other.result()]
        fault = next((answer.fault for answer in answers if answer.fault), "")
        if fault:
            return Answer((), {}, fault)
        placed = dict(zip(chain(*shares), chain(*(answer.files for answer in answers)), strict=True))
        broken = answers[0].broken_rules
        files = tuple(placed[at] for at in range(len(materials)))
        return Answer(files, broken, gave_up=any(answer.gave_up for answer in answers))

    def _cold(self, limits: Limits, jobs: int) -> CoreProcess:
        return CoreProcess(self.binary, self.rules, limits, jobs)

    @staticmethod
    def _run(process: CoreProcess, materials: Sequence[Material]) -> Answer:
        output = process.scan(materials)
        return (
            Answer((), {}, output.fault)
            if output.fault
            else read_answer(output.answer, output.log, materials)
        )

    def _apart(self, materials: Sequence[Material], deadline: float) -> list[FileAnswer]:
        """Answers for the materials of a run that failed: in smaller parts, down to one file each."""
        size = 1 if len(materials) <= _FEW else -(-len(materials) // _PARTS)
        files: list[FileAnswer] = []
        for at in range(0, len(materials), size):
            part = materials[at : at + size]
            if time.monotonic() > deadline:
                gap = f"no time was left after {self.total_seconds:g} seconds"
                files += [FileAnswer(gaps={ALL_RULES: gap}) for _ in part]
            elif size == 1:
                files.append(self._alone(part[0]))
            else:
                answer = self._run(self._cold(self.limits, 1), part)
                failed = answer.fault or answer.gave_up
                files += self._apart(part, deadline) if failed else self._again(part, answer.files)
        return files

    def _alone(self, material: Material) -> FileAnswer:
        answer = self._run(self._cold(self.limits.larger, 1), (material,))
        file = answer.files[0] if answer.files else FileAnswer()
        if answer.fault:
            file.gaps[ALL_RULES] = answer.fault
        elif answer.gave_up:
            file.gaps |= dict.fromkeys(self.rules.regex_keys, "its regular expression took too many steps")
        return file

    def _again(self, materials: Sequence[Material], files: Sequence[FileAnswer]) -> list[FileAnswer]:
        """Repeat with larger limits, each by itself, what a limit kept from its answer."""
        return [
            self._alone(material) if file.limited else file
            for material, file in zip(materials, files, strict=True)
        ]


class Plan(NamedTuple):
    """How many processes are started, and how many jobs each forks."""

    processes: int
    jobs: int


def plan(count: int) -> Plan:
    """How so many targets are shared out.

    Measured on two cores: a few files are soonest done by one process, a dozen by two side by side, each
    with its own memory; only from dozens on does forking inside the program pay for itself.
    """
    if count >= _DOZENS:
        return Plan(processes=1, jobs=2)
    return Plan(processes=2 if count >= _SEVERAL else 1, jobs=1)


def _shares(materials: Sequence[Material]) -> list[list[int]]:
    """Numbers of the materials in two shares of about equal size."""
    shares: list[list[int]] = [[], []]
    sizes = [0, 0]
    for at in sorted(range(len(materials)), key=lambda at: (-len(materials[at].content), at)):
        lighter = sizes.index(min(sizes))
        shares[lighter].append(at)
        sizes[lighter] += len(materials[at].content)
    return shares
