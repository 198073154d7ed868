"""Findings: one place where a change breaks a rule, and the identity by which it is recognised again."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a rule weighs. `off` keeps a built-in check from running."""

    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"
    OFF = "off"

    @property
    def rank(self) -> int:
        """0 for what blocks, rising as it matters less; the order of every report."""
        return list(Level).index(self)


class Side(StrEnum):
    """Which tree a line number belongs to."""

    HEAD = "head"
    BASE = "base"


@dataclass(frozen=True, slots=True)
class Violation:
    """What a check saw at one place, before it is known which rule asked.

    Attributes:
        path: the changed path.
        line: the line as git counts it, from 1; 0 when the file as a whole is meant.
        end_line: the last line of the place.
        message: one sentence: what was seen. Lower case, no full stop, literals in backticks.
        text: what identifies the place across line shifts, usually the source of the construct.
        side: the tree that `line` belongs to.
        instead: what to do instead, where the check knows better than the rule.
        fix: replacement for the lines, without the last line end, if there is a safe one.
        sensitive: whether the line must not be shown, because it may hold a secret.
        on_changed_line: whether the place itself was changed; otherwise an effect of a change elsewhere.
        at_most: what this place weighs at most, where a check sees weightier and lighter things; the
            rule's level where it is `None`.
        others: further files that the same place stands for; an exception permits it where it permits all.
    """

    path: str
    line: int
    end_line: int
    message: str
    text: str
    side: Side = Side.HEAD
    instead: str = ""
    fix: str | None = None
    sensitive: bool = False
    on_changed_line: bool = True
    at_most: Level | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A violation together with the rule that it breaks.

    Attributes:
        fingerprint: 32 hexadecimal digits, see `fingerprint`.
        rule: id of the rule, `ADR-0012/forbid-import-1` or the name of a built-in check.
        check: name of the check.
        decision: id of the decision that the rule belongs to, empty for a built-in check.
        level: what it weighs: the rule's level, or less where the check says so.
        why: the reason, from the decision or the check.
        instead: what to do instead.
        excerpt: up to three lines of the place as they stand, empty when they must not be shown.
    """

    fingerprint: str
    rule: str
    check: str
    decision: str
    level: Level
    path: str
    line: int
    end_line: int
    side: Side
    message: str
    why: str
    instead: str
    fix: str | None
    excerpt: tuple[str, ...] = ()
    on_changed_line: bool = True

    @property
    def id(self) -> str:
        """The short name by which people and agents speak of the finding, `F-` and 12 digits."""
        return f"F-{self.fingerprint[:12]}"

    @property
    def blocks(self) -> bool:
        """Whether a merge must wait for it."""
        return self.level is Level.BLOCK

    @property
    def sort_key(self) -> tuple[int, str, int, str, str]:
        """Weight first, then place; total, so that every report has one order."""
        return (self.level.rank, self.path, self.line, self.rule, self.fingerprint)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that is due before the change may land, an approval above all.

    A check yields it without a rule; the review adds which rule asked. Where the rule weighs less than
    `block`, nobody is made to wait and the same sentence becomes a finding.

    Attributes:
        rule: id of the rule that asks.
        message: who or what is due, one sentence. Lower case, no full stop, literals in backticks.
        paths: the files it concerns, sorted.
        approvers: who may give it, as written: `@login`, `@org/team`, a role; empty if it is no approval.
        count: how many different people must.
        lasts: `head` where an approval counts for the commit it was given for alone, `untouched` where it
            counts as long as no later push touches the paths.
    """

    rule: str
    message: str
    paths: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    count: int = 0
    lasts: str = "head"


_SPACE = re.compile(r"\s+")


def normalised(text: str) -> str:
    """The text with every run of white space folded, so that re-indenting does not make it another."""
    return _SPACE.sub(" ", text).strip()


def fingerprint(rule: str, path: str, text: str, occurrence: int) -> str:
    """The identity of a finding: stable when lines shift, another when text, file or rule is another.

    Args:
        rule: id of the rule.
        path: path of the file, as git stores it.
        text: what stands at the place; white space is folded.
        occurrence: 0 for the first equal text in the file, 1 for the second, and so on.

    Returns:
        128 bits as 32 hexadecimal digits (`threats.md` H asks for at least that many).
    """
    parts = (rule, path, normalised(text), str(occurrence))
    whole = b"\0".join(map(_bytes_of, parts))
    return hashlib.sha256(whole).hexdigest()[:32]


def _bytes_of(text: str) -> bytes:
    """A text as bytes, whatever a parser has made of an escape in it."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
