"""Changes, rules and answers in the shortest form, through the real engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.engines.semgrep import SemgrepEngine
from checks.change import Blob, Change, Incomplete
from checks.finding import Violation
from checks.pattern_rule import pattern_rule
from checks.patterns import PatternRule
from checks.rules.forbidden_pattern import ForbiddenPattern
from tests.cases import blob, change_of

Text = str | bytes | Blob

EVAL = ForbiddenPattern(languages=("python",), pattern="eval(...)", message="eval is used")
EVAL_JS = ForbiddenPattern(languages=("javascript", "typescript"), pattern="eval(...)")


def change(before: Mapping[str, Text], after: Mapping[str, Text]) -> Change:
    """A change between two trees."""
    return change_of(_tree(before), _tree(after))


def added(**files: Text) -> Change:
    """A change that adds files; `a_py` stands for `a.py`."""
    return change({}, {name.replace("_", "."): text for name, text in files.items()})


def _tree(files: Mapping[str, Text]) -> dict[str, Blob]:
    return {
        path: text if isinstance(text, Blob) else blob(text.encode() if isinstance(text, str) else text)
        for path, text in files.items()
    }


def sightings(
    engine: SemgrepEngine, subject: Change, check: ForbiddenPattern
) -> tuple[list[Violation], list[Incomplete]]:
    """What the check reports after the engine has answered."""
    answered = replace(subject, patterns=engine.scan(subject, check.pattern_rules))
    found = list(check.find(answered))
    return (
        [one for one in found if isinstance(one, Violation)],
        [one for one in found if isinstance(one, Incomplete)],
    )


def lines(engine: SemgrepEngine, subject: Change, check: ForbiddenPattern = EVAL) -> list[tuple[str, int]]:
    """Path and line of what is reported; fails if anything was left unanalysed."""
    places, gaps = sightings(engine, subject, check)
    assert gaps == []
    return [(place.path, place.line) for place in places]


def rule(**definition: object) -> PatternRule:
    """A rule for Python; `pattern_regex` stands for `pattern-regex`."""
    named = {name.replace("_", "-"): value for name, value in definition.items()}
    return pattern_rule({"languages": ["python"], **named})
