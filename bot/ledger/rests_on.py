"""What people said that a verdict rests on, as records that stand before its own."""

from __future__ import annotations

from bot.ledger.note import ApprovalNote, Note, Told, WaiverNote
from checks.change import PullFacts
from checks.report.canonical import text
from checks.verdict import Verdict


def rests_on(repository: int, pull: int, verdict: Verdict, facts: PullFacts) -> tuple[Note, ...]:
    """The waivers and approvals of a verdict.

    Args:
        repository: GitHub's number of the repository.
        pull: number of the pull request.
        verdict: what was judged.
        facts: the pull request as it was judged, with what people wrote.
    """
    words = {review.id: review.words for review in facts.proceedings.reviews}
    found = {one.id: one for one in verdict.waived}
    waivers = [
        WaiverNote(
            state="used",
            finding=one.finding,
            rule=text(found[one.finding].rule),
            path=text(found[one.finding].path),
            line=found[one.finding].line,
            by=one.by,
            login=text(one.login),
            comment=one.comment,
            reason=text(one.reason),
            until=one.until,
        )
        for one in verdict.waivers
        if one.finding in found
    ]
    approvals = [
        ApprovalNote(
            text(one.rule), one.by, text(one.login), one.review, one.commit, text(words.get(one.review, ""))
        )
        for one in verdict.approvals
    ]
    told: list[Told] = [*approvals, *waivers]
    return tuple(Note(repository, pull, verdict.head, one) for one in told)
