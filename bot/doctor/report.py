"""The items as text for people and as JSON for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from bot.doctor.item import Item, State
from checks.report.safe import log
from checks.report.sentences import number

_WIDTH = max(map(len, State))


def as_text(items: Sequence[Item]) -> str:
    """One line for each item, below it whatever it has to list, and a line that counts."""
    lines = []
    for item in items:
        remedy = f"; {item.remedy}" if item.remedy else ""
        lines.append(log(f"{item.state:{_WIDTH}}  {item.name}: {item.seen}{remedy}"))
        lines += [log(f"{'':{_WIDTH}}    {detail}") for detail in item.details]
    counts = Counter(item.state for item in items)
    told = ", ".join(f"{counts[state]} {state}" for state in State)
    return "\n".join([*lines, f"{number(len(items), 'item')}: {told}"]) + "\n"


def as_json(repository: str, items: Sequence[Item]) -> str:
    """The same as one object; described by `docs/doctor.schema.json`."""
    report = {
        "version": 1,
        "repository": repository,
        "ok": all(item.state is State.OK for item in items),
        "items": [
            {
                "name": item.name,
                "state": item.state,
                "seen": item.seen,
                "remedy": item.remedy,
                "details": list(item.details),
            }
            for item in items
        ],
    }
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"
