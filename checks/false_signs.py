"""What looks as if an agent had written a change, and is not: reviewers, their badges, shared names.

Each was seen on changes of people: a reviewer's accepted suggestion names it as co-author, a summary
stands in the description of whoever opened the pull request, and a prefix of branches is that of several
tools. They are passed over when an author is identified, and told to whoever asks why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from checks.agents import BY_ACCOUNT
from checks.change import Commit, PullFacts
from checks.identity import co_authors, mails_in, number_in

_REVIEW = "a suggestion of a reviewer that was accepted"

REVIEWERS: Mapping[int, str] = {
    175728472: "Copilot's reviewer",
    62310815: "Copilot Autofix",
    223894421: "Copilot Autofix",
    176961590: "Gemini Code Assist",
    136622811: "CodeRabbit",
    65095814: "Ellipsis",
    201248094: "Sourcegraph Cody",
    220155983: "JetBrains AI",
}
"""Account number → who reviews there; 3,983 commits of people name the first alone."""

_LOGINS = r"(?:^|\+)(?:coderabbitai|ellipsis-dev|sourcery-ai|greptile(?:-apps)?|qodo-merge(?:-pro)?)\[bot\]@"
"""Reviewers in the address of a co-author, whatever their number."""


class FalseSign(NamedTuple):
    """Something that looks like authorship and is not.

    Attributes:
        channel: where it was found, as `co-author`.
        sentence: what was seen, and what it is.
    """

    channel: str
    sentence: str


class _Look(NamedTuple):
    """A text that is passed over: how it looks, how it is shown, and what it is."""

    pattern: str
    shown: str
    is_really: str


_BODY = (
    _Look(
        r"CURSOR_SUMMARY|cursor\.com/(?:dashboard\?tab=bugbot|bugbot)",
        "CURSOR_SUMMARY",
        "a summary by Cursor's reviewer",
    ),
    _Look(r"gh-open-in-devin-review", "gh-open-in-devin-review", "the badge of Devin's reviewer"),
    _Look(r"Copilot Autofix powered by AI", "Copilot Autofix powered by AI", "a suggestion of a scanner"),
)
_TRAILERS = (
    _Look(r"^Generated-by:", "Generated-by", "written by programs that are no agents, too"),
    _Look(r"^AI-assisted(?:-by)?:\s*(?:no|none|false)\b", "AI-assisted: no", "a denial"),
)
_BRANCHES = (
    _Look(r"\Afactory/", "factory/", "a prefix that several tools share"),
    _Look(r"\Adroid/", "droid/", "a prefix that several tools share"),
    _Look(
        r"\Acursor/(?!.+-[0-9a-f]{4}\Z)", "cursor/", "typed by people, too; Cursor's own end in four digits"
    ),
    _Look(r"\Adevin/(?!\d{10}-)", "devin/", "the name of people, too; Devin's own begin with a time"),
)


def false_signs(facts: PullFacts) -> tuple[FalseSign, ...]:
    """Everything about a pull request that looks like authorship and is not, sorted.

    Args:
        facts: the pull request.
    """
    found = {
        *(sign for commit in facts.commits for sign in _committed(commit)),
        *_seen(facts.branch, _BRANCHES, "branch", "the branch is named like `{}`: {}"),
        *_seen(facts.body, _BODY, "text", "the description holds `{}`: {}"),
    }
    return tuple(sorted(found))


def _committed(commit: Commit) -> Iterator[FalseSign]:
    for trailer in co_authors(commit.message):
        for mail in mails_in(trailer):
            if who := _reviewer(mail):
                yield FalseSign("co-author", f"a commit names {who} as co-author: {_REVIEW}")
    yield from _seen(commit.message, _TRAILERS, "trailer", "a commit carries the trailer `{}`: {}")
    yield from _seen(commit.message, _BODY, "text", "a commit message holds `{}`: {}")


def _reviewer(mail: str) -> str:
    """Who reviews under an address, empty if nobody that is known."""
    number = number_in(mail)
    if number is not None and number in REVIEWERS:
        return f"account {number}, {REVIEWERS[number]},"
    sign = BY_ACCOUNT.get(number) if number is not None else None
    if sign is not None and sign.as_co_author is None:
        return f"account {number}, which reviews for {sign.agent},"
    return f"`{mail}`" if re.search(_LOGINS, mail) else ""


def _seen(text: str, looks: tuple[_Look, ...], channel: str, sentence: str) -> Iterator[FalseSign]:
    for look in looks:
        if text and re.search(look.pattern, text, re.IGNORECASE | re.MULTILINE):
            yield FalseSign(channel, sentence.format(look.shown, look.is_really))
