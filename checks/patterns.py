"""What the semgrep engine is asked and what it answers, as plain values.

The engine itself is a program and lives in `bot.engines`; the rules that use it stay pure by reading
its answer from `Change.patterns`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class PatternRule(NamedTuple):
    """One semgrep rule.

    Attributes:
        key: the identity under which results are found: a digest of `definition`.
        definition: the rule in semgrep's own form as canonical JSON, without paths of the policy.
        languages: semgrep's language names, lower case, sorted.
    """

    key: str
    definition: str
    languages: tuple[str, ...]


class PatternMatch(NamedTuple):
    """One place where a rule matched; lines as git counts them, columns from 1, the end exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    message: str
    fix: str | None = None
    ignored: bool = False
    """Whether a `nosemgrep` comment stands there. It has no effect on the verdict."""


@dataclass(frozen=True, slots=True)
class SideResults:
    """Matches and gaps of one side of the change, each by rule key.

    Attributes:
        matches: the matches, sorted by path and place.
        unscanned: path → why the rule could not be answered for it.
    """

    matches: Mapping[str, tuple[PatternMatch, ...]] = field(default_factory=dict)
    unscanned: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PatternResults:
    """The engine's answer for one change.

    Attributes:
        asked: keys of all rules that were put to the engine, and whose silence therefore means "no match".
        head: the head side.
        base: the base side, asked only for the files and rules that matched at the head.
    """

    asked: frozenset[str] = frozenset()
    head: SideResults = field(default_factory=SideResults)
    base: SideResults = field(default_factory=SideResults)
