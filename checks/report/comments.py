"""The inline comments that a verdict asks for, as values. Whether to write them is `reconcile`'s task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checks.change import ChangedFile
from checks.finding import Finding
from checks.policy import Mode
from checks.report import bounds, safe, sentences
from checks.report.anchors import Anchor, Anchors
from checks.report.markers import Entry, marker
from checks.report.picture import MOST_MESSAGE
from checks.verdict import Verdict

MOST_COMMENTS = 25
MOST_PER_COMMENT = 10
"""Findings that one comment holds; more on one line are counted."""

_WIDTH = 80


@dataclass(frozen=True, slots=True)
class ReviewComment:
    """One inline comment.

    Attributes:
        path: the file.
        line: the line, or the last of several.
        start_line: the first line of several, else `None`.
        side: `RIGHT` for the head, `LEFT` for the base.
        body: Markdown; its last line is the marker.
        marker: the hidden last line by which the comment is found again.
        findings: ids of the findings it is about.
    """

    path: str
    line: int
    start_line: int | None
    side: str
    body: str
    marker: str
    findings: tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """What the verdict asks to be said at lines.

    Attributes:
        comments: at most 25, in report order.
        unanchored: blocking findings that no line of the diff can carry.
        left_out: blocking findings beyond what the comments hold, not looked at for a place.
        sections: the text for every finding that stands, blocking or not, by id.
        waived: ids of findings that a person has permitted.
        complete: whether everything could be judged: only then is a missing finding a fixed one.
    """

    comments: tuple[ReviewComment, ...]
    unanchored: tuple[Finding, ...]
    left_out: tuple[Finding, ...]
    sections: Mapping[str, str]
    waived: frozenset[str]
    complete: bool


def wanted_comments(verdict: Verdict, files: Mapping[str, ChangedFile]) -> Wanted:
    """The inline comments for the blocking findings of a verdict.

    Args:
        verdict: what was judged.
        files: the changed files by path, as they were judged.
    """
    placed: dict[tuple[str, str, int], list[tuple[Finding, Anchor]]] = {}
    unanchored: list[Finding] = []
    beyond: list[Finding] = []
    anchors = Anchors(files)
    for finding in sorted(verdict.findings, key=lambda finding: finding.sort_key):
        if not finding.blocks:
            continue
        if len(placed) > MOST_COMMENTS:
            beyond.append(finding)
            continue
        found = anchors.find(finding)
        if found is None:
            unanchored.append(finding)
        else:
            placed.setdefault((found.path, found.side, found.line), []).append((finding, found))
    groups = list(placed.values())
    shown = groups[:MOST_COMMENTS]
    left_out = [finding for group in shown for finding, _ in group[MOST_PER_COMMENT:]]
    left_out += [finding for group in groups[MOST_COMMENTS:] for finding, _ in group]
    left_out += beyond
    return Wanted(
        comments=tuple(_comment(group, files, verdict.mode) for group in shown),
        unanchored=tuple(unanchored),
        left_out=tuple(left_out),
        sections=_Sections({finding.id: finding for finding in verdict.findings}, verdict.mode),
        waived=frozenset(finding.id for finding in verdict.waived),
        complete=not verdict.incomplete,
    )


@dataclass(frozen=True)
class _Sections(Mapping[str, str]):
    """The sections of findings by id, each written when it is asked for: few of thousands are."""

    findings: Mapping[str, Finding]
    mode: Mode

    def __getitem__(self, name: str) -> str:
        return section(self.findings[name], self.mode)

    def __iter__(self) -> Iterator[str]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)


def section(finding: Finding, mode: Mode) -> str:
    """What a comment says about one finding: the rule, what was seen, why, instead, how to be excused."""
    lines = [safe.shortened(finding.message, MOST_MESSAGE)]
    if finding.instead:
        lines.append(f"instead: {safe.shortened(finding.instead, MOST_MESSAGE)}")
    heading = sentences.comment_heading(finding, mode)
    shown = "\n".join(line for text in lines for line in safe.wrapped(text, _WIDTH))
    parts = [
        f"**{heading}**: {safe.code(finding.rule)} ({safe.code(finding.id)})",
        safe.fence(shown),
    ]
    if finding.why:
        parts.append(f"why: {safe.prose(safe.shortened(finding.why, 2_000))}")
    if finding.blocks and mode is Mode.ENFORCE:
        parts.append(sentences.how_to_except())
    return "\n\n".join(parts)


def compose(sections: Sequence[str], extra: Sequence[str], last: str) -> str:
    """A comment's body within the limit: sections are cut first, `last`, the marker, always ends it."""
    tail = "\n\n".join([*extra, last])
    text = bounds.cut("\n\n".join(sections), bounds.LIMIT - bounds.size(tail) - 2, sentences.more_lines)
    return f"{text}\n\n{tail}"


def _comment(
    group: list[tuple[Finding, Anchor]], files: Mapping[str, ChangedFile], mode: Mode
) -> ReviewComment:
    first = group[0][1]
    said = [finding for finding, _ in group[:MOST_PER_COMMENT]]
    starts = {place.start_line for _, place in group}
    start = starts.pop() if len(starts) == 1 else None
    extra = [] if first.exact else [sentences.anchored_nearby(said[0].line)]
    if len(group) > len(said):
        extra.append(sentences.same_line(len(group) - len(said)))
    if len(group) == 1:
        extra += _suggestion(said[0], first, files)
    ids = tuple(finding.id for finding in said)
    last = marker(tuple(Entry(each) for each in ids))
    body = compose([section(finding, mode) for finding in said], extra, last)
    return ReviewComment(first.path, first.line, start, first.side, body, last, ids)


def _suggestion(finding: Finding, place: Anchor, files: Mapping[str, ChangedFile]) -> list[str]:
    """The fix as a block that GitHub can apply, if it shows exactly what would be applied."""
    source = files[finding.path].head
    if finding.fix is None or source is None or source.content is None or b"\r" in source.content:
        return []
    covers = place.exact and place.side == "RIGHT" and place.line == max(finding.end_line, finding.line)
    plain = all(
        safe.visible(line.replace("\t", "")) == line.replace("\t", "") for line in finding.fix.split("\n")
    )
    if not covers or not plain or len(finding.fix) > MOST_MESSAGE:
        return []
    ticks = "`" * max(3, safe.longest_run(finding.fix) + 1)
    return [sentences.suggestion(), f"{ticks}suggestion\n{finding.fix}\n{ticks}"]
