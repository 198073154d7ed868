"""Which files of the base have to be asked: those from which a match of the head can have come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.engines.semgrep.material import Material, prepare
from checks.change import Change
from checks.pattern_text import without_comments
from checks.patterns import PatternRule, SideResults


class Questions(NamedTuple):
    """What one set of rules is to be asked about the base."""

    materials: tuple[Material, ...]
    unreadable: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def base_questions(
    change: Change, rules: Sequence[PatternRule], head: SideResults, wanted: frozenset[str]
) -> Iterator[tuple[tuple[PatternRule, ...], Questions]]:
    """The one run over the base, if any is needed.

    A match is old only if its text stood in the base, in its own file or in one that lost it. White space
    and comments apart, a base file that does not hold the text of any match needs no run.
    """
    texts = {
        key: {_bare(match.text, match.path) for match in matches} for key, matches in head.matches.items()
    }
    matched = tuple(rule for rule in rules if texts.get(rule.key))
    if not matched:
        return
    by_language = _by_language(matched, texts)
    materials: list[Material] = []
    unreadable = []
    for file in change.files:
        prepared = prepare(file.path, file.base, file.base_source, wanted & by_language.keys())
        materials += (item for item in prepared.materials if _holds(item, by_language[item.language]))
        if prepared.unreadable:
            unreadable.append((file.path, prepared.unreadable))
    if materials or unreadable:
        yield matched, Questions(tuple(materials), tuple(unreadable))


def _by_language(rules: Sequence[PatternRule], texts: Mapping[str, set[str]]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for rule in rules:
        for language in rule.languages:
            found[language] |= texts[rule.key]
    return found


def _bare(text: str, path: str) -> str:
    return "".join(without_comments(text, path).split())


def _holds(material: Material, texts: set[str]) -> bool:
    forms = (_bare(material.text, material.path), "".join(material.text.split()))
    return any(text in form for text in texts for form in forms)
