"""adr-drift: lines such as `forbid-import: handlers -> db.drivers` under `## Constraints`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from checks import document
from checks.finding import Level
from checks.importing import constraints
from checks.importing.found import Found, ImportedRule, Source, texts
from checks.importing.globs import crossing
from checks.importing.governed import translated
from checks.problem import PolicyInvalid

SETTINGS = "arch.yaml"
"""The file in which adr-drift keeps its layers, and rules that belong to no record."""


def read(source: Source) -> Found | None:
    """Read what adr-drift has in a record, `None` if the record is none of adr-drift's."""
    lines = list(constraints.lines(source))
    if not any(constraints.OF_ADR_DRIFT.match(line) for _, line in lines):
        return None
    found = Found()
    for number, line in lines:
        directive = constraints.OF_ADR_DRIFT.match(line.split("#", 1)[0])
        if directive is None:
            if constraints.is_prose_bullet(line):
                found.say(number, "this is prose; left out")
        elif directive["kind"] == "forbid-import":
            _import(source, number, directive["value"], found)
        elif directive["kind"] == "forbid-pattern":
            _pattern(number, directive["value"], found)
        else:
            found.say(number, f"`require-pattern: {directive['value']}` has no counterpart; left out")
    return found


def layers_of(content: bytes) -> Mapping[str, Sequence[str]]:
    """The layers that the settings name, each with its patterns; empty if they cannot be read."""
    try:
        settings = document.parse(SETTINGS, content)
    except PolicyInvalid:
        return {}
    layers = settings.at(("layers",))
    return {
        one["name"]: texts(one.get("paths"))
        for one in (layers if isinstance(layers, list) else ())
        if isinstance(one, dict) and isinstance(one.get("name"), str)
    }


def rules_outside(content: bytes) -> int:
    """How many rules the settings hold that belong to no record."""
    try:
        rules = document.parse(SETTINGS, content).at(("rules",))
    except PolicyInvalid:
        return 0
    return len(rules) if isinstance(rules, list) else 0


def _import(source: Source, line: int, value: str, found: Found) -> None:
    parts = [part.strip() for part in value.split("->")]
    if len(parts) != 2 or not all(parts):
        found.say(line, f"`forbid-import: {value}` is not written as `from -> to`; left out")
        return
    start, end = parts
    from_ = list(translated(line, tuple(_files(source, start)), found))
    if start != "*" and not from_:
        found.say(line, f"nothing is known of the files of `{start}`; left out")
        return
    if "*" in end and "/" not in end:
        found.say(line, f"`{end}` names modules by a wildcard, which has no counterpart; left out")
        return
    to = list(translated(line, tuple(source.layers.get(end) or ()), found)) or [end]
    if start not in source.layers and start != "*":
        found.say(line, f"`{start}` is taken for the files `{', '.join(from_)}`")
    options = {"to": to} if start == "*" else {"from": from_, "to": to}
    found.rules.append(ImportedRule("forbid-import", options, Level.BLOCK, line))


def _files(source: Source, name: str) -> Sequence[str]:
    """Patterns of the files of a layer, of a folder or of a dotted module."""
    if name in source.layers:
        return [crossing(path) for path in source.layers[name]]
    if name == "*":
        return ()
    place = (name if "/" in name else name.replace(".", "/")).strip("/")
    return [crossing(place)] if "*" in place else [f"{place}/**", f"{place}.*"]


def _pattern(line: int, value: str, found: Found) -> None:
    glob, operator, expression = (part.strip() for part in value.partition("!~"))
    if not operator or not glob or not expression:
        found.say(line, f"`forbid-pattern: {value}` is not written as `glob !~ expression`; left out")
        return
    try:
        re.compile(expression)
    except re.error as wrong:
        found.say(line, f"the expression `{expression}` is none: {wrong}; left out")
        return
    paths = tuple(translated(line, (crossing(glob),), found))
    if not paths:
        return
    message = f"matches the forbidden expression `{expression}`" if "`" not in expression else ""
    rule = {"languages": ["regex"], "pattern-regex": expression, **({"message": message} if message else {})}
    found.rules.append(ImportedRule("forbid-pattern", {"rule": rule}, Level.BLOCK, line, paths))
