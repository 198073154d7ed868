"""The texts of a change put to zizmor: all in one run, and apart where one of them breaks the run."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.engines.zizmor import canary
from bot.engines.zizmor.answer import Answer, NotUnderstood, read_answer
from bot.engines.zizmor.process import Limits, run
from bot.engines.zizmor.program import ZizmorMissing, locate
from checks.audits import AuditedSide, AuditFinding, AuditResults
from checks.change import Change
from checks.finding import Side
from checks.source import Source
from checks.workflows.auditable import is_auditable, kind_of

TOTAL_SECONDS = 60.0
"""Time in which a change may have new runs, to find out which of its files it is that breaks them."""


class _Text(NamedTuple):
    """One side of a file, under the name by which zizmor knows it."""

    name: str
    path: str
    side: Side
    source: Source


class _Heard(NamedTuple):
    """What has been heard so far of both sides."""

    findings: dict[Side, list[AuditFinding]]
    unreadable: dict[Side, set[str]]
    unaudited: dict[Side, dict[str, str]]

    def side(self, which: Side) -> AuditedSide:
        """All that was heard of one side."""
        unreadable = frozenset(self.unreadable[which])
        return AuditedSide(tuple(sorted(self.findings[which])), unreadable, self.unaudited[which])


def audit(change: Change, limits: Limits) -> AuditResults:
    """Audit both sides of the files of a change that are workflows or the like.

    Args:
        change: the change.
        limits: limits of each run.
    """
    heard = _Heard({side: [] for side in Side}, {side: set() for side in Side}, {side: {} for side in Side})
    texts = list(_texts(change))
    if texts:
        _ask(texts, heard, limits, time.monotonic() + TOTAL_SECONDS)
    return AuditResults(heard.side(Side.BASE), heard.side(Side.HEAD))


def unfit(limits: Limits) -> str:
    """Why zizmor cannot be relied upon, a few words; empty if it finds a known fault.

    Args:
        limits: limits of the run.
    """
    try:
        _answer((), limits)
    except (ZizmorMissing, NotUnderstood, _Fault) as fault:
        return str(fault)
    return ""


def _texts(change: Change) -> Iterator[_Text]:
    number = 0
    for file in change.files:
        kind = kind_of(file.path)
        for side, source in ((Side.BASE, file.base_source), (Side.HEAD, file.head_source)):
            if kind is not None and source is not None and is_auditable(kind, source):
                yield _Text(f"{number:06}/{kind}", file.path, side, source)
                number += 1


def _ask(texts: Sequence[_Text], heard: _Heard, limits: Limits, deadline: float) -> None:
    """Ask for all at once; if that fails, for each half, so that one text is no loss for the others."""
    try:
        _take(texts, _answer(texts, limits), heard)
    except (ZizmorMissing, NotUnderstood, _Fault) as fault:
        if isinstance(fault, _Fault) and len(texts) > 1 and time.monotonic() < deadline:
            middle = len(texts) // 2
            _ask(texts[:middle], heard, limits, deadline)
            _ask(texts[middle:], heard, limits, deadline)
            return
        for one in texts:
            heard.unaudited[one.side][one.path] = str(fault)


class _Fault(Exception):
    """A run came to no end."""


def _answer(texts: Sequence[_Text], limits: Limits) -> Answer:
    contents = {one.name: one.source.text for one in texts}
    output = run(locate().path, {canary.NAME: canary.TEXT, **contents}, limits)
    if output.fault:
        raise _Fault(output.fault)
    answer = read_answer(output.answer, output.log)
    canary.check(answer)
    if not {found.name for found in answer.findings} <= {canary.NAME, *contents}:
        raise NotUnderstood("zizmor speaks of files that it was not asked about")
    return answer


def _take(texts: Sequence[_Text], answer: Answer, heard: _Heard) -> None:
    by_name = {one.name: one for one in texts}
    for one in texts:
        if one.name not in answer.completed:
            heard.unreadable[one.side].add(one.path)
    for found in answer.findings:
        if found.name == canary.NAME:
            continue
        text = by_name[found.name]
        heard.findings[text.side].append(
            AuditFinding(
                path=text.path,
                line=text.source.git_line(found.line),
                end_line=text.source.git_line(found.end_line),
                audit=found.audit,
                severity=found.severity,
                confidence=found.confidence,
                text=found.text,
                ignored=found.ignored,
            )
        )
