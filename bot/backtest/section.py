"""What a backtest found, as a section of a check run: for whoever is about to merge a policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.backtest.outcome import Backtest
from bot.backtest.report import COVERAGE, because, judged, left_out
from bot.backtest.trial import Tried
from checks.report import bounds, safe
from checks.report.sentences import number

TITLE = "What this policy would have done"
MOST_SHOWN = 10


def section(result: Backtest, web: str, room: int) -> str:
    """The section in Markdown, ended by a line feed.

    Args:
        result: the policy in force against the proposed one.
        web: address of the repository's pages, for links.
        room: how large it may be, in UTF-16 units and in bytes.
    """
    page = bounds.Page(room)
    page.add(f"## {TITLE}")
    if not result.asked:
        page.add("The branch has no merged pull request yet that it could be tried on.")
        return str(page)
    page.add(f"{safe.prose(judged(result))}, judged under the policy in force and under this one.")
    for sentence in left_out(result):
        page.add(safe.prose(sentence))
    for title, found, at in (
        ("Newly blocked", result.newly_blocked, -1),
        ("Newly passing", result.newly_passing, 0),
    ):
        page.add("\n".join(_listed(title, found, at, web)))
    if rows := result.rows:
        lines = ["| Rule | in force | proposed |", "| --- | ---: | ---: |"]
        lines += [
            f"| {safe.code(row.rule)}{' ' + safe.prose(row.title) if row.title else ''} |"
            f" {row.counts[0]} | {row.counts[-1]} |"
            for row in rows[:MOST_SHOWN]
        ]
        page.add("\n".join(lines))
    page.add(f"<sub>{COVERAGE}</sub>")
    return str(page) + "\n"


def _listed(title: str, found: Sequence[Tried], at: int, web: str) -> Iterator[str]:
    yield f"**{title}: {len(found)}**"
    if found:
        yield ""
    for one in found[:MOST_SHOWN]:
        name = f"[#{one.merged.number}]({web}/pull/{one.merged.number})"
        if not one.merged.number:
            name = f"[{one.merged.commit[:10]}]({web}/commit/{one.merged.commit})"
        subject = one.merged.subject.removesuffix(f" (#{one.merged.number})")
        who = f" ({safe.prose(one.agent)})" if one.agent else ""
        why = safe.prose(because(one.rulings[at]))
        yield f"- {name} {safe.prose(safe.shortened(subject, 70))}{who}: {why}"
    if len(found) > MOST_SHOWN:
        yield f"- and {number(len(found) - MOST_SHOWN, 'more', 'more')}"
