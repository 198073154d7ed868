"""adr-kit: `policy` in the front matter, with imports that are disallowed and what is preferred."""

from __future__ import annotations

from checks.finding import Level
from checks.importing.found import Found, ImportedRule, Source, texts
from checks.importing.governed import translated

_KNOWN = ("imports", "python", "boundaries", "rationales")


def read(source: Source) -> Found | None:
    """Read what adr-kit has in a record, `None` if the record is none of adr-kit's."""
    policy = source.value("policy")
    if not isinstance(policy, dict):
        return None
    found = Found()
    preferred = texts(source.value("policy", "imports", "prefer"))
    instead = f"use {' or '.join(f'`{one}`' for one in preferred)}" if preferred else ""
    if disallowed := texts(source.value("policy", "imports", "disallow")):
        line = source.line("policy", "imports", "disallow")
        options = {"to": list(disallowed)}
        found.rules.append(ImportedRule("forbid-import", options, Level.BLOCK, line, instead=instead))
    elif preferred:
        found.say(
            source.line("policy", "imports", "prefer"),
            "what is preferred forbids nothing by itself; left out",
        )
    if python := texts(source.value("policy", "python", "disallow_imports")):
        line = source.line("policy", "python", "disallow_imports")
        options = {"from": ["**/*.py", "**/*.pyi"], "to": list(python)}
        found.rules.append(ImportedRule("forbid-import", options, Level.BLOCK, line, instead=instead))
    _boundaries(source, found)
    for key in policy:
        if key not in _KNOWN:
            found.say(source.line("policy", str(key)), f"`{key}` of the policy has no counterpart; left out")
    for group, known in (("imports", ("disallow", "prefer")), ("python", ("disallow_imports",))):
        held = source.value("policy", group)
        for key in held if isinstance(held, dict) else ():
            if key not in known:
                found.say(
                    source.line("policy", group, str(key)), f"`{group}.{key}` has no counterpart; left out"
                )
    if source.value("policy", "rationales"):
        found.say(
            source.line("policy", "rationales"), "reasons are read from the text of the record; left out"
        )
    return found


def _boundaries(source: Source, found: Found) -> None:
    layers = source.value("policy", "boundaries", "layers")
    paths = {
        one["name"]: texts(one.get("path"))
        for one in (layers if isinstance(layers, list) else ())
        if isinstance(one, dict) and isinstance(one.get("name"), str)
    }
    rules = source.value("policy", "boundaries", "rules")
    for index, one in enumerate(rules if isinstance(rules, list) else ()):
        line = source.line("policy", "boundaries", "rules", index)
        written = one.get("forbid") if isinstance(one, dict) else one
        parts = [part.strip() for part in written.split("->")] if isinstance(written, str) else []
        if len(parts) != 2 or not all(paths.get(part) for part in parts):
            found.say(line, f"the boundary `{written}` is not between two layers with a path; left out")
            continue
        start, end = (_inside(list(translated(line, paths[part], found))) for part in parts)
        if start and end:
            options = {"from": start, "to": end}
            found.rules.append(ImportedRule("forbid-import", options, Level.BLOCK, line))


def _inside(patterns: list[str]) -> list[str]:
    """Patterns of files, for folders that are named without any."""
    return [
        one if "*" in one or "." in one.rpartition("/")[2] else f"{one.rstrip('/')}/**" for one in patterns
    ]
