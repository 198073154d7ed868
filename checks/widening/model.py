"""What one file permits: terms that are there or not, and scales on which a value stands somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from checks.finding import Level


class Sense(StrEnum):
    """Which way a term moves the envelope."""

    GRANT = "grant"
    """One more of it permits more."""

    GUARD = "guard"
    """One fewer of it permits more."""


class Topic(StrEnum):
    """What a term speaks of; only terms of one topic can stand for one another."""

    TOOL = "tool"
    SERVER = "server"
    HOST = "host"
    PATH = "path"
    HOOK = "hook"
    FAILURE = "failure"
    OTHER = "other"


DENIED, ASKED = 2, 1
"""How strict a guard is: what it names is refused, or only after a person was asked."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is permitted, or that holds something back.

    Attributes:
        sense: whether it permits or holds back.
        topic: what it speaks of.
        key: where it stands, `permissions.allow`.
        value: what stands there, written so that equal things are equal texts.
        line: the line, from 1.
        says: what a grant does, as in "`permissions.allow` now …": `allows`, `adds the MCP server`.
        shown: what people read, where that is not the value.
        scope: what it holds for, as the tool before which a hook runs or the name of a server; empty for all.
        strictness: of a guard, `DENIED` or `ASKED`.
        weight: what a finding weighs at most.
        within: of a grant, the value of a guard that restricts to a list: without it at the base everything
            was permitted, and one item more permits nothing new.
    """

    sense: Sense
    topic: Topic
    key: str
    value: str
    line: int
    says: str = "allows"
    shown: str = ""
    scope: str = ""
    strictness: int = DENIED
    weight: Level = Level.BLOCK
    within: str = ""

    @property
    def name(self) -> str:
        """What people read."""
        return self.shown or self.value


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a value stands on a scale.

    Attributes:
        key: where it is written, `sandbox_mode`.
        rank: how much it permits, more being wider; `None` for a value that is not known.
        shown: the value as it is written.
        line: the line, 0 where nothing is written.
        unset: rank and value where nothing is written.
        weight: what a finding weighs at most.
        instead: keys that count where nothing is written under this one, the nearest first.
    """

    key: str
    rank: float | None
    shown: str
    line: int
    unset: tuple[float | None, str]
    weight: Level = Level.BLOCK
    instead: tuple[str, ...] = ()


@dataclass(frozen=True)
class Permitted:
    """What one file permits.

    Attributes:
        terms: what is permitted and what holds back, in order.
        marks: the values that stand on scales, by their key.
    """

    terms: tuple[Term, ...] = ()
    marks: Mapping[str, Mark] = field(default_factory=dict)

    def of(self, sense: Sense) -> tuple[Term, ...]:
        """The terms of one sense."""
        return tuple(term for term in self.terms if term.sense is sense)


def permitted(parts: Iterable[Term | Mark]) -> Permitted:
    """An envelope of its parts; of two marks under one key the last counts, as readers take it."""
    listed = list(parts)
    return Permitted(
        tuple(part for part in listed if isinstance(part, Term)),
        {part.key: part for part in listed if isinstance(part, Mark)},
    )
