"""Days as ISO 8601 writes them, `2026-03-02`, as texts: they compare as they follow one another."""

from __future__ import annotations

import re
from calendar import monthrange

_DAY = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?![0-9])")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?=[-_. ]|$)")


def is_day(text: str) -> bool:
    """Whether a text is a day that the calendar has, and nothing else."""
    found = _DAY.fullmatch(text)
    if found is None:
        return False
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    return year > 0 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def leading_day(text: str) -> str:
    """The day that a text starts with, a time or a remark may follow; empty if there is none."""
    found = _DAY.match(text.strip())
    return found[0] if found and is_day(found[0]) else ""


def day_of_name(stem: str) -> str:
    """The day in a file name such as `20200102-use-it` or `2026-03-02-use-it`; empty if there is none."""
    return leading_day(_COMPACT.sub(r"\1-\2-\3", stem, count=1))


def days_after(day: str, days: int) -> str:
    """The day that comes so many days after another, `2026-03-02`.

    Raises:
        ValueError: the text is no day.
    """
    if not is_day(day):
        raise ValueError(f"`{day}` is no day")
    year, month, number = int(day[:4]), int(day[5:7]), int(day[8:]) + days
    while number > (last := monthrange(year, month)[1]):
        number -= last
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return f"{year:04}-{month:02}-{number:02}"
