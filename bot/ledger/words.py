"""Records beside the verdicts in sentences, for whoever has to understand them in the night."""

from __future__ import annotations

from collections.abc import Iterator

from bot.ledger.note import ApprovalNote, OverrideNote, PolicyNote, Told, WaiverNote
from checks.report import safe
from checks.report.sentences import number

MOST = 12
"""Lines that one record is told in; more are counted."""


def sentences(told: Told) -> tuple[str, ...]:
    """What a record says: the first sentence says what happened, the others what is to be known of it.

    Args:
        told: what the record holds.
    """
    match told:
        case WaiverNote():
            said = _waiver(told)
        case ApprovalNote():
            said = _approval(told)
        case OverrideNote():
            said = _override(told)
        case PolicyNote():
            said = _policy(told)
    lines = list(said)
    rest = len(lines) - MOST
    return (*lines[:MOST], f"and {number(rest, 'more line')}") if rest > 0 else tuple(lines)


def _waiver(told: WaiverNote) -> Iterator[str]:
    place = f"{told.path}:{told.line}" if told.line else told.path
    word = {
        "granted": "given by",
        "used": "counts, given by",
        "withdrawn": "taken back by",
        "refused": "refused to",
    }[told.state]
    yield f"waiver of {told.finding} {word} {_person(told.login, told.by, f'comment {told.comment}')}"
    yield f"finding: {safe.log(place)} ({safe.log(told.rule)})"
    if told.reason:
        yield f"reason: {safe.log(told.reason)}"
    if told.until:
        yield f"until: {safe.log(told.until)}"
    if told.objection:
        yield f"why not: {safe.log(told.objection)}"


def _approval(told: ApprovalNote) -> Iterator[str]:
    who = _person(told.login, told.by, f"review {told.review}")
    yield f"approval of {told.commit[:12]} counts, given by {who}"
    yield f"asked for by: {safe.log(told.rule)}"
    if told.words:
        yield f"words: {safe.log(' '.join(told.words.split()))}"


def _override(told: OverrideNote) -> Iterator[str]:
    past = f"past {told.stood} (record {told.verdict})" if told.verdict else "before any verdict"
    role = f"{told.role} here" if told.role else ""
    who = _person(told.login, told.by, role) if told.by else "somebody whom GitHub does not name"
    yield f"OVERRIDE: merged by {who} {past}"
    yield f"merged at: {safe.log(told.merged)}"
    if told.agent:
        yield f"the change was of: {safe.log(told.agent)}"
    for one in told.findings:
        place = f"{one.path}:{one.line}" if one.line else one.path
        yield f"held back by: {one.id} {safe.log(place)} ({safe.log(one.rule)})"
    yield from (f"was still due: {safe.log(rule)}" for rule in told.due)


def _policy(told: PolicyNote) -> Iterator[str]:
    if not told.digest:
        yield f"POLICY: what stands at {told.commit[:12]} does not read, so nothing is judged"
    elif not told.follows:
        yield f"policy: {safe.log(told.source)} at {told.commit[:12]} ({told.mode}), the first that was seen"
    else:
        word = "POLICY CHANGED" if told.mode != "observe" else "POLICY CHANGED, it only observes now"
        yield f"{word}: {safe.log(told.source)} at {told.commit[:12]}, was {told.was[:12]}"
    if told.by:
        yield f"by: {', '.join(_person(one.login, one.id) for one in told.by)}"
    elif told.follows and told.commit != told.was:
        yield "by: GitHub does not tell"
    yield from (safe.log(change) for change in told.changes)
    yield from (f"problem: {safe.log(problem)}" for problem in told.problems)


def _person(login: str, by: int, more: str = "") -> str:
    return f"@{safe.log(login)} (account {by}{', ' if more else ''}{safe.log(more)})"
