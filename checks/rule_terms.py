"""What stands beside the rules of a record: weight, place, remedy, first day and exceptions.

The same keys may stand under one rule, where they count instead of the record's; exceptions are added to
the record's. A rule may weigh less than its record, never more, so that one word tells how heavy a record
is; and it may begin later, never earlier.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checks.days import is_day
from checks.fields import Fields
from checks.finding import Level
from checks.path_syntax import pattern_mistake, patterns_mistake
from checks.paths import PathPatterns
from checks.policy import RuleException

RULE_KEYS = ("level", "paths", "instead", "since", "exceptions", "examples")
"""The keys that may stand beside the kind of a rule."""

EXCEPTION_KEYS = ("paths", "owner", "reason", "until")
"""The keys of an exception; all are required."""

_ACCOUNT = re.compile(r"@[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:/[A-Za-z0-9][\w.-]{0,99})?")
_NAME = re.compile(r"[^\W\d_](?:[^\W_]|[ .,'’()&-]){1,99}")


@dataclass(frozen=True, slots=True)
class Terms:
    """How a rule is meant.

    Attributes:
        level: what a finding weighs.
        paths: the files it governs.
        instead: what to do instead.
        since: its first day, empty for always.
        exceptions: files it leaves alone for a time.
    """

    level: Level = Level.BLOCK
    paths: PathPatterns = PathPatterns()
    instead: str = ""
    since: str = ""
    exceptions: tuple[RuleException, ...] = ()


def read_terms(fields: Fields, outer: Terms, date: str, *, is_rule: bool) -> Terms:
    """Read the terms that stand in a mapping.

    Args:
        fields: the mapping.
        outer: the terms that hold where it says nothing.
        date: the day of the record, which no exception may end before; empty if it is not known.
        is_rule: whether `outer` is what a record said, which a rule of it may not exceed.
    """
    level = fields.choice("level", Level, outer.level, without=(Level.OFF,))
    if is_rule and level.rank < outer.level.rank:
        message = f"the rule weighs `{level}`, more than its record, which says `{outer.level}`; raise that"
        fields.wrong(("level",), message)
    since = _day(fields, "since") or outer.since
    if is_rule and since < outer.since:
        fields.wrong(("since",), f"the record holds from {outer.since}, its rule cannot begin earlier")
    return Terms(
        level=level,
        paths=read_paths(fields) if "paths" in fields else outer.paths,
        instead=" ".join(fields.text("instead").split()) if "instead" in fields else outer.instead,
        since=since,
        exceptions=(*outer.exceptions, *_exceptions(fields, max(date, since))),
    )


def read_paths(fields: Fields) -> PathPatterns:
    """The patterns under `paths`, each of them checked."""
    patterns = fields.texts("paths")
    is_list = isinstance(fields.value("paths"), list)
    for index, pattern in enumerate(patterns):
        if pattern and (mistake := pattern_mistake(pattern)):
            fields.wrong(("paths", index) if is_list else ("paths",), mistake)
    if mistake := patterns_mistake(patterns):
        fields.wrong(("paths",), mistake)
    return PathPatterns(patterns)


def _exceptions(fields: Fields, earliest: str) -> Iterator[RuleException]:
    for location, item in fields.items("exceptions"):
        one = Fields(fields.document, location, fields.problems, EXCEPTION_KEYS)
        for key in EXCEPTION_KEYS:
            one.require(key, "; an exception says where, who, why and until when")
        owner, until = one.text("owner").strip(), _day(one, "until")
        if owner and not (_ACCOUNT.fullmatch(owner) or _NAME.fullmatch(owner)):
            one.wrong(("owner",), f"`{owner}` is no owner; write `@login`, `@org/team` or a person's name")
        if until and until < earliest:
            one.wrong(("until",), f"the exception ended before the rule began on {earliest}; remove it")
        reason = " ".join(one.text("reason").split())
        paths = read_paths(one)
        if isinstance(item, dict):
            yield RuleException(paths, owner, reason, until)


def _day(fields: Fields, key: str) -> str:
    written = fields.text(key)
    if not written or is_day(written):
        return written
    fields.wrong((key,), f"`{written}` is no day of the calendar; write it as `2026-06-30`")
    return ""
