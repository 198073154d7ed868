"""The verdict in Markdown, for the check run, the job summary and whoever asks for it.

What blocks comes first, so that a text cut at its limit loses only its tail. Text of the pull request
stands in fences and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.change import Incomplete
from checks.finding import Finding, Level, Waiting
from checks.policy import Mode
from checks.report import bounds, safe, sentences
from checks.report.agent_block import agent_block
from checks.report.groups import Group, grouped
from checks.report.picture import entry, picture
from checks.verdict import Verdict

WIDTH = 100
"""Where lines in fences break, in characters: GitHub does not wrap them."""


MOST_NOTICES = 5
"""Notices about the policy that are shown; the JSON report has all."""


def report(verdict: Verdict, limit: int = bounds.JOB_SUMMARY_LIMIT) -> str:
    """The whole verdict as one page, for a job summary.

    Args:
        verdict: what was judged.
        limit: most bytes.
    """
    half = limit // 2
    return summary(verdict, half) + "\n" + details(verdict, half - 1)


def summary(verdict: Verdict, limit: int = bounds.LIMIT) -> str:
    """What holds the change back and what to do about it, ending with a block for agents.

    Args:
        verdict: what was judged.
        limit: most UTF-16 units and most bytes.
    """
    page = bounds.Page(limit)
    page.add(f"### {safe.prose(sentences.title(verdict))}")
    if verdict.mode is Mode.OBSERVE:
        page.add(f"{sentences.would_be(verdict.enforced_outcome)}")
    if verdict.loop is not None and verdict.loop.number > 1:
        page.add(sentences.in_round(verdict.loop))
    if verdict.is_stopped and verdict.mode is Mode.ENFORCE:
        page.add(sentences.stop())
    for notice in verdict.notices[:MOST_NOTICES]:
        page.add(f"notice: {safe.prose(safe.shortened(notice, 1_000))}")
    blocking = [finding for finding in verdict.findings if finding.blocks]
    if blocking or verdict.incomplete or verdict.waiting:
        page.add(sentences.quoted_text())
    page.add_all(
        _blocks(grouped(blocking), verdict.mode), len(blocking), limit * 3 // 8, sentences.more_findings
    )
    if blocking and verdict.mode is Mode.ENFORCE:
        page.add(f"{sentences.how_to_except()}; {sentences.how_to_explain(blocking[0].rule)}")
    if verdict.incomplete:
        page.add(f"#### incomplete\n\n{sentences.cannot_be_waived()}")
        blocks = ((_incomplete(gap), 1) for gap in verdict.incomplete)
        page.add_all(blocks, len(verdict.incomplete), limit // 4, sentences.more_entries)
    if verdict.waiting:
        page.add("#### waiting")
        due = ((_waiting(item), 1) for item in verdict.waiting)
        page.add_all(due, len(verdict.waiting), limit // 6, sentences.more_entries)
    if blocking or verdict.incomplete or verdict.waiting:
        page.add(sentences.how_to_go_on() if verdict.is_stopped else sentences.how_to_recheck())
        block = agent_block(verdict, page.room(reserve=200) - 200)
        page.add(f"{sentences.next_steps()}\n\n{safe.fence(block, 'json')}")
    return str(page)


def details(verdict: Verdict, limit: int = bounds.LIMIT) -> str:
    """What does not hold the change back, folded away, and what was judged by what.

    Args:
        verdict: what was judged.
        limit: most UTF-16 units and most bytes.
    """
    page = bounds.Page(limit)
    facts = _facts(verdict, limit // 8)
    reserve = bounds.size(facts) + 300
    for level, word in ((Level.WARN, "warning"), (Level.NOTE, "note")):
        found = [finding for finding in verdict.findings if finding.level is level]
        _folded(page, sentences.number(len(found), word), found, reserve, limit // 3)
    _folded(page, f"{len(verdict.waived)} waived", verdict.waived, reserve, limit // 6)
    _folded(page, f"{len(verdict.known)} known debt", verdict.known, reserve, limit // 6)
    page.add(facts)
    return str(page)


def _blocks(groups: Sequence[Group], mode: Mode) -> Iterator[tuple[str, int]]:
    for group in groups:
        heading = f"#### {safe.prose(sentences.group(group.decision, is_of_envelope=group.is_of_envelope))}"
        if group.why:
            heading += f"\n\nwhy: {safe.prose(safe.shortened(group.why, 2_000))}"
        for index, finding in enumerate(group.findings):
            shown = safe.fence("\n".join(picture(finding, mode, WIDTH)))
            yield (shown if index else f"{heading}\n\n{shown}", 1)


def _incomplete(gap: Incomplete) -> str:
    lines = [
        f"{label}: {safe.log(safe.shortened(value, 1_000))}"
        for label, value in (
            ("path", gap.path),
            ("rule", safe.few(gap.rule)),
            ("measured", gap.measured),
            ("limit", gap.limit),
            ("what to do", gap.help),
        )
        if value
    ]
    head = f"`{gap.code.value}`: {sentences.incomplete(gap.code)}"
    return f"{head}\n\n{safe.fence(chr(10).join(lines))}" if lines else head


def _waiting(due: Waiting) -> str:
    lines = [f"{safe.log(due.rule)}: {safe.log(safe.shortened(due.message, 1_000))}"]
    lines += [f"  {safe.log(safe.shortened(path, 300))}" for path in due.paths[:50]]
    if len(due.paths) > 50:
        lines.append(sentences.more_lines(len(due.paths) - 50))
    return safe.fence("\n".join(lines))


def _folded(page: bounds.Page, label: str, found: Sequence[Finding], reserve: int, most: int) -> None:
    if not found:
        return
    room = min(most, page.room(reserve)) - 200
    lines = (safe.shortened(entry(finding), 2_500) for finding in found)
    text = bounds.lines_within(lines, room, len(found), sentences.more_findings)
    page.add(f"<details>\n<summary>{label}</summary>\n\n{safe.fence(text)}\n\n</details>")


def _facts(verdict: Verdict, room: int) -> str:
    agent = verdict.agent
    lines = [
        f"judged: {sentences.counted(verdict)}",
        sentences.policy(verdict.policy, verdict.mode),
        f"policy digest {verdict.policy.digest}",
        *(f"floor {sentences.floor(floor)}" for floor in verdict.policy.extends),
        f"base {verdict.base}",
        f"head {verdict.head}",
        f"engine {verdict.engine}",
        f"author {agent.role.value}{f' by {agent.name}' if agent.name else ''}",
        *(f"  evidence: {sign}" for sign in agent.evidence),
    ]
    shown = [safe.log(safe.shortened(line, 1_000)) for line in lines]
    return safe.fence(bounds.lines_within(shown, room, len(shown), sentences.more_lines))
