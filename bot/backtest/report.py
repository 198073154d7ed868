"""What a backtest found, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.backtest.outcome import Backtest
from bot.backtest.trial import Ruling, Tried
from checks.report import safe
from checks.report.sentences import number

MOST_SHOWN = 20
COVERAGE = (
    "git alone does not know who opened a pull request, its labels, approvals, waivers and required checks; "
    "what waits for these counts as waiting, not as blocked"
)


def text(result: Backtest) -> str:
    """The result for a terminal, ended by a line feed."""
    return "\n".join(_lines(result)) + "\n"


def judged(result: Backtest) -> str:
    """What was judged, and how many of these carry signs of an agent."""
    days = result.days
    span = ""
    if days:
        span = f" of {days[0]}" if days[0] == days[1] else f" of {days[0]} to {days[1]}"
    agents = f", {result.with_agent} of them with signs of an agent" if result.judged else ""
    return f"{number(len(result.judged), 'merged pull request')}{span}{agents}"


def left_out(result: Backtest) -> Iterator[str]:
    """What was not judged, and why: a sentence each."""
    if result.unreached:
        yield (
            f"the time was up after {result.seconds:.0f} s: "
            f"{result.unreached} older ones of the last {result.asked} were not reached"
        )
    for fault, count in result.faults:
        yield f"{number(count, 'more', 'more')} could not be judged: {fault}"


def because(ruling: Ruling) -> str:
    """Why a change is held back: its first finding, with the rule and the place in front."""
    if not ruling.blocked:
        return f"could not be judged, {ruling.gap}"
    first = ruling.blocked[0]
    place = f"{first.path}:{first.line}" if first.line else first.path
    more = sum(one.count for one in ruling.blocked) - 1
    rest = f" (and {number(more, 'more finding')})" if more else ""
    return f"{first.rule} {place}: {safe.shortened(first.message, 160)}{rest}"


def _lines(result: Backtest) -> Iterator[str]:
    pace = f" ({len(result.judged) / result.seconds:.1f} a second)" if result.seconds else ""
    yield f"{judged(result)}, judged in {result.seconds:.1f} s{pace}"
    yield from map(safe.log, left_out(result))
    yield ""
    is_pair = len(result.names) == 2
    yield from _listed("newly blocked" if is_pair else "would have been stopped", result.newly_blocked, -1)
    if is_pair:
        yield from _listed("newly passing", result.newly_passing, 0)
    yield from _rules(result)
    yield ""
    yield f"coverage: {COVERAGE}"


def _listed(title: str, found: Sequence[Tried], at: int) -> Iterator[str]:
    yield f"{title}: {len(found)}"
    for one in found[:MOST_SHOWN]:
        name = f"#{one.merged.number}" if one.merged.number else one.merged.commit[:10]
        who = f" [{one.agent}]" if one.agent else ""
        subject = one.merged.subject.removesuffix(f" (#{one.merged.number})")
        yield f"  {name} {one.merged.day}{who} {safe.log(safe.shortened(subject, 70))}"
        yield f"      {safe.log(because(one.rulings[at]))}"
    if len(found) > MOST_SHOWN:
        yield f"  and {len(found) - MOST_SHOWN} more; `--format json` lists all"
    yield ""


def _rules(result: Backtest) -> Iterator[str]:
    rows = result.rows
    if not rows:
        yield "no rule would have stopped anything"
        return
    title = "pull requests by the rule that stops them"
    width = max(len(row.rule) for row in rows)
    heads = [safe.log(name[:24]) for name in result.names]
    widths = [max(12, len(head)) for head in heads]
    width = max(width, len(title))
    yield f"{title:{width}}  " + "  ".join(
        f"{head:>{wide}}" for head, wide in zip(heads, widths, strict=True)
    )
    for row in rows:
        cells = "  ".join(f"{count:>{wide}}" for count, wide in zip(row.counts, widths, strict=True))
        name = f"  {safe.log(safe.shortened(row.title, 60))}" if row.title else ""
        yield f"{safe.log(row.rule):{width}}  {cells}{name}"
