"""Mneme: directives such as `- FORBID_PATH: src/legacy/**` under `## Constraints`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checks import document
from checks.finding import Level
from checks.importing import constraints
from checks.importing.found import Found, ImportedRule, Source, texts
from checks.importing.governed import translated
from checks.problem import PolicyInvalid

_SPECIAL = re.compile(r"[\\.^$*+?{}\[\]|()]")
_WORD = re.compile(r"\w")
_INDENTED = re.compile(r"^[ \t]+(?![-*]\s*[A-Z_]+\s*:)\S|^\s*$")


def read(source: Source) -> Found | None:
    """Read what Mneme has in a record, `None` if the record is none of Mneme's."""
    lines = list(constraints.lines(source))
    directives = filter(None, (constraints.OF_MNEME.match(line) for _, line in lines))
    if not any(one["kind"].startswith(("FORBID_", "REQUIRE_")) for one in directives):
        return None
    found = Found()
    for index, (number, line) in enumerate(lines):
        directive = constraints.OF_MNEME.match(line)
        if directive is None:
            if constraints.is_prose_bullet(line) and not line.startswith((" ", "\t")):
                found.say(number, "this is prose; left out")
        elif directive["value"]:
            _directive(number, directive["kind"], directive["value"], found)
        else:
            _structured(source, number, directive["kind"], lines[index + 1 :], found)
    return found


def _directive(line: int, kind: str, value: str, found: Found) -> None:
    if kind == "FORBID_PATH":
        patterns = list(translated(line, (value,), found))
        if patterns:
            found.rules.append(ImportedRule("forbid-path", patterns, Level.BLOCK, line))
    elif kind == "FORBID_DEPENDENCY":
        found.say(
            line, f"`{value}` is forbidden as an import; manifests of packages are not covered by this rule"
        )
        found.rules.append(ImportedRule("forbid-import", {"to": [value]}, Level.BLOCK, line))
    elif kind == "FORBID_LITERAL":
        found.rules.append(_literal(line, value, ()))
    else:
        found.say(line, f"`{kind}: {value}` has no counterpart; left out")


def _structured(
    source: Source, line: int, kind: str, following: Sequence[tuple[int, str]], found: Found
) -> None:
    """A directive whose parts stand in a mapping below it."""
    block = []
    for _, text in following:
        if not _INDENTED.match(text):
            break
        block.append(text)
    try:
        parts = document.parse(source.path, "\n".join(block).encode(), line + 1).value
    except PolicyInvalid as invalid:
        found.say(line, f"`{kind}` cannot be read: {invalid.problems[0].message}; left out")
        return
    value = parts.get("value") if isinstance(parts, dict) else None
    if (
        kind != "FORBID_LITERAL"
        or not isinstance(parts, dict)
        or not isinstance(value, str)
        or not value.strip()
    ):
        found.say(line, f"`{kind}` has no counterpart in this form; left out")
        return
    for key in sorted(parts.keys() - {"value", "include_paths", "exclude_paths"}):
        found.say(line, f"the key `{key}` has no counterpart; left out")
    included = list(translated(line, texts(parts.get("include_paths")), found))
    excluded = [f"!{one}" for one in translated(line, texts(parts.get("exclude_paths")), found)]
    if excluded and not included:
        included = ["**"]
    found.rules.append(_literal(line, value.strip(), (*included, *excluded)))


def _literal(line: int, value: str, paths: tuple[str, ...]) -> ImportedRule:
    """A text that stands for itself, between the ends of words."""
    before = r"(?<![A-Za-z0-9_])" if _WORD.match(value) else ""
    after = r"(?![A-Za-z0-9_])" if _WORD.match(value[-1]) else ""
    options = {
        "rule": {
            "languages": ["regex"],
            "message": f"holds the forbidden text `{value}`"
            if "`" not in value
            else "holds a forbidden text",
            "pattern-regex": before + _SPECIAL.sub(r"\\\g<0>", value) + after,
        }
    }
    return ImportedRule("forbid-pattern", options, Level.BLOCK, line, paths)
