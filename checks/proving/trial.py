"""Examples as changes: each put where a rule would look at it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from checks.change import Change
from checks.enforcement import Example
from checks.path_parts import folder_of, suffix_of
from checks.path_syntax import is_plain_path
from checks.pattern_languages import TEXT_LANGUAGES, endings_of
from checks.policy import Rule
from checks.proving.ground import Ground
from checks.proving.overlay import Side, blob, change_over
from checks.proving.patch import ExampleUnfit, sides
from checks.proving.place import STEM, place

_ENDINGS = ("py", "ts", "js", "go", "java", "cs", "rb", "rs", "tsx")
_NO_LANGUAGE = "txt"
_FILE = re.compile(r"[^!].*?[^/*?\[\]]\.[^/*?\[\]]+")
"""A pattern that ends in the full name of a file, with an ending."""

_MOST_BESIDE = 24


@dataclass(frozen=True)
class Trial:
    """One example under one rule at one place.

    Attributes:
        change: what the rule is asked about.
        where: the file, for people; that of the first of several.
        is_open: whether the example left the place to the rule.
    """

    change: Change
    where: str
    is_open: bool = False


def trials(example: Example, ground: Ground, where: Sequence[str]) -> tuple[Trial, ...]:
    """An example at the places where it is to be tried, the most likely first; empty if there is none.

    Args:
        example: the example.
        ground: the tree.
        where: `places` of the rule, for a text that says nothing of its place.

    Raises:
        ExampleUnfit: the example's diff is none, or its path leads nowhere.
    """
    if example.diff:
        changed = sides(example.diff)
        return (Trial(change_over(ground.tree, changed), changed[0].path),)
    if example.path:
        if not is_plain_path(example.path):
            raise ExampleUnfit(f"`{example.path}` is no plain path from the root")
        return (Trial(_added(ground, example.path, example.text), example.path),)
    return tuple(Trial(_added(ground, path, example.text), path, is_open=True) for path in where)


def control(trial: Trial, ground: Ground) -> Change:
    """The same change with an empty file."""
    return _added(ground, trial.where, "")


def scopes_of(rule: Rule) -> tuple[Sequence[str], ...]:
    """The lists of patterns that all have to match before a rule looks at a file."""
    return (rule.paths.patterns, rule.check.looks_at)


def places(rule: Rule, ground: Ground) -> tuple[str, ...]:
    """Paths at which a rule looks, the likeliest first.

    One for each file that it names in full; else beside files of the repository that it reads by their
    place; else one for each language that it may be meant for.
    """
    check, where = rule.check, rule.check.example_paths
    scopes: tuple[Sequence[str], ...] = (*scopes_of(rule), where, *engine_paths(rule))
    named = [one for one in where if not one.startswith("!")]
    if named and all(_FILE.fullmatch(one) or check.reads(one) for one in named):
        found = [place((*scopes, (one,)), "", _known(scopes, ground)) for one in named]
    else:
        languages = list(_endings(rule, ground))
        found = [place(scopes, ending, _known(scopes, ground)) for ending in languages]
        if not any(path and check.reads(path) for path in found):
            found = [*islice(_beside(rule, ground.governed(scopes)), _MOST_BESIDE), *found]
    return tuple(dict.fromkeys(path for path in found if path is not None))


def _beside(rule: Rule, known: Sequence[str]) -> Iterator[str]:
    """A new file in each folder that holds a file which the rule reads; that file, where no other is read."""
    folders: dict[str, str] = {}
    for path in known:
        if rule.check.reads(path):
            folders.setdefault(folder_of(path), path)
    for folder, path in folders.items():
        new = f"{folder}/{STEM}{suffix_of(path)}".removeprefix("/")
        yield new if rule.check.reads(new) else path


def _known(scopes: Sequence[Sequence[str]], ground: Ground) -> Iterator[str]:
    """Asked for only where the patterns themselves show no place."""
    yield from ground.governed(scopes)[:50]


def _endings(rule: Rule, ground: Ground) -> Iterator[str]:
    """What the rule names; else what the files it governs are mostly written in, then the rest."""
    languages = [language for wanted in rule.check.pattern_rules for language in wanted.languages]
    if languages:
        for language in dict.fromkeys(languages):
            yield from (_NO_LANGUAGE,) if language in TEXT_LANGUAGES else endings_of(language)
        return
    here = ground.endings(scopes_of(rule))
    readable = [
        ending for ending in dict.fromkeys((*here, *_ENDINGS)) if rule.check.reads(_sample(rule, ending))
    ]
    yield from readable or dict.fromkeys((*here[:3], *_ENDINGS[:1], _NO_LANGUAGE))


def _sample(rule: Rule, ending: str) -> str:
    return place((*scopes_of(rule), rule.check.example_paths), ending) or f"example.{ending}"


def engine_paths(rule: Rule) -> Iterator[tuple[str, ...]]:
    """The files to which a semgrep rule keeps itself by its own `paths`."""
    for wanted in rule.check.pattern_rules:
        include = json.loads(wanted.definition).get("paths", {}).get("include", ())
        if include:
            yield tuple(one if "/" in one.strip("/") else f"**/{one}" for one in include)


def _added(ground: Ground, path: str, text: str) -> Change:
    content = text if not text or text.endswith("\n") else text + "\n"
    return change_over(ground.tree, (Side(path, None, blob(content.encode("utf-8", "surrogatepass"))),))
