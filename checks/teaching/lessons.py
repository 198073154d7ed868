"""A policy as lessons: one line for every live decision that binds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checks.finding import Level
from checks.policy import DecisionStatus, Policy, Rule
from checks.report import safe

MOST_CHARACTERS = 400
"""Of what to do instead, in one line; the record has the rest."""

MOST_PATTERNS = 4
"""Patterns that one line names; more are counted."""

_WILD = frozenset("*?[{!")


@dataclass(frozen=True, slots=True)
class Lesson:
    """What an agent is told of one decision.

    Attributes:
        decision: id of the decision.
        line: the line, an item of a Markdown list without its line feed.
        folder: the deepest folder that holds every file it is about; empty for the whole repository.
        blocks: whether a change that breaks it is held back.
    """

    decision: str
    line: str
    folder: str
    blocks: bool


def lessons(policy: Policy) -> tuple[Lesson, ...]:
    """The lessons of a policy: what blocks first, then by id.

    Args:
        policy: the policy of the repository; decisions without a live rule teach nothing.
    """
    found: list[Lesson] = []
    for decision in policy.decisions.values():
        rules = [one for one in policy.rules if one.decision == decision.id and one.level is not Level.OFF]
        if not rules or not decision.status.is_live:
            continue
        patterns = _patterns(rules)
        parts = [f"- **{_words(decision.id)}** {_words(decision.title)}"]
        if decision.status is DecisionStatus.REJECTED:
            parts.append(" (turned down)")
        elif decision.status is DecisionStatus.PROPOSED:
            parts.append(" (proposed)")
        if patterns:
            parts.append(f", in {_named(patterns)}")
        if instead := _instead(rules):
            parts.append(f": {instead}")
        blocks = any(rule.level is Level.BLOCK for rule in rules)
        found.append(Lesson(decision.id, "".join(parts), _folder(patterns), blocks))
    return tuple(sorted(found, key=lambda one: (not one.blocks, one.decision)))


def _patterns(rules: Iterable[Rule]) -> tuple[str, ...]:
    """The patterns of the files that the rules are about; nothing if one of them is about all."""
    found: dict[str, None] = {}
    for rule in rules:
        own = _positive(rule.paths.patterns) or _positive(rule.check.looks_at or rule.check.example_paths)
        if not own:
            return ()
        found |= dict.fromkeys(own)
    return tuple(found)


def _positive(patterns: Iterable[str]) -> list[str]:
    return [pattern for pattern in patterns if not pattern.startswith("!")]


def _named(patterns: Sequence[str]) -> str:
    names = [safe.code(pattern) for pattern in patterns[:MOST_PATTERNS]]
    rest = len(patterns) - len(names)
    return ", ".join(names) + (f" and {rest} more" if rest else "")


def _instead(rules: Iterable[Rule]) -> str:
    said = dict.fromkeys(_words(rule.instead).rstrip(".") for rule in rules if rule.instead)
    text = "; ".join(said)
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1].rstrip() + "…"


def _words(text: str) -> str:
    """On one line, and unable to open or close a comment: the block ends where we say it does."""
    return safe.visible(safe.one_line(text)).replace("<!--", "<! --").replace("-->", "-- >")


def _folder(patterns: Sequence[str]) -> str:
    """The folder that all patterns begin with, spelled out."""
    heads = [_spelled_out(pattern) for pattern in patterns]
    if not heads:
        return ""
    shared = heads[0]
    for head in heads[1:]:
        length = next((n for n, (a, b) in enumerate(zip(shared, head, strict=False)) if a != b), None)
        shared = shared[: min(len(shared), len(head)) if length is None else length]
    return "/".join(shared)


def _spelled_out(pattern: str) -> list[str]:
    """The folders at the start of a pattern that hold no wildcard."""
    if "/" not in pattern.rstrip("/"):
        return []
    parts = pattern.strip("/").split("/")[:-1]
    length = next((place for place, part in enumerate(parts) if _WILD & set(part)), len(parts))
    return parts[:length]
