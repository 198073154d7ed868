"""Workflow commands for GitHub Actions: annotations printed to the log of a step.

A runner takes a line for a command if it starts with `::` behind blanks, or holds `##[` anywhere
(`actions/runner`, `ActionCommand.cs`). Data are percent-escaped as the toolkit does; a path that cannot
be shown as it is never becomes the `file` of an annotation, so none lands on another file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checks.change import Incomplete
from checks.finding import Finding, Level, Side
from checks.policy import Mode
from checks.report import safe, sentences
from checks.report.picture import MOST_MESSAGE
from checks.verdict import Verdict

MOST_PER_KIND = 10
"""Annotations of one kind that GitHub shows per step."""

KINDS = ("error", "warning", "notice")
_KINDS = {Level.BLOCK: "error", Level.WARN: "warning", Level.NOTE: "notice"}


@dataclass(frozen=True, slots=True)
class _Command:
    kind: str
    path: str
    line: int
    end_line: int
    title: str
    message: str

    def __str__(self) -> str:
        properties = []
        if self.path:
            properties.append(f"file={_property(self.path)}")
            if self.line:
                properties += [f"line={self.line}", f"endLine={self.end_line}"]
        properties.append(f"title={_property(self.title)}")
        return f"::{self.kind} {','.join(properties)}::{_data(self.message)}"


def render(verdict: Verdict) -> str:
    """The lines to print: at most ten commands of each kind, the worst first, then how many are hidden.

    Args:
        verdict: what was judged; where its policy observes, what would block is a warning.
    """
    commands = list(_commands(verdict))
    lines: list[str] = []
    for kind in KINDS:
        of_kind: Sequence[_Command] = [command for command in commands if command.kind == kind]
        lines += map(str, of_kind[:MOST_PER_KIND])
        if len(of_kind) > MOST_PER_KIND:
            lines.append(sentences.hidden_annotations(len(of_kind) - MOST_PER_KIND, kind))
    return "".join(f"{line}\n" for line in lines)


def message(kind: str, title: str, text: str) -> str:
    """A command about no file in particular, ended by a line feed.

    Args:
        kind: one of `KINDS`.
        title: the title.
        text: the message, lines separated by line feeds; every one is made harmless.
    """
    shown = "\n".join(map(safe.log, text.split("\n")))
    return f"{_Command(kind, '', 0, 0, safe.log(title), shown)}\n"


def _commands(verdict: Verdict) -> Iterator[_Command]:
    mode = verdict.mode
    for finding in sorted(verdict.findings, key=lambda finding: finding.sort_key):
        yield _of_finding(finding, mode)
    for gap in verdict.incomplete:
        yield _of_gap(gap, mode)
    for due in verdict.waiting:
        kind = _weighed("error", mode)
        yield _Command(kind, "", 0, 0, safe.log(f"waiting: {due.rule}"), safe.log(due.message))


def _weighed(kind: str, mode: Mode) -> str:
    return "warning" if mode is Mode.OBSERVE and kind == "error" else kind


def _of_finding(finding: Finding, mode: Mode) -> _Command:
    place = "" if safe.is_plain(finding.path) else f"{safe.log(finding.path)}: "
    message = f"{place}{_text(finding.message)}"
    advice = f"\ninstead: {_text(finding.instead)}" if finding.instead else ""
    at_head = finding.side is Side.HEAD and finding.line > 0
    return _Command(
        kind=_weighed(_KINDS[finding.level], mode),
        path="" if place else finding.path,
        line=finding.line if at_head else 0,
        end_line=max(finding.end_line, finding.line) if at_head else 0,
        title=safe.log(f"observing: {finding.rule}" if mode is Mode.OBSERVE else finding.rule),
        message=f"{message}{advice}\n{finding.id}",
    )


def _of_gap(gap: Incomplete, mode: Mode) -> _Command:
    place = "" if safe.is_plain(gap.path) else f"{safe.log(gap.path)}: "
    parts = [f"{place}{sentences.incomplete(gap.code)}"]
    parts += [_text(part) for part in (gap.measured, gap.limit, gap.help) if part]
    return _Command(
        kind=_weighed("error", mode),
        path="" if place else gap.path,
        line=0,
        end_line=0,
        title=f"incomplete: {gap.code.value}",
        message="\n".join(parts),
    )


def _text(text: str) -> str:
    return safe.log(safe.shortened(text, MOST_MESSAGE))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
