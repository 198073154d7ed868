"""The terminal report: what blocks last on the screen would be missed, so the closing line counts it all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.change import Incomplete
from checks.finding import Finding, Level, Waiting
from checks.policy import Mode
from checks.report import safe, sentences
from checks.report.groups import Group, grouped
from checks.report.picture import picture
from checks.verdict import Outcome, Verdict

_RESET = "\x1b[0m"
_BOLD, _RED, _YELLOW, _BLUE = "\x1b[1m", "\x1b[31m", "\x1b[33m", "\x1b[34m"
_COLOURS = {Level.BLOCK: _RED, Level.WARN: _YELLOW, Level.NOTE: _BLUE}
_CARETS = re.compile(r"( *\| *)(\^+)")


def render(verdict: Verdict, *, colour: bool = False) -> str:
    """The report for a terminal, readable without colour.

    Args:
        verdict: what was judged.
        colour: whether to set the weights and the carets off with ANSI colours.

    Returns:
        Lines, each ended by a line feed; one line if there is nothing to say.
    """
    return "\n".join(_lines(verdict, colour=colour)) + "\n"


def _lines(verdict: Verdict, *, colour: bool) -> Iterator[str]:
    sections = [
        *(_group(group, verdict.mode, colour=colour) for group in grouped(verdict.findings)),
        *(_waiting(due) for due in verdict.waiting),
        *(_incomplete(gap) for gap in verdict.incomplete),
        *([_waived(verdict.waived)] if verdict.waived else []),
    ]
    notices = [f"notice: {safe.log(notice)}" for notice in verdict.notices]
    if not sections:
        yield from notices
        yield safe.log(sentences.clean(verdict))
        return
    for section in sections:
        yield from section
        yield ""
    yield from notices
    blocking = next((finding for finding in verdict.findings if finding.blocks), None)
    if blocking is not None and verdict.mode is Mode.ENFORCE:
        yield f"help: {sentences.how_to_except()}"
        yield f"help: {sentences.how_to_explain(safe.log(blocking.rule))}"
    for line in sentences.verdict_line(verdict).split("\n"):
        yield _bold(safe.log(line), verdict.enforced_outcome, colour=colour)


def _group(group: Group, mode: Mode, *, colour: bool) -> list[str]:
    lines = [_heading(group)]
    if group.why:
        lines.append(f"why: {safe.log(safe.one_line(group.why))}")
    for finding in group.findings:
        lines += ["", *_painted(picture(finding, mode), finding, mode, colour=colour)]
    return lines


def _heading(group: Group) -> str:
    return f"# {safe.log(sentences.group(group.decision, is_of_envelope=group.is_of_envelope))}"


def _painted(lines: list[str], finding: Finding, mode: Mode, *, colour: bool) -> list[str]:
    if not colour:
        return lines
    paint = _COLOURS.get(finding.level, "")
    word = sentences.level(finding.level, mode)
    first = f"{_BOLD}{paint}{word}{_RESET}{lines[0].removeprefix(word)}"
    return [
        first,
        *(
            _CARETS.sub(rf"\g<1>{paint}\g<2>{_RESET}", line, count=1) if _CARETS.fullmatch(line) else line
            for line in lines[1:]
        ),
    ]


def _bold(line: str, outcome: Outcome, *, colour: bool) -> str:
    paint = "" if outcome is Outcome.PASS else _RED
    return f"{_BOLD}{paint}{line}{_RESET}" if colour else line


def _waiting(due: Waiting) -> list[str]:
    return [
        f"waiting[{safe.log(due.rule)}] {safe.log(due.message)}",
        *(f"  --> {safe.log(path)}" for path in due.paths),
    ]


def _incomplete(gap: Incomplete) -> list[str]:
    lines = [f"incomplete[{gap.code.value}] {sentences.incomplete(gap.code)}"]
    for label, value in (
        ("-->", gap.path),
        ("= rule:", safe.few(gap.rule)),
        ("= measured:", gap.measured),
        ("= limit:", gap.limit),
        ("= help:", gap.help),
    ):
        if value:
            lines.append(f"  {label} {safe.log(value)}")
    return lines


def _waived(findings: tuple[Finding, ...]) -> list[str]:
    return [
        "# waived",
        *(
            f"- {safe.log(finding.path)}:{finding.line} [{safe.log(finding.rule)}, {finding.id}]"
            for finding in findings
        ),
    ]
