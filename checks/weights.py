"""What `checks` of a policy file says of one check: its level, by path, and whose pull requests it is for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checks.document import Document, Location
from checks.fields import Fields
from checks.finding import Level
from checks.paths import PathPatterns
from checks.policy import Audience, ByPath
from checks.rule_terms import read_paths

KEYS = ("level", "paths", "for")


@dataclass(frozen=True, slots=True)
class Weights:
    """What a policy file says of one check.

    Attributes:
        by_path: levels with the files they are for, in order; the last one that matches counts.
        audience: whose pull requests it is for, `None` where it does not say.
    """

    by_path: tuple[ByPath, ...]
    audience: Audience | None = None

    def over(self, default: Level) -> tuple[ByPath, ...]:
        """The levels laid over the one that the check has by itself."""
        if any(not one.paths.patterns for one in self.by_path):
            return self.by_path
        return (ByPath(PathPatterns(), default), *self.by_path)


def read_weights(fields: Fields, name: str, value: object) -> Weights:
    """Read what stands behind the name of one check.

    Args:
        fields: the policy file.
        name: name of the check.
        value: a level, a mapping with a level, or a list of these.
    """
    several = value if isinstance(value, list) and value else [value]
    location: Location = ("checks", name)
    found: list[ByPath] = []
    audiences: dict[Audience, None] = {}
    for index, one in enumerate(several):
        place = (*location, index) if several is value else location
        if isinstance(one, dict):
            inside = Fields(fields.document, place, fields.problems, KEYS)
            inside.require("level", "; write `level: warn`")
            level = inside.choice("level", Level, Level.BLOCK)
            paths = read_paths(inside) if "paths" in inside else PathPatterns()
            if "for" in inside:
                audiences[inside.choice("for", Audience, Audience.AGENTS)] = None
            found.append(ByPath(paths, level))
        else:
            found.append(ByPath(PathPatterns(), fields.word(place, one, Level, Level.BLOCK)))
    if len(audiences) > 1:
        fields.wrong(location, "one check is for agents or for everyone; say `for` once")
    return Weights(tuple(found), next(iter(audiences), None))


def loosest(document: Document, location: Location) -> str:
    """The lightest level that is written at a place, as it is written; empty where none can be read."""
    words = list(_words(document.at(location)))
    known = [word for word in words if word in list(Level)]
    return max(known, key=lambda word: Level(word).rank) if known else next(iter(words), "")


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _words(value.get("level"))
    elif isinstance(value, list):
        for one in value:
            yield from _words(one)
