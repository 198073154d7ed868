"""What a record says about itself besides its status: its day, who decided, and the names it goes by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from checks.days import day_of_name, leading_day
from checks.path_parts import name_of, stem_of
from checks.record_text import RecordText

_SHAPE = re.compile(r"\s*[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")

DATE_KEYS = ("date", "updated", "created")
"""The keys of front matter that hold the day: of MADR, and the two of structured MADR."""

MAKER_KEYS = ("decision-makers", "deciders", "decision_makers", "author")
"""The keys that hold who decided: of MADR 4 and 3, as others spell it, and of structured MADR."""


def date_of(front: Mapping[str, object], text: RecordText, path: str) -> str:
    """The day of a record: of its front matter, else of its text, else of its name; empty if none says."""
    written = [front.get(key) for key in DATE_KEYS]
    stated = [*(one for one in written if isinstance(one, str)), text.stated("date")]
    return next(filter(None, map(leading_day, stated)), "") or day_of_name(stem_of(path))


def impossible_day(front: Mapping[str, object]) -> str:
    """A `date` that is written as a day but is none of the calendar; empty if there is no such thing."""
    written = front.get("date")
    is_odd = isinstance(written, str) and _SHAPE.match(written) and not leading_day(written)
    return str(written) if is_odd else ""


def makers_of(front: Mapping[str, object], text: RecordText) -> tuple[str, ...]:
    """Who decided, in the order written."""
    written = next((front[key] for key in MAKER_KEYS if front.get(key)), None)
    if written is None:
        written = text.stated("deciders", "decision makers", "decision-makers")
    names = written if isinstance(written, list) else [written]
    return tuple(
        name.strip()
        for one in names
        if isinstance(one, str) and not one.strip().startswith(("{", "["))
        for name in one.split(",")
        if name.strip()
    )


def names_of(front: Mapping[str, object], id_: str, path: str) -> Iterator[str]:
    """The names by which other records may mean a record, besides its number."""
    yield from (id_, stem_of(path), name_of(path))
    own = front.get("id")
    if isinstance(own, str) and own.strip():
        yield own.strip()
