"""Imports that ESLint restricts (`no-restricted-imports`), from its classic and its flat configuration."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from checks.adopting.javascript_literals import objects
from checks.adopting.proposal import Proposal, Rule, mapping, text_of, texts
from checks.adopting.yaml_text import yaml_value
from checks.change import Tree

_RULES = ("no-restricted-imports", "@typescript-eslint/no-restricted-imports")
_SCRIPTS = tuple(
    f"{name}.{ending}" for name in ("eslint.config", ".eslintrc") for ending in ("js", "mjs", "cjs", "ts")
)
_DATA = (".eslintrc.json", ".eslintrc.yaml", ".eslintrc.yml", ".eslintrc")
_CODE = "**/*.{}"
_ENDINGS = ("js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts")


def proposals(tree: Tree) -> Iterator[Proposal]:
    """One proposal for each file that restricts imports."""
    for path in (*_SCRIPTS, *_DATA, "package.json"):
        text = text_of(tree, path)
        if text is None or not any(rule in text for rule in _RULES):
            continue
        found = [_read(scope) for scope in _scopes(path, text)]
        rules = [rule for made, _, _ in found for rule in made]
        advice = dict.fromkeys(line for _, said, _ in found for line in said)
        left_out = [line for _, _, rest in found for line in rest]
        if rules or left_out:
            yield Proposal(
                source=path,
                title="Imports that are restricted",
                why="ESLint restricts them by name",
                instead="; ".join(advice) or "use what the restriction names",
                rules=rules,
                left_out=left_out,
            )


def _scopes(path: str, text: str) -> Iterator[Mapping[str, object]]:
    """Every mapping that has `rules`, those under `overrides` after the one that holds them."""
    tops: list[Mapping[str, object]]
    if path in _SCRIPTS:
        tops = list(objects(text))
    elif path == "package.json":
        tops = [mapping(_json(text), "eslintConfig")]
    else:
        tops = [mapping(yaml_value(text))]
    for top in tops:
        yield top
        overrides = top.get("overrides")
        yield from (
            one for one in (overrides if isinstance(overrides, list) else []) if isinstance(one, Mapping)
        )


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _read(scope: Mapping[str, object]) -> tuple[list[Rule], list[str], list[str]]:
    """Rules, what to do instead, and what was left out."""
    files = texts(scope.get("files")) or tuple(_CODE.format(ending) for ending in _ENDINGS)
    rules: list[Rule] = []
    advice: list[str] = []
    left_out: list[str] = []
    for name in _RULES:
        setting = mapping(scope, "rules").get(name)
        if not isinstance(setting, list) or not setting or setting[0] in ("off", 0):
            continue
        for restriction in _restrictions(setting[1:]):
            targets, message = restriction
            if targets:
                rules.append({"forbid-import": {"from": list(files), "to": list(targets)}})
            else:
                left_out.append(f"`{name}` restricts something that no path or module name tells")
            if message:
                advice.append(f"for {', '.join(f'`{target}`' for target in targets)}: {message}")
    return rules, advice, left_out


def _restrictions(settings: list[object]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Targets and message of each restriction; no targets where they cannot be told."""
    for setting in settings:
        if isinstance(setting, str):
            yield (setting,), ""
        elif isinstance(setting, Mapping):
            entries = [setting] if "name" in setting else []
            for key in ("paths", "patterns"):
                value = setting.get(key)
                entries += value if isinstance(value, list) else []
            for entry in entries:
                yield _restriction(entry)


def _restriction(entry: object) -> tuple[tuple[str, ...], str]:
    if isinstance(entry, str):
        return _modules((entry,)), ""
    values = mapping(entry)
    name = values.get("name")
    message = values.get("message")
    said = " ".join(message.split()).rstrip(".") if isinstance(message, str) else ""
    if "importNames" in values or "importNamePattern" in values or "regex" in values:
        return (), said
    return _modules((name,) if isinstance(name, str) else texts(values.get("group"))), said


def _modules(names: tuple[str, ...]) -> tuple[str, ...]:
    """Module names of patterns such as `lodash/*`; none where a pattern says more than a name can."""
    plain = tuple(name.removesuffix("/**").removesuffix("/*") for name in names)
    return () if any(set(name) & set("*?!{}[]") or name.startswith(".") for name in plain) else plain
