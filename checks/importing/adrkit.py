"""adrkit: `affects` in the front matter says which paths, packages or entities a decision governs."""

from __future__ import annotations

from checks.finding import Level
from checks.importing.found import Found, ImportedRule, Source
from checks.importing.governed import translated


def read(source: Source) -> Found | None:
    """Read what adrkit has in a record, `None` if the record is none of adrkit's."""
    affects = source.value("affects")
    if not isinstance(affects, list):
        return None
    found = Found()
    permitted: list[str] = []
    taken_back: list[str] = []
    for index, one in enumerate(affects):
        line = source.line("affects", index)
        pattern = one.get("pattern") if isinstance(one, dict) else None
        if not isinstance(one, dict) or not isinstance(pattern, str):
            found.say(line, "this names no pattern; left out")
        elif one.get("repo"):
            found.say(line, f"`{pattern}` lies in another repository; left out")
        elif one.get("type") != "path":
            found.say(line, f"`{pattern}` is of the type `{one.get('type')}`, which is no path; left out")
        else:
            made = translated(line, (pattern,), found)
            if one.get("negate") is True:
                taken_back += [f"!{each}" for each in made]
            else:
                permitted += made
    line = source.line("affects")
    if permitted:
        found.say(
            line,
            "this says where the decision applies, not what it forbids: proposed as a note on each change",
        )
        options = {"paths": [*permitted, *taken_back], "deletions": True}
        found.rules.append(ImportedRule("forbid-path", options, Level.NOTE, line))
    assertions = source.value("assertions")
    for index, one in enumerate(assertions if isinstance(assertions, list) else ()):
        name = one.get("id") if isinstance(one, dict) else one
        engine = one.get("engine") if isinstance(one, dict) else "?"
        found.say(
            source.line("assertions", index),
            f"the assertion `{name}` of the engine `{engine}` has no counterpart",
        )
    return found
