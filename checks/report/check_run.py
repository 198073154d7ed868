"""The values of the check run: conclusion, texts, annotations in batches.

GitHub takes 50 annotations per request and adds every batch to those before. It states no total; 200
keep the page readable, and the summary says how many there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from checks.change import ChangedFile, Incomplete
from checks.finding import Finding, Level
from checks.policy import Mode
from checks.report import bounds, markdown, safe, sentences
from checks.report.anchors import nearest_head_line
from checks.report.picture import MOST_MESSAGE
from checks.verdict import Verdict

BATCH = 50
MOST_ANNOTATIONS = 200
MOST_TITLE = 255
RECORD_ROOM = 150
"""Bytes that are kept free for the line that names the record."""

_LEVELS = {Level.BLOCK: "failure", Level.WARN: "warning", Level.NOTE: "notice"}


@dataclass(frozen=True, slots=True)
class CheckRunText:
    """The `output` of a check run; all three are sent every time, since GitHub replaces all three.

    Attributes:
        title: at most 255 characters.
        summary: Markdown within `bounds.LIMIT`, both ways.
        text: Markdown within `bounds.LIMIT`, both ways; may be empty.
    """

    title: str
    summary: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotation.

    Attributes:
        path: the path, raw.
        start_line: first line at the head, from 1.
        end_line: last line.
        level: `failure`, `warning` or `notice`.
        title: at most 255 characters.
        message: plain text.
    """

    path: str
    start_line: int
    end_line: int
    level: str
    title: str
    message: str


@dataclass(frozen=True, slots=True)
class CheckRun:
    """A finished check run.

    Attributes:
        conclusion: `success`, `failure` or `action_required`.
        text: the texts.
        annotations: batches of at most 50, the worst first.
    """

    conclusion: str
    text: CheckRunText
    annotations: tuple[tuple[Annotation, ...], ...]


def check_run(verdict: Verdict, files: Mapping[str, ChangedFile]) -> CheckRun:
    """The finished check run of a verdict.

    Args:
        verdict: what was judged.
        files: the changed files by path, to place what stood in the base.
    """
    wanted = _annotations(verdict, files)
    total = len(verdict.findings) + sum(bool(gap.path) for gap in verdict.incomplete)
    shown = wanted[:MOST_ANNOTATIONS]
    note = f"{sentences.annotations_shown(len(shown), total)}\n\n" if len(shown) < total else ""
    text = CheckRunText(
        title=_title(sentences.title(verdict)),
        summary=markdown.summary(verdict),
        text=note + markdown.details(verdict, bounds.LIMIT - bounds.size(note) - RECORD_ROOM),
    )
    batches = tuple(tuple(shown[start : start + BATCH]) for start in range(0, len(shown), BATCH))
    return CheckRun(verdict.outcome.conclusion, text, batches)


def with_record(text: CheckRunText, sequence: int, digest: str) -> CheckRunText:
    """The texts with a line at the end that names the record of the verdict, for whoever keeps the page.

    Args:
        text: the texts.
        sequence: number of the record in the ledger.
        digest: SHA-256 of the record.
    """
    line = f"<sub>{sentences.record(sequence, digest)}</sub>\n"
    return replace(text, text=f"{text.text.rstrip()}\n\n{line}" if text.text else line)


def in_progress(head: str) -> CheckRunText:
    """The text of a check run that has begun.

    Args:
        head: object id of the commit that is judged.
    """
    return CheckRunText(*sentences.in_progress(head))


def superseded(head: str) -> CheckRunText:
    """The text when what was judged is no longer what stands; the run stays in progress."""
    return CheckRunText(*sentences.superseded(head))


def unreachable() -> CheckRunText:
    """The text while GitHub does not answer; the run stays in progress."""
    return CheckRunText(*sentences.unreachable())


def policy_invalid(problems: tuple[str, ...]) -> CheckRunText:
    """The text when the policy does not read.

    Args:
        problems: `file:line:column: message`, each on one line.
    """
    title, summary = sentences.policy_invalid(len(problems))
    shown = (safe.log(safe.shortened(problem, MOST_MESSAGE)) for problem in problems)
    lines = bounds.lines_within(shown, bounds.LIMIT - 2_000, len(problems), sentences.more_lines)
    return CheckRunText(title, f"{summary}\n\n{safe.fence(lines)}\n" if problems else summary)


def internal_error(reference: str) -> CheckRunText:
    """The text when Decisis failed.

    Args:
        reference: leads an administrator to the record; our own, never text of the pull request.
    """
    return CheckRunText(*sentences.internal_error(reference))


def _title(text: str) -> str:
    return text if len(text) <= MOST_TITLE else text[: MOST_TITLE - 1] + "…"


def _annotations(verdict: Verdict, files: Mapping[str, ChangedFile]) -> list[Annotation]:
    findings = sorted(verdict.findings, key=lambda finding: finding.sort_key)
    blocking = [_of_finding(finding, files, verdict.mode) for finding in findings if finding.blocks]
    rest = [_of_finding(finding, files, verdict.mode) for finding in findings if not finding.blocks]
    gaps = [_of_gap(gap, verdict.mode) for gap in verdict.incomplete if gap.path]
    return [each for each in (*blocking, *gaps, *rest) if safe.is_utf_8(each.path)]


def _weighed(level: str, mode: Mode) -> str:
    return "warning" if mode is Mode.OBSERVE and level == "failure" else level


def _of_finding(finding: Finding, files: Mapping[str, ChangedFile], mode: Mode) -> Annotation:
    line = nearest_head_line(finding, files)
    own_place = line == finding.line
    advice = f"\ninstead: {_text(finding.instead)}" if finding.instead else ""
    return Annotation(
        path=finding.path,
        start_line=line,
        end_line=max(finding.end_line, line) if own_place else line,
        level=_weighed(_LEVELS[finding.level], mode),
        title=_title(safe.visible(finding.rule)),
        message=f"{_text(finding.message)}{advice}\n{finding.id}",
    )


def _of_gap(gap: Incomplete, mode: Mode) -> Annotation:
    parts = [sentences.incomplete(gap.code), *(part for part in (gap.measured, gap.limit, gap.help) if part)]
    return Annotation(
        path=gap.path,
        start_line=1,
        end_line=1,
        level=_weighed("failure", mode),
        title=f"incomplete: {gap.code.value}",
        message="\n".join(map(_text, parts)),
    )


def _text(text: str) -> str:
    return safe.visible(safe.shortened(text, MOST_MESSAGE))
