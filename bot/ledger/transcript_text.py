"""A transcript told for whoever has to understand in the night what happened, and what holds now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.ledger.note import ApprovalNote, OverrideNote, PolicyNote, WaiverNote
from bot.ledger.transcript import Step
from bot.ledger.words import sentences
from checks.report import safe
from checks.report.sentences import number

MOST = 12
"""Findings that one step names; more are counted."""


def text(name: str, found: Sequence[Step], *, markdown: bool = False) -> str:
    """The transcript for a terminal or as Markdown, ended by a line feed.

    Args:
        name: `owner/name#5`.
        found: the steps.
        markdown: whether headings and code are marked.
    """
    if not found:
        return f"nothing was judged on {name}\n"
    first, *summary = _summary(found)
    parts = [f"{'# ' if markdown else ''}{name}: {first}"]
    parts += ["", safe.fence("\n".join(summary)), ""] if markdown else [*summary, ""]
    before, words = None, _words(found)
    for step in found:
        if _is_in_its_verdict(step):
            continue
        told = list(_lines(step, before, words))
        before = step if step.document is not None else before
        title = f"{step.at} UTC  {told.pop(0)} (record {step.record['sequence']})"
        if markdown:
            parts += [f"## {title}", "", *([safe.fence("\n".join(told)), ""] if told else [])]
        else:
            parts += [title, *(f"  {line}" for line in told), ""]
    return "\n".join(parts).rstrip("\n") + "\n"


def _is_in_its_verdict(step: Step) -> bool:
    """Whether the verdict that follows tells it as well."""
    told = step.told
    return isinstance(told, ApprovalNote) or (isinstance(told, WaiverNote) and told.state == "used")


def _summary(found: Sequence[Step]) -> Iterator[str]:
    verdicts = [step for step in found if step.document is not None]
    heads = len({step.record["head"] for step in verdicts})
    counts = Counter(_counted(step) for step in found)
    told = [number(len(verdicts), "verdict") + (f" on {number(heads, 'head')}" if heads > 1 else "")]
    told += [number(counts[word], word) for word in _COUNTED if counts[word]]
    yield ", ".join(told)
    if verdicts:
        last = verdicts[-1]
        where = f"{last.record['head'][:12]}, {last.at} UTC (record {last.record['sequence']})"
        yield f"last: {last.record['conclusion']}{_held(last.document or {})} on {where}"
    for step in found:
        if isinstance(step.told, OverrideNote):
            yield sentences(step.told)[0]


def _held(document: Mapping[str, Any]) -> str:
    """What holds a change back, counted."""
    counts = document.get("counts", {})
    words = {"block": "blocking", "incomplete": "not judged", "waiting": "due"}
    told = [f"{counts[name]} {word}" for name, word in words.items() if counts.get(name)]
    return f" ({', '.join(told)})" if told else ""


_COUNTED = ("OVERRIDE", "waiver", "refused waiver", "approval", "change of the policy")


def _counted(step: Step) -> str:
    match step.told:
        case OverrideNote():
            return "OVERRIDE"
        case WaiverNote(state="granted"):
            return "waiver"
        case WaiverNote(state="refused"):
            return "refused waiver"
        case ApprovalNote():
            return "approval"
        case PolicyNote():
            return "change of the policy"
    return ""


def _words(found: Sequence[Step]) -> Mapping[int, str]:
    """What people wrote with their approvals, by the number of the review."""
    told = [step.told for step in found]
    return {one.review: " ".join(one.words.split()) for one in told if isinstance(one, ApprovalNote)}


def _lines(step: Step, before: Step | None, words: Mapping[int, str]) -> Iterator[str]:
    """The title of a step, and what is to be known of it.

    Args:
        step: the step.
        before: the verdict before it; what it told already is not told again.
        words: what people wrote with their approvals, by the number of the review.
    """
    if step.told is not None:
        yield from sentences(step.told)
        return
    document = step.document or {}
    is_new_head = before is None or before.record["head"] != step.record["head"]
    yield f"{step.record['conclusion']} on {step.record['head'][:12]}"
    if is_new_head:
        yield f"pushed: {step.record['head']}, onto {step.record['base'][:12]}"
    known = set(_grounds(before.document or {})) if before is not None else set()
    yield from (line for line in _grounds(document) if line not in known)
    if is_new_head:
        yield from _author(document)
        yield from (f"session: {safe.log(safe.shortened(one, 300))}" for one in step.sessions[:MOST])
    if document.get("code"):
        yield f"not judged: {document['code']}"
        yield from (f"  {safe.log(line)}" for line in document.get("detail", ()))
    yield from _findings("new", step.came)
    yield from _findings("gone", step.went)
    stands = len(document.get("findings", ())) - len(step.came)
    if stands > 0:
        yield f"still there: {number(stands, 'finding')}"
    for one in step.checks:
        if one.is_news:
            whose = f" of {safe.log(one.app)}" if one.app else ""
            said = safe.log(one.conclusion) if one.conclusion else "has not finished"
            yield f"check: {safe.log(one.name)}{whose}: {said}"
    told = set(_people(before.document or {}, words)) if before is not None and not is_new_head else set()
    people = list(_people(document, words))
    yield from (line for line in people if line not in told)
    if same := sum(line in told for line in people):
        yield f"as before: {same} of what is due, approved or waived"
    for gap in document.get("incomplete", ()):
        yield f"could not be judged: {gap['code']} {safe.log(gap['path'])} {safe.log(gap['measured'])}"


def _grounds(document: Mapping[str, Any]) -> Iterator[str]:
    policy = document.get("policy")
    if policy:
        commit = f" at {policy['commit'][:12]}" if policy.get("commit") else ""
        floors = "".join(
            f", on {safe.log(one['repository'])} at {one['commit'][:12]}"
            for one in policy.get("extends", ())
            if one["commit"]
        )
        yield f"judged under {safe.log(policy['source'])}{commit} ({policy['mode']}){floors}"


def _author(document: Mapping[str, Any]) -> Iterator[str]:
    agent = document.get("agent")
    if agent:
        signs = "; ".join(map(safe.log, agent["evidence"][:3]))
        named = f", {safe.log(agent['name'])}" if agent["name"] else ""
        yield f"author: {agent['role']}{named}" + (f" ({signs})" if signs else "")


def _people(document: Mapping[str, Any], words: Mapping[int, str]) -> Iterator[str]:
    for due in document.get("waiting", ()):
        yield f"due: {safe.log(due['message'])} ({safe.log(due['rule'])})"
    for one in document.get("approvals", ()):
        wrote = words.get(one["review"], "")
        said = f"{safe.log(one['rule'])}: {safe.log(wrote)}" if wrote else safe.log(one["rule"])
        yield f"approved by @{safe.log(one['login'])} on {one['commit'][:12]}, for {said}"
    for one in document.get("waivers", ()):
        until = f", until {one['until']}" if one["until"] else ""
        yield f"waived {one['finding']} by @{safe.log(one['login'])}: {safe.log(one['reason'])}{until}"


def _findings(word: str, found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for one in found[:MOST]:
        place = f"{one['path']}:{one['line']}" if one["line"] else one["path"]
        said = f"{safe.log(place)} {safe.log(one['message'])} ({one['rule']})"
        yield f"{word}: {one['level']} {one['id']} {said}"
    if len(found) > MOST:
        yield f"{word}: {len(found) - MOST} more"
