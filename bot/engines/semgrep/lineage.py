"""Which files of the base have to be asked: those from which a match of the head can have come."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.engines.semgrep.material import Material, prepare
from checks.change import Change
from checks.patterns import PatternRule, SideResults

_FIRST_WORD = re.compile(r"\s|#|//|/\*")


@dataclass(frozen=True, slots=True)
class Questions:
    """What one set of rules is to be asked about the base."""

    materials: tuple[Material, ...]
    unreadable: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def base_questions(
    change: Change, rules: Sequence[PatternRule], head: SideResults, wanted: frozenset[str]
) -> Iterator[tuple[tuple[PatternRule, ...], Questions]]:
    """The one run over the base, if any is needed.

    A match is old only if its text stood in the base, in its own file or in one that lost it. A base file
    that does not even hold the first word of the match's text needs no run.
    """
    words = {key: {_first_word(match.text) for match in matches} for key, matches in head.matches.items()}
    matched = tuple(rule for rule in rules if words.get(rule.key))
    if not matched:
        return
    by_language = _words_by_language(matched, words)
    materials: list[Material] = []
    unreadable = []
    for file in change.files:
        prepared = prepare(file.path, file.base, file.base_source, wanted & by_language.keys())
        materials += (item for item in prepared.materials if _holds(item, by_language[item.language]))
        if prepared.unreadable:
            unreadable.append((file.path, prepared.unreadable))
    if materials or unreadable:
        yield matched, Questions(tuple(materials), tuple(unreadable))


def _words_by_language(rules: Sequence[PatternRule], words: Mapping[str, set[str]]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for rule in rules:
        for language in rule.languages:
            found[language] |= words[rule.key]
    return found


def _first_word(text: str) -> str:
    return _FIRST_WORD.split(text.strip(), maxsplit=1)[0]


def _holds(material: Material, words: set[str]) -> bool:
    return any(word in material.text for word in words)
