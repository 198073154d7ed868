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
from enum import StrEnum
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


class Channel(StrEnum):
    """Where a sign was found."""

    ACCOUNT = "account"
    COMMIT = "commit"
    CO_AUTHOR = "co-author"
    TRAILER = "trailer"
    BRANCH = "branch"
    LOGIN = "login"
    TEXT = "text"

    @property
    def is_hard(self) -> bool:
        """Whether an account cannot choose it for itself."""
        return self is Channel.ACCOUNT

    @property
    def softness(self) -> int:
        """0 for an account's number, rising as forging gets easier."""
        return {"account": 0, "commit": 1, "co-author": 2, "trailer": 2, "text": 4}.get(self, 3)


class Trace(NamedTuple):
    """One sign that was found.

    Attributes:
        role: what it shows.
        channel: where it was found.
        agent: the agent's name, empty where any agent may leave it.
        sentence: what was seen.
    """

    role: Role
    channel: Channel
    agent: str
    sentence: str

    @property
    def order(self) -> tuple[int, bool, int, str]:
        """The strictest role first, then a known name, then the hardest sign."""
        return (self.role.rank, not self.agent, self.channel.softness, self.agent)


def identify(facts: PullFacts, more_accounts: Mapping[int, str]) -> Agent:
    """Read all signs together; the strictest reading wins.

    Args:
        facts: the pull request.
        more_accounts: account numbers that the policy adds → agent name.

    Returns:
        The agent with the evidence. Where several agents show, the strictest role and then the hardest
        sign gives the name.
    """
    seen = traces(facts, more_accounts)
    if not seen:
        return Agent(author_is_unknown=facts.author is None)
    first = min(seen, key=lambda sign: sign.order)
    return Agent(
        name=first.agent,
        role=first.role,
        evidence=tuple(sorted({sign.sentence for sign in seen})),
        author_is_unknown=facts.author is None,
    )


def traces(facts: PullFacts, more_accounts: Mapping[int, str]) -> tuple[Trace, ...]:
    """Every sign that was found, once each, the weightiest first.

    Args:
        facts: the pull request.
        more_accounts: account numbers that the policy adds → agent name.
    """
    accounts = {**BY_ACCOUNT, **{number: Sign(name) for number, name in more_accounts.items()}}
    seen = {
        *_opened(facts.author, accounts),
        *(sign for commit in facts.commits for sign in _committed(commit, accounts)),
        *_marked(facts.branch, BRANCHES, Channel.BRANCH, "the branch is named like `{}`"),
        *_marked(unquoted(facts.body), BODY_MARKS, Channel.TEXT, "the description says `{}`"),
    }
    return tuple(sorted(seen, key=lambda sign: (sign.order, sign.sentence)))


def unquoted(text: str) -> str:
    """A description in Markdown without quotations and code."""
    return _QUOTED.sub("", text)


def co_authors(message: str) -> list[str]:
    """What stands behind `Co-authored-by:` in the message of a commit, line by line."""
    return _CO_AUTHOR.findall(message)


def mails_in(who: str) -> list[str]:
    """The mail addresses of a line `Name <mail>`, in lower case."""
    return _MAIL.findall(who.casefold())


def number_in(mail: str) -> int | None:
    """The number of the account that an address of GitHub names, `None` for any other."""
    found = _NUMBERED.fullmatch(mail)
    return int(found[1]) if found else None


def accounts_in(commit: Commit) -> frozenset[int]:
    """Numbers of the accounts that the addresses of author, committer and co-authors name by number."""
    lines = (commit.author, commit.committer, *co_authors(commit.message))
    numbers = (number_in(mail) for line in lines for mail in mails_in(line))
    return frozenset(number for number in numbers if number is not None)


def _opened(author: Account | None, accounts: Mapping[int, Sign]) -> Iterator[Trace]:
    if author is None:
        return
    if author.id is not None:
        if sign := accounts.get(author.id):
            said = f"the pull request was opened by account {author.id}, known as {sign.agent}"
            yield Trace(sign.as_author, Channel.ACCOUNT, sign.agent, said)
        return
    login = author.login.casefold().removesuffix("[bot]")
    if agent := BY_LOGIN.get(login):
        yield Trace(
            Role.AUTHORED, Channel.LOGIN, agent, f"the author's login is `{login}`; its number is not known"
        )


def _committed(commit: Commit, accounts: Mapping[int, Sign]) -> Iterator[Trace]:
    for who in (commit.author, commit.committer):
        for sign, shown in _addressed(who, accounts):
            yield Trace(sign.as_author, Channel.COMMIT, sign.agent, f"a commit was written by {shown}")
        yield from _marked(who, AUTHOR_NAMES, Channel.TRAILER, "a commit's author is marked `{}`")
    for trailer in co_authors(commit.message):
        for sign, shown in _addressed(trailer, accounts):
            if sign.as_co_author is not None:
                yield Trace(
                    sign.as_co_author, Channel.CO_AUTHOR, sign.agent, f"a commit names {shown} as co-author"
                )
    yield from _marked(commit.message, TRAILERS, Channel.TRAILER, "a commit carries the trailer `{}`")
    yield from _marked(commit.message, BODY_MARKS, Channel.TEXT, "a commit message says `{}`")


def _addressed(who: str, accounts: Mapping[int, Sign]) -> Iterator[tuple[Sign, str]]:
    """The signs in the mail addresses of a line `Name <mail>`."""
    for mail in mails_in(who):
        if sign := BY_MAIL.get(mail):
            yield sign, f"`{mail}`"
        elif (number := number_in(mail)) is not None and (sign := accounts.get(number)):
            yield sign, f"account {number}, known as {sign.agent}"


def _marked(text: str, marks: tuple[Mark, ...], channel: Channel, sentence: str) -> Iterator[Trace]:
    if not text:
        return
    for mark in marks:
        if mark.is_in(text):
            yield Trace(mark.role, channel, mark.agent, sentence.format(mark.shown))
