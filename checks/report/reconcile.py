"""Bring the comments that stand in line with those that are wanted, without ever repeating one.

A finding is said once for good: its comment is edited when it is fixed, when it is waived and when it
comes back. Comments whose text is right already are left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checks.report import sentences
from checks.report.comments import ReviewComment, Wanted, compose
from checks.report.markers import WAIVED, Entry, entries, marker


@dataclass(frozen=True, slots=True)
class PresentComment:
    """A comment that our App has written before; comments of anybody else must not be passed.

    Attributes:
        id: GitHub's number of it.
        body: its present text.
        path: the file it stands in.
        line: its line at the present head, `None` if it is outdated.
    """

    id: int
    body: str
    path: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """A comment to be given another text.

    Attributes:
        id: GitHub's number of it.
        body: the new text.
    """

    id: int
    body: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do; doing it twice changes nothing.

    Attributes:
        create: comments to write, in one review, in report order.
        edit: comments to change, by their number.
    """

    create: tuple[ReviewComment, ...]
    edit: tuple[Edit, ...]


def reconcile(present: Sequence[PresentComment], wanted: Wanted, head_sha: str) -> Plan:
    """What to write and what to edit.

    Args:
        present: our comments on the pull request, in any order.
        wanted: what the verdict asks for.
        head_sha: the commit that was judged, named where a finding is gone.
    """
    known: set[str] = set()
    edits: list[Edit] = []
    for comment in sorted(present, key=lambda comment: comment.id):
        said = entries(comment.body)
        fresh = tuple(_settled(entry, wanted, head_sha) for entry in said)
        known.update(entry.id for entry in said)
        if fresh != said:
            edits.append(Edit(comment.id, _body(fresh, wanted)))
    return Plan(
        create=tuple(
            comment for comment in (_without(each, known, wanted) for each in wanted.comments) if comment
        ),
        edit=tuple(edits),
    )


def _settled(entry: Entry, wanted: Wanted, head_sha: str) -> Entry:
    if entry.id in wanted.sections:
        return Entry(entry.id)
    if entry.id in wanted.waived:
        return Entry(entry.id, WAIVED)
    if entry.settled and entry.settled != WAIVED:
        return entry
    return Entry(entry.id, head_sha) if wanted.complete else entry


def _body(said: tuple[Entry, ...], wanted: Wanted) -> str:
    return compose([_section(entry, wanted) for entry in said], (), marker(said))


def _section(entry: Entry, wanted: Wanted) -> str:
    if entry.settled == WAIVED:
        return f"**{sentences.waived()}** (`{entry.id}`)"
    if entry.settled:
        return f"**{sentences.fixed(entry.settled)}** (`{entry.id}`)"
    return wanted.sections.get(entry.id, f"`{entry.id}`")


def _without(comment: ReviewComment, known: set[str], wanted: Wanted) -> ReviewComment | None:
    """The comment with only those findings that no comment holds yet."""
    new = tuple(finding for finding in comment.findings if finding not in known)
    if new == comment.findings:
        return comment
    if not new:
        return None
    last = marker(tuple(map(Entry, new)))
    body = compose([wanted.sections[finding] for finding in new], (), last)
    return ReviewComment(comment.path, comment.line, comment.start_line, comment.side, body, last, new)
