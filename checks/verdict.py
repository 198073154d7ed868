"""The verdict: what the findings, the gaps and the policy's mode come to, and nothing besides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from checks.change import Incomplete
from checks.finding import Finding, Level, Waiting
from checks.identity import Agent
from checks.policy import Mode, PolicySource

if TYPE_CHECKING:
    from checks.approvals import Approval
    from checks.supervision import Loop
    from checks.waivers import Waiver


class Outcome(StrEnum):
    """What a verdict says, from best to worst."""

    PASS = "pass"
    WAITING = "waiting"
    FAIL = "fail"
    INCOMPLETE = "incomplete"

    @property
    def conclusion(self) -> str:
        """The check run's conclusion; never `neutral` or `skipped`, which satisfy a required check."""
        return {"pass": "success", "waiting": "action_required"}.get(self, "failure")

    @property
    def exit_code(self) -> int:
        """The command's exit code: 0 clean, 1 findings or waiting, 3 incomplete."""
        return {"pass": 0, "waiting": 1, "fail": 1, "incomplete": 3}[self]


class Interruption(StrEnum):
    """What ended a judging early: nothing that the verdict rests on, so another judging may end otherwise."""

    CRASHED = "crashed"
    OUT_OF_TIME = "out-of-time"
    OUT_OF_MEMORY = "out-of-memory"


@dataclass(frozen=True)
class Verdict:
    """The judgement of one head against one base under one policy. Equal inputs give equal values.

    A judging that was interrupted is the exception: how far it came is in no input.

    Attributes:
        engine: name and version of what judged, with the version of semgrep.
        policy: where the policy was read.
        mode: whether it holds a merge back.
        base: the merge base.
        head: the commit that was judged.
        agent: who is taken to have written the change.
        findings: what stands, in `Finding.sort_key` order.
        waiting: what is due.
        incomplete: what could not be judged, sorted.
        waived: findings that a person has permitted.
        known: findings that the baseline lists as known debt.
        notices: what the policy's reader should be told.
        as_of: the day that counted as today, `2026-03-02`; empty where no rule of the policy asks for it.
        approvals: the approvals that were counted, sorted.
        waivers: the waivers by which people have permitted findings, sorted.
        loop: how the agent's work goes on from round to round; `None` where nobody supervises it.
        interrupted: what ended the judging early; `None` where it came to its end.
    """

    engine: str
    policy: PolicySource
    mode: Mode
    base: str
    head: str
    agent: Agent
    findings: tuple[Finding, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    incomplete: tuple[Incomplete, ...] = ()
    waived: tuple[Finding, ...] = ()
    known: tuple[Finding, ...] = ()
    notices: tuple[str, ...] = ()
    rules_run: int = 0
    files_judged: int = 0
    as_of: str = ""
    approvals: tuple[Approval, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    loop: Loop | None = None
    interrupted: Interruption | None = None

    @property
    def is_stopped(self) -> bool:
        """Whether a person must look before the agent goes on."""
        return self.loop is not None and bool(self.loop.stopped_at)

    @cached_property
    def enforced_outcome(self) -> Outcome:
        """What the outcome is, or would be, in a policy that enforces."""
        if self.incomplete:
            return Outcome.INCOMPLETE
        if self.is_stopped:
            return Outcome.WAITING
        if any(finding.blocks for finding in self.findings):
            return Outcome.FAIL
        return Outcome.WAITING if self.waiting else Outcome.PASS

    @property
    def outcome(self) -> Outcome:
        """The outcome that is published: a policy that observes reports and never blocks."""
        return self.enforced_outcome if self.mode is Mode.ENFORCE else Outcome.PASS

    @property
    def counts(self) -> Mapping[str, int]:
        """How many findings per level, gaps, things due, waived and known findings, rules and files."""
        levels = Counter(finding.level for finding in self.findings)
        return {
            "block": levels[Level.BLOCK],
            "warn": levels[Level.WARN],
            "note": levels[Level.NOTE],
            "waiting": len(self.waiting),
            "incomplete": len(self.incomplete),
            "waived": len(self.waived),
            "known": len(self.known),
            "rules": self.rules_run,
            "files": self.files_judged,
        }
