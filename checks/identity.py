"""Who wrote the change: a known agent, a person helped by one, or somebody who does not say.

Hard evidence is what an account cannot choose for itself: the number of the pull request's author.
Mail addresses, branches, trailers and texts can be forged both ways; they make the reading stricter,
never milder. All signs are read together, over author, committer and co-authors of every commit, and
the strictest wins. A display name and a `[bot]` at its end say nothing.

Known limit: an agent that works with a person's own account and leaves no trace is read as not
disclosed. A policy can name such accounts under `agents`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from checks.agents import (
    AUTHOR_NAMES,
    BODY_MARKS,
    BRANCHES,
    BY_ACCOUNT,
    BY_LOGIN,
    BY_MAIL,
    TRAILERS,
    Mark,
    Role,
    Sign,
)
from checks.change import Account, Commit, PullFacts

__all__ = ["Agent", "Role", "accounts_in", "identify"]

_MAIL = re.compile(r"<([^<>\s@]+@[^<>\s@]+)>")
_NUMBERED = re.compile(r"(\d{1,18})\+[^@]*@users\.noreply\.github\.com")
_CO_AUTHOR = re.compile(r"^co-authored-by:(.*)$", re.IGNORECASE | re.MULTILINE)
_QUOTED = re.compile(r"^ {0,3}(?:(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1|\Z)|>[^\n]*)", re.MULTILINE | re.DOTALL)


class Agent(NamedTuple):
    """Who is taken to have written the change.

    Attributes:
        name: the agent's name, empty if none is known.
        role: authored, assisted or not disclosed; nobody is ever declared to be a person.
        evidence: what the reading rests on, one sentence each, sorted.
        author_is_unknown: whether nobody said who opened the pull request, as on a command line.
    """

    name: str = ""
    role: Role = Role.NOT_DISCLOSED
    evidence: tuple[str, ...] = ()
    author_is_unknown: bool = False

    @property
    def is_judged_as_agent(self) -> bool:
        """Whether the rules for agents apply: an agent shows, or nothing is known of the author."""
        return self.role is not Role.NOT_DISCLOSED or self.author_is_unknown


class _Seen(NamedTuple):
    """One sign that was found; `softness` is 0 for an account's number and rises as forging gets easier."""

    role: Role
    softness: int
    agent: str
    sentence: str

    @property
    def order(self) -> tuple[int, bool, int, str]:
        return (self.role.rank, not self.agent, self.softness, self.agent)


def identify(facts: PullFacts, more_accounts: Mapping[int, str]) -> Agent:
    """Read all signs together; the strictest reading wins.

    Args:
        facts: the pull request.
        more_accounts: account numbers that the policy adds → agent name.

    Returns:
        The agent with the evidence. Where several agents show, the strictest role and then the hardest
        sign gives the name.
    """
    accounts = {**BY_ACCOUNT, **{number: Sign(name) for number, name in more_accounts.items()}}
    seen = [
        *_opened(facts.author, accounts),
        *(sign for commit in facts.commits for sign in _committed(commit, accounts)),
        *_marked(facts.branch, BRANCHES, 3, "the branch is named like `{}`"),
        *_marked(_QUOTED.sub("", facts.body), BODY_MARKS, 4, "the description says `{}`"),
    ]
    if not seen:
        return Agent(author_is_unknown=facts.author is None)
    first = min(seen, key=lambda sign: sign.order)
    return Agent(
        name=first.agent,
        role=first.role,
        evidence=tuple(sorted({sign.sentence for sign in seen})),
        author_is_unknown=facts.author is None,
    )


def accounts_in(commit: Commit) -> frozenset[int]:
    """Numbers of the accounts that the addresses of author, committer and co-authors name by number."""
    lines = (commit.author, commit.committer, *_CO_AUTHOR.findall(commit.message))
    mails = (mail for line in lines for mail in _MAIL.findall(line.casefold()))
    return frozenset(int(found[1]) for mail in mails if (found := _NUMBERED.fullmatch(mail)))


def _opened(author: Account | None, accounts: Mapping[int, Sign]) -> Iterator[_Seen]:
    if author is None:
        return
    if author.id is not None:
        if sign := accounts.get(author.id):
            said = f"the pull request was opened by account {author.id}, known as {sign.agent}"
            yield _Seen(sign.as_author, 0, sign.agent, said)
        return
    login = author.login.casefold().removesuffix("[bot]")
    if agent := BY_LOGIN.get(login):
        yield _Seen(Role.AUTHORED, 3, agent, f"the author's login is `{login}`; its number is not known")


def _committed(commit: Commit, accounts: Mapping[int, Sign]) -> Iterator[_Seen]:
    for who in (commit.author, commit.committer):
        for sign, shown in _addressed(who, accounts):
            yield _Seen(sign.as_author, 1, sign.agent, f"a commit was written by {shown}")
        yield from _marked(who, AUTHOR_NAMES, 2, "a commit's author is marked `{}`")
    for trailer in _CO_AUTHOR.findall(commit.message):
        for sign, shown in _addressed(trailer, accounts):
            if sign.as_co_author is not None:
                yield _Seen(sign.as_co_author, 2, sign.agent, f"a commit names {shown} as co-author")
    yield from _marked(commit.message, TRAILERS, 2, "a commit carries the trailer `{}`")
    yield from _marked(commit.message, BODY_MARKS, 4, "a commit message says `{}`")


def _addressed(who: str, accounts: Mapping[int, Sign]) -> Iterator[tuple[Sign, str]]:
    """The signs in the mail addresses of a line `Name <mail>`."""
    for mail in _MAIL.findall(who.casefold()):
        if sign := BY_MAIL.get(mail):
            yield sign, f"`{mail}`"
        elif (numbered := _NUMBERED.fullmatch(mail)) and (sign := accounts.get(int(numbered[1]))):
            yield sign, f"account {numbered[1]}, known as {sign.agent}"


def _marked(text: str, marks: tuple[Mark, ...], softness: int, sentence: str) -> Iterator[_Seen]:
    if not text:
        return
    for mark in marks:
        if mark.is_in(text):
            yield _Seen(mark.role, softness, mark.agent, sentence.format(mark.shown))
