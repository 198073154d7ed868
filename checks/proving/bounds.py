"""What is not tried: path patterns that a long path could exhaust, and examples without number.

The records of a pull request are proved before anybody has accepted them, so their author must not be
able to keep the prover busy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields

from checks.policy import Rule
from checks.proving.trial import engine_paths

MOST_TRIALS = 1_000
"""Most pairs of a rule and an example that are tried per record."""

MOST_TRIALS_IN_ALL = 5_000
"""Most of them that are tried in all."""

MOST_STARS = 3
"""Most wildcards in one part of a pattern, and most `**` in a whole one."""


MOST_PATTERNS = 100
"""Most path patterns in one list of a rule."""

MOST_RULES = 2_000
"""Most rules that are tried in all."""


def refusal(rule: Rule) -> tuple[str, str] | None:
    """Why a rule is not tried, and what to do; `None` if it is."""
    options = [getattr(rule.check, field.name) for field in fields(rule.check)]
    lists = [rule.paths.patterns, *engine_paths(rule), *(one for one in options if isinstance(one, tuple))]
    if any(len(one) > MOST_PATTERNS for one in lists):
        return (
            f"`{rule.id}` has a list of more than {MOST_PATTERNS} entries and is not tried",
            "write fewer, wider patterns or divide the rule",
        )
    for text in _texts([*lists, *options]):
        if _is_intricate(text):
            return (
                f"the pattern `{text[:_MOST_SHOWN]}` has too many wildcards to be tried",
                f"write at most {MOST_STARS} `*` between two `/`, and at most {MOST_STARS} `**`",
            )
    return None


_MOST_SHOWN = 60


def _texts(values: Iterable[object]) -> Iterator[str]:
    """Texts that may be path patterns, however deep."""
    for value in values:
        if isinstance(value, str) and not any(char.isspace() for char in value):
            yield value
        elif isinstance(value, tuple):
            yield from _texts(value)


def _is_intricate(pattern: str) -> bool:
    parts = pattern.split("/")
    return parts.count("**") > MOST_STARS or any(
        part.count("*") > MOST_STARS for part in parts if part != "**"
    )
