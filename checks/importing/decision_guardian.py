"""Decision Guardian: blocks with `**Files**:` and `**Severity**:`, several in one file."""

from __future__ import annotations

import re

from checks.finding import Level
from checks.importing.found import Found, ImportedRule, Source
from checks.importing.governed import translated

_MARKER = re.compile(r"<!--\s*(?P<id>DECISION-(?:[A-Z0-9]+-){0,20}[A-Z0-9]+)\s*-->", re.IGNORECASE)
_FIELD = re.compile(r"^\*\*(?P<name>\w+)\*\*:\s*(?P<value>.*?)\s*$")
_ITEM = re.compile(r"^\s*[-*]\s+(?:`([^`]+)`|([^\s`]+))\s*$")
_LEVELS = {
    **dict.fromkeys(("critical", "error", "high", "blocker"), Level.BLOCK),
    **dict.fromkeys(("warning", "warn", "medium"), Level.WARN),
    **dict.fromkeys(("info", "informational", "low"), Level.NOTE),
}
_LIVE = ("active", "enabled", "live")


def read(source: Source) -> Found | None:
    """Read what Decision Guardian has in a file, `None` if the file is none of its."""
    lines = [line.rstrip("\r") for line in source.text.body.split("\n")]
    starts = [
        (index, marked["id"].upper()) for index, line in enumerate(lines) if (marked := _MARKER.search(line))
    ]
    if not starts:
        return None
    found = Found()
    ends = [*(index for index, _ in starts[1:]), len(lines)]
    seen: set[str] = set()
    for (start, id_), end in zip(starts, ends, strict=True):
        line = source.text.body_line + start
        if id_ in seen:
            found.say(line, f"`{id_}` is there twice, and only the first counts; left out")
        else:
            seen.add(id_)
            _block(line, id_, lines[start:end], found)
    return found


def _block(line: int, id_: str, lines: list[str], found: Found) -> None:
    fields: dict[str, tuple[int, str]] = {}
    for index, text in enumerate(lines):
        if named := _FIELD.match(text):
            fields.setdefault(named["name"].casefold(), (index, named["value"]))
    status = fields.get("status", (0, "active"))[1].casefold()
    if status not in _LIVE:
        found.say(line, f"`{id_}` is {status or 'without status'}; left out")
        return
    if "rules" in fields:
        found.say(line + fields["rules"][0], f"the rules of `{id_}` in JSON have no counterpart; left out")
    severity = fields.get("severity", (0, "info"))[1].casefold()
    if severity not in _LEVELS:
        found.say(line, f"the severity `{severity}` of `{id_}` is not known, it is taken for `info`")
    at = fields.get("files", (len(lines), ""))[0]
    globs = []
    for text in lines[at + 1 :]:
        if item := _ITEM.match(text):
            globs.append(item[1] or item[2])
        elif text.strip():
            break
    patterns = list(translated(line + min(at, len(lines) - 1), tuple(globs), found))
    if not any(not pattern.startswith("!") for pattern in patterns):
        found.say(line, f"`{id_}` names no file; left out")
        return
    options = {"paths": patterns, "deletions": True}
    level = _LEVELS.get(severity, Level.NOTE)
    found.rules.append(ImportedRule("forbid-path", options, level, line + at))
