"""The comment that tells an agent to stop and people why: one per stop, with the rounds that led to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.proceedings import Round
from checks.report import bounds, safe, sentences
from checks.supervision import RULES, Loop
from checks.verdict import Verdict

MOST_ROUNDS = 20
"""Rounds that are listed; of more, the last."""

MENTION = re.compile(r"@[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:/[A-Za-z0-9._-]{1,100})?", re.ASCII)


def stop_comment(verdict: Verdict, loop: Loop) -> str:
    """The comment, as Markdown.

    Nobody is mentioned but whom the policy names as those whose approval is due or who may waive.

    Args:
        verdict: what stopped the agent.
        loop: its rounds.
    """
    page = bounds.Page(bounds.LIMIT - 200)
    page.add(f"**{sentences.stop_heading(loop)}**")
    page.add(sentences.stop())
    due = [one for one in verdict.waiting if one.rule in RULES]
    shown = [f"{one.rule}: {safe.log(safe.shortened(one.message, 2_000))}" for one in due]
    page.add(safe.fence("\n".join(shown)))
    asked = [word for word in loop.people if MENTION.fullmatch(word)]
    page.add(f"{', '.join(asked)}: {sentences.ask()}" if asked else sentences.ask())
    page.add(sentences.how_to_go_on())
    lines = "\n".join(_line(one) for one in loop.rounds[-MOST_ROUNDS:])
    page.add(f"{sentences.rounds_so_far()}\n\n{safe.fence(lines)}")
    return str(page)


def _line(one: Round) -> str:
    return f"{one.number:>3}  {one.head[:12]}  {', '.join(_named(one)) or 'none'}"


def _named(one: Round) -> Iterator[str]:
    most = 8
    for fingerprint in one.blocking[:most]:
        yield f"F-{fingerprint[:12]}"
    if len(one.blocking) > most:
        yield f"{len(one.blocking) - most} more"
