"""What the settings of Jest, Vitest, Mocha, Playwright, Cypress, AVA and Karma take out of the run.

A configuration may be a program. Nothing is executed: its pairs of a key and a literal are read, wherever
they stand, and compared with those of the base.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checks.change import ChangedFile
from checks.finding import Level
from checks.languages.syntax import of_kinds, parse
from checks.path_parts import name_of, suffix_of
from checks.source import Source
from checks.test_runs.muting import Muting
from checks.values.formats import Format, documents_of
from checks.values.lookups import child
from checks.values.node import Items, Leaf, Node, Table, Unreadable, scalar_text

_SWITCHES = {
    "passWithNoTests": "passes where no test is found",
    "allowOnly": "lets a test in focus pass unseen",
    "dangerouslyIgnoreUnhandledErrors": "passes over errors that nobody handled",
    "failZero": "",
    "forbidOnly": "",
}
_IGNORING = {"testPathIgnorePatterns", "testIgnore", "exclude", "ignore", "excludeSpecPattern", "grepInvert"}
_CHOOSING = {"testMatch", "testRegex", "include", "specPattern", "testDir", "roots", "spec"}
_REPEATING = {"retries", "retry", "retryTimes", "runMode"}
_PATIENT = {"testTimeout", "timeout", "hookTimeout", "defaultCommandTimeout"}
_TIMES = 4
"""A timeout that grows by less is the tuning of every day."""
_HOLDERS = {"exclude": "test", "include": "test", "retry": "test", "ignore": ""}
"""Keys that mean something else outside the part of the configuration that speaks of tests."""
_WORDS = re.compile("|".join(sorted((*_SWITCHES, *_IGNORING, *_CHOOSING, *_REPEATING, *_PATIENT))))


@dataclass(frozen=True, slots=True)
class _Setting:
    """The literals under one key, and the line."""

    values: tuple[str, ...]
    line: int


def newly_relaxed(file: ChangedFile) -> Iterator[Muting]:
    """What the settings of a runner in a file leave out or pass over, and did not at the base."""
    base, head = file.base_source, file.head_source
    if head is None or not _WORDS.search(head.text):
        return
    before = _settings(file.path, base) if base is not None else {}
    for key, now in sorted(_settings(file.path, head).items()):
        name = key.rpartition(".")[2]
        was = before.get(key)
        for said, level in _judged(name, was.values if was else None, now.values, is_new=base is None):
            yield Muting(f"{key} {' '.join(now.values)}", said, now.line, level)


def _judged(
    name: str, was: tuple[str, ...] | None, now: tuple[str, ...], *, is_new: bool
) -> Iterator[tuple[str, Level | None]]:
    first = now[0] if now else ""
    if name in _SWITCHES and _SWITCHES[name] and first == "true" and was != now and not is_new:
        yield f"{_SWITCHES[name]}: `{name}: true`", None if name != "passWithNoTests" else Level.WARN
    elif name in ("forbidOnly", "failZero") and was and was != ("false",) and first == "false":
        yield f"lets a test in focus pass unseen: `{name}: false`", None
    elif name in _IGNORING and not is_new:
        fresh = [one for one in now if one not in (was or ()) and not _is_no_test(one)]
        if fresh:
            yield f"leaves tests out by `{name}`: `{fresh[0]}`", None if was is not None else Level.WARN
    elif name in _CHOOSING and was is not None:
        lost = [one for one in was if one not in now]
        if lost and len(now) <= len(was) and all(map(_is_named, now)):
            yield f"looks for tests in `{' '.join(now)}` alone, and before in `{lost[0]}`", Level.WARN
    elif name in _REPEATING and not is_new and _number(first) > _number(was[0] if was else "0"):
        yield f"repeats a test until it passes: `{name}: {first}`", Level.WARN
    elif name in _PATIENT and was and _number(first) >= _TIMES * _number(was[0]) > 0:
        yield f"waits {first} where it waited {was[0]}, by `{name}`", Level.WARN


def _is_no_test(pattern: str) -> bool:
    """Folders in which no test of one's own lies."""
    return (
        re.search(
            r"node_modules|dist|build|coverage|\.next|\.git\b|\.cache|\.turbo|\.worktrees?|\bout\b|vendor|e2e|fixtures",
            pattern,
        )
        is not None
    )


def _is_named(pattern: str) -> bool:
    """Whether a pattern names single files and no kind of them."""
    return "*" not in pattern.rpartition("/")[2]


def _number(text: str) -> float:
    plain = text.replace("_", "")
    return float(plain) if re.fullmatch(r"\d{1,12}(?:\.\d{1,6})?", plain) else 0.0


def _settings(path: str, source: Source) -> Mapping[str, _Setting]:
    name = name_of(path)
    if name == "package.json":
        found: dict[str, _Setting] = {}
        root = _document(source, Format.JSON)
        for runner in ("jest", "mocha", "ava", "vitest"):
            found |= dict(_of_node(f"{runner}.", child(root, runner)))
        return found
    if suffix_of(path) in (".json", ".jsonc") or name == ".mocharc":
        return dict(_of_node("", _document(source, Format.JSON)))
    if suffix_of(path) in (".yml", ".yaml"):
        return dict(_of_node("", _document(source, Format.YAML)))
    return dict(_of_program(source))


def _document(source: Source, format_: Format) -> Node | None:
    found = documents_of(source, format_)
    return None if isinstance(found, Unreadable) or not found else found[0]


def _of_node(prefix: str, node: Node | None) -> Iterator[tuple[str, _Setting]]:
    for entry in node.entries if isinstance(node, Table) else ():
        if isinstance(entry.node, Table):
            yield from _of_node(f"{prefix}{entry.key}.", entry.node)
            continue
        items = entry.node.nodes if isinstance(entry.node, Items) else (entry.node,)
        values = tuple(scalar_text(item.value) for item in items if isinstance(item, Leaf))
        yield f"{prefix}{entry.key}", _Setting(values, entry.line)


def _of_program(source: Source) -> Iterator[tuple[str, _Setting]]:
    for pair in of_kinds(parse(source.text, "typescript"), ("pair",)):
        key, value = pair.field("key"), pair.field("value")
        if key is None or value is None or not _WORDS.fullmatch(key.text().strip("\"'")):
            continue
        above = [
            named.text().strip("\"'")
            for one in pair.ancestors()
            if one.kind() == "pair" and (named := one.field("key")) is not None
        ]
        name = key.text().strip("\"'")
        if name in _HOLDERS and above[:1] != [_HOLDERS[name]]:
            continue
        items = list(value.children()) if value.kind() == "array" else [value]
        literals = ("string", "number", "true", "false", "regex", "template_string")
        values = tuple(item.text().strip("\"'`") for item in items if item.kind() in literals)
        yield ".".join((*reversed(above), name)), _Setting(values, pair.range().start.line + 1)
