"""Rule files for semgrep-core: JSON put together from rules that are already JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.engines.semgrep import canary
from checks.patterns import PatternRule


class RuleFile(NamedTuple):
    """The rules of one run.

    Attributes:
        text: the file's content; a rule's id in it is its key.
        keys: the keys of the rules in it.
        regex_keys: those of them that hold a regular expression.
        digest: SHA-256 of `text`.
    """

    text: str
    keys: frozenset[str]
    regex_keys: frozenset[str]
    digest: str


@lru_cache(maxsize=64)
def rule_file(rules: tuple[PatternRule, ...]) -> RuleFile:
    """Serialise rules, sorted by key, with the canary's."""
    languages = {language for rule in rules for language in rule.languages}
    entries = [f'{{"id":"{rule.key}",{rule.definition[1:]}' for rule in rules]
    text = '{"rules":[' + ",\n".join([*entries, *canary.rules(languages)]) + "]}"
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    regexes = frozenset(rule.key for rule in rules if 'regex":' in rule.definition)
    return RuleFile(text, frozenset(rule.key for rule in rules), regexes, digest)


def for_languages(rules: Sequence[PatternRule], languages: frozenset[str]) -> tuple[PatternRule, ...]:
    """The rules that a run over files of these languages needs, sorted by key."""
    return tuple(sorted((rule for rule in rules if not languages.isdisjoint(rule.languages)), key=_key))


def rules_digest(rules: Sequence[PatternRule]) -> str:
    """The identity of a set of rules, as part of a cache key."""
    return hashlib.sha256("\n".join(sorted(rule.key for rule in rules)).encode()).hexdigest()


def has_paths(rule: PatternRule) -> bool:
    """Whether the rule's answer depends on the path of a file (it holds `paths`)."""
    return '"paths":{' in rule.definition


def _key(rule: PatternRule) -> str:
    return rule.key
