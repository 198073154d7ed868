"""`weakened-ci`: a check of continuous integration is taken away, or its failure no longer counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change
from checks.check import Check, Sighting
from checks.finding import Level


@dataclass(frozen=True, kw_only=True)
class WeakenedCi(Check):
    """Reports what the workflows of GitHub Actions check less strictly than before.

    The commands and actions of both sides are compared: tests, linters, type checkers, scanners, and what
    is called so. Reported is one that is gone and that nothing stands for, one whose failure is swallowed
    (`continue-on-error`, `|| true`, `set +e`, `--exit-zero`, a pipe, a trap), one that an `if` or an `exit 0`
    keeps from running, a workflow that no longer runs on pull requests, and an option by which tests are left
    out or repeated until they pass, on the command or in a variable that the runner reads (`PYTEST_ADDOPTS`,
    `GOFLAGS`, `MAVEN_OPTS`, `MAVEN_ARGS`, `SPEC_OPTS`).

    ## Why

    A check that cannot fail looks exactly like one that passes. Whoever makes a red job green by taking away
    the check leaves nothing behind that a reviewer of the code would see.

    ## What to do

    Repair what the check reports. A check that has to go goes in a change of its own, with the reason.

    ## Example

        - run: npm test || true

    Of 866 merged pull requests of agents, drawn at random, one is blocked, rightly (a workflow with tests
    is deleted), and none warns. It blocks where a failure is swallowed that counted before, where `if: false`
    stands over a check, and where a workflow is deleted that ran tests, linters or scanners; the rest warns
    or is a note. Of the plain texts 1 in 48 `|| true` and 3 in 18 `continue-on-error` sit on a check, and 3
    in 14 steps that are gone were one; what moves, is renamed, gets another version or runner, or has a
    successor of its kind is silent, and so is a step whose outcome a later step asks for, and a suite whose
    parts leave out what other parts run. In 8,659 commits of five repositories that touch workflows, scripts
    or settings, five take on an option that leaves tests out, and two of them call it temporary.

    ## Known limits

    Checks are known by the names of tools, actions, scripts and targets; what a target does is not read. A
    step that is new may fail as it likes. A successor of the same kind is believed to check as much, and so
    are several commands in place of one; one that is pointed at fewer files is silent. Files that a program
    compiles (`*.lock.yml`) are passed over. Other systems than GitHub Actions are not read.
    """

    name: ClassVar[str] = "weakened-ci"
    is_about_the_whole: ClassVar[bool] = True
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.BLOCK
    stands: ClassVar[bool] = False
    tells_weakening: ClassVar[bool] = True

    def reads(self, path: str) -> bool:
        """See `Check.reads`."""
        return self.concerns(path)

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        from checks.workflows.occurrences import is_looked_at

        return is_looked_at(path)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if any(file.path.endswith((".yml", ".yaml")) for file in change.files):
            from checks.workflows.weakened import weakened  # much code, for few files alone

            yield from weakened(change)
