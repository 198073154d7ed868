"""A semgrep rule, as it stands in a decision or a rule file, turned into a `PatternRule` or refused.

Accepted are search rules and taint rules over syntax trees and regular expressions. Refused is all that
would look elsewhere (a network, another rule, another file, a package list), that the engine called
here does not run and would silently pass over, or that a pull request could switch off by its text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from checks.backtracking import exponential_loop
from checks.pattern_languages import canonical_language
from checks.patterns import PatternRule

MOST_CHARACTERS = 64_000
"""Longest rule, in characters of its canonical JSON."""

_MOST_NESTED = 24

_REFUSED = {
    "join": "refers to other rules",
    "steps": "refers to other rules",
    "extract": "builds new files",
    "dest-language": "builds new files",
    "transform": "builds new files",
    "reduce": "builds new files",
    "validators": "would call a network",
    "request": "would call a network",
    "r2c-internal-project-depends-on": "asks for a package list",
    "sca": "asks for a package list",
    "pattern-where-python": "would run code",
    "fix-regex": "rewrites by a regular expression; write `fix`",
    "match": "is a syntax that is still being changed; write `patterns`",
}
_NO_MAPPING = "a pattern rule must be a mapping; registry names and addresses are not accepted"
_TOP = {
    "id",
    "languages",
    "message",
    "severity",
    "metadata",
    "mode",
    "options",
    "paths",
    "fix",
    "min-version",
    "max-version",
}
_SEARCH = {"pattern", "patterns", "pattern-either", "pattern-regex"}
_TAINT = {"pattern-sources", "pattern-sinks", "pattern-sanitizers", "pattern-propagators"}
_TEXTS = {"pattern", "pattern-not", "pattern-inside", "pattern-not-inside"}
_REGEXES = {"pattern-regex", "pattern-not-regex"}
_LISTS = {"patterns", "pattern-either"}
_ABOUT = {
    "metavariable-regex": {"metavariable", "regex", "constant-propagation"},
    "metavariable-pattern": {"metavariable", "language"} | _SEARCH,
    "metavariable-comparison": {"metavariable", "comparison", "base", "strip"},
    "metavariable-analysis": {"metavariable", "analyzer"},
    "metavariable-type": {"metavariable", "type", "types"},
}
_TAINT_EXTRA = {
    "label",
    "requires",
    "exact",
    "by-side-effect",
    "control",
    "at-exit",
    "not-conflicting",
    "from",
    "to",
}


def pattern_rule(definition: Mapping[str, object]) -> PatternRule:
    """Read one rule.

    Args:
        definition: a rule in semgrep's form, or the short one `{languages, pattern}`. `id`, `severity` and
            `metadata` have no effect here, because the decision names and weighs its rules itself.

    Returns:
        The rule; two spellings of one rule have one key.

    Raises:
        ValueError: it is refused; the text is one sentence that says why.
    """
    if not isinstance(definition, Mapping):
        raise ValueError(_NO_MAPPING)  # noqa: TRY004 - a policy has one type of error
    languages = _languages(definition)
    kept = {
        key: value
        for key, value in definition.items()
        if key not in ("id", "metadata", "severity", "languages")
    }
    _check_top(definition, kept)
    kept |= {
        "languages": list(languages),
        "severity": "ERROR",
        "message": kept.get("message") or _message(kept),
    }
    text = json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"the pattern rule has {len(text)} characters, the limit is {MOST_CHARACTERS}")
    key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return PatternRule(key=key, definition=text, languages=languages)


def _languages(definition: Mapping[str, object]) -> tuple[str, ...]:
    named = definition.get("languages")
    named = [named] if isinstance(named, str) else named
    if not isinstance(named, list | tuple) or not named or not all(isinstance(one, str) for one in named):
        raise ValueError("a pattern rule needs `languages`, a list such as `[python]`")
    return tuple(sorted({canonical_language(one) for one in named}))


def _message(kept: Mapping[str, object]) -> str:
    pattern = kept.get("pattern")
    if isinstance(pattern, str) and "\n" not in pattern.strip() and "`" not in pattern:
        return f"matches the forbidden pattern `{pattern.strip()}`"
    return "matches a forbidden pattern"


def _check_top(definition: Mapping[str, object], kept: Mapping[str, object]) -> None:
    mode = definition.get("mode", "search")
    if mode not in ("search", "taint"):
        raise ValueError(f"pattern rules of mode `{mode}` are not accepted, only `search` and `taint`")
    wanted = _TAINT if mode == "taint" else _SEARCH
    for key in kept:
        _refuse_foreign(key)
        if key not in _TOP | wanted:
            raise ValueError(f"`{key}` is no key of a pattern rule of mode `{mode}`")
    present = sorted(wanted & kept.keys())
    if mode == "search" and len(present) != 1:
        raise ValueError(
            "a pattern rule needs exactly one of `pattern`, `patterns`, `pattern-either` and `pattern-regex`"
        )
    if mode == "taint" and not {"pattern-sources", "pattern-sinks"} <= kept.keys():
        raise ValueError("a taint rule needs `pattern-sources` and `pattern-sinks`")
    for key in ("message", "fix", "min-version", "max-version"):
        if key in kept and not isinstance(kept[key], str):
            raise ValueError(f"`{key}` of a pattern rule must be a text")
    _check_paths(kept.get("paths", {}))
    options = kept.get("options", {})
    if not isinstance(options, Mapping) or not all(
        isinstance(value, bool | int | str) for value in options.values()
    ):
        raise ValueError("`options` of a pattern rule must be a mapping of plain values")
    for key in present:
        _check_operator(key, kept[key], 0, _TAINT_EXTRA if mode == "taint" else frozenset())


def _refuse_foreign(key: str) -> None:
    if key in _REFUSED:
        raise ValueError(f"a pattern rule with `{key}` is not accepted: it {_REFUSED[key]}")


def _check_paths(paths: object) -> None:
    if not isinstance(paths, Mapping) or not paths.keys() <= {"include", "exclude"}:
        raise ValueError("`paths` of a pattern rule may hold `include` and `exclude` only")
    for patterns in paths.values():
        if not isinstance(patterns, list | tuple) or not all(isinstance(one, str) for one in patterns):
            raise ValueError("`paths` of a pattern rule must hold lists of path patterns")


def _check_operator(key: str, value: object, depth: int, extra: set[str] | frozenset[str]) -> None:
    """Check one operator of a formula; semgrep itself passes over what it does not know."""
    if depth > _MOST_NESTED:
        raise ValueError(f"the pattern rule is nested deeper than {_MOST_NESTED} levels")
    _refuse_foreign(key)
    if key in _TEXTS:
        _check_text(key, value, depth, extra)
    elif key in _REGEXES:
        _check_regex(value)
    elif key in _LISTS or key in _TAINT:
        _check_list(key, value, depth, extra)
    elif key in _ABOUT:
        _check_metavariable(key, value, depth)
    elif key != "focus-metavariable" and key not in extra:
        raise ValueError(f"`{key}` is no operator of a pattern rule")


def _check_text(key: str, value: object, depth: int, extra: set[str] | frozenset[str]) -> None:
    if isinstance(value, Mapping) and key != "pattern":
        for inner, part in value.items():
            _check_operator(inner, part, depth + 1, extra)
        return
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"`{key}` of a pattern rule must be a text that is not empty")
    if "=~/" in value:
        raise ValueError(
            f"`{key}` holds `=~/`, whose regular expression fails without a word; write `metavariable-regex`"
        )


def _check_list(key: str, value: object, depth: int, extra: set[str] | frozenset[str]) -> None:
    if not isinstance(value, list | tuple) or not value:
        raise ValueError(f"`{key}` of a pattern rule must be a list that is not empty")
    for part in value:
        if not isinstance(part, Mapping):
            raise ValueError(f"`{key}` must hold mappings such as `pattern: ...`")  # noqa: TRY004 - as above
        for inner, inner_value in part.items():
            _check_operator(inner, inner_value, depth + 1, extra)


def _check_metavariable(key: str, value: object, depth: int) -> None:
    if not isinstance(value, Mapping) or "metavariable" not in value:
        raise ValueError(f"`{key}` of a pattern rule needs a `metavariable`")
    if any(not isinstance(value.get(inner, ""), str) for inner in ("metavariable", "language")):
        raise ValueError(f"`metavariable` and `language` of `{key}` must be texts")
    for inner, part in value.items():
        if inner not in _ABOUT[key]:
            raise ValueError(f"`{inner}` is no key of `{key}`")
        if inner == "regex":
            _check_regex(part)
        elif inner in _SEARCH:
            _check_operator(inner, part, depth + 1, frozenset())


def _check_regex(value: object) -> None:
    if not isinstance(value, str) or not value:
        raise ValueError("a regular expression of a pattern rule must be a text that is not empty")
    loop = exponential_loop(value)
    if loop is not None:
        raise ValueError(
            f"the regular expression repeats `{loop}`, which can match one text in many ways: a line of "
            "the pull request could exhaust it and so switch the rule off; "
            "make the parts of the loop exclude each other"
        )
