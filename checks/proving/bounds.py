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


def intricate(rule: Rule) -> str | None:
    """A path pattern of the rule with more wildcards than are tried; `None` if there is none."""
    options = (getattr(rule.check, field.name) for field in fields(rule.check))
    texts = [*rule.paths.patterns, *_texts(options), *(one for paths in engine_paths(rule) for one in paths)]
    return next((text for text in texts if _is_intricate(text)), None)


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
