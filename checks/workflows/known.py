"""Which commands and actions check something: tests, style, types, security."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from checks.path_parts import name_of, stem_of
from checks.workflows.actions import ACTION_PARTS, ACTIONS_LOWER
from checks.workflows.tools import (
    ASKED,
    BY_PART,
    MODES,
    NO_CHECK,
    NO_CHECKERS,
    OTHER_PARTS,
    PARTS,
    RUNNERS,
    SAME,
    SUBCOMMANDS,
    TOOLS,
    UPKEEP,
    WITH_VALUE,
    WRAPPERS,
    Kind,
)

_GOING_ON = ("make", "gmake", "bazel")
"""With `-k` they go on after a failure; of other tools it takes a value."""


@dataclass(frozen=True, slots=True)
class Checking:
    """That a command checks something.

    Attributes:
        kind: what it looks for.
        key: the tool and what it is told to do, without versions, paths and flags.
        targets: what it is pointed at, sorted.
    """

    kind: Kind
    key: str
    targets: tuple[str, ...] = ()


@lru_cache(1_024)
def action_check(uses: str) -> Checking | None:
    """What an action checks, by its name; `None` for most."""
    name = uses.partition("@")[0].lower()
    if name.startswith(("./", "docker://")) or "/" not in name:
        return None
    if "/.github/workflows/" in name:
        stem = stem_of(name).replace("dependency_review", "audit").replace("dependency-review", "audit")
        kind = _kind_of(stem) or next(
            (ACTION_PARTS[part] for part in PARTS.split(stem) if part in ACTION_PARTS), None
        )
    elif name in ACTIONS_LOWER:
        kind = ACTIONS_LOWER[name]
    else:
        parts = PARTS.split(name.partition("/")[2])
        kind = None
        if not OTHER_PARTS & set(parts):
            kind = next((ACTION_PARTS[part] for part in parts if part in ACTION_PARTS), None)
    return Checking(kind, f"uses {name}") if kind else None


@lru_cache(4_096)
def checks_of(words: tuple[str, ...]) -> tuple[Checking, ...]:
    """What a command checks; empty for most, several for `make lint test`."""
    words = _unwrapped(words)
    if not words or NO_CHECK & set(words):
        return ()
    name = name_of(words[0].replace("\\", "/")).removesuffix(".cmd").removesuffix(".exe").removesuffix(".bat")
    name = re.sub(r"(?<=\w)@[\w.^~-]+$|==.*$", "", name)
    name = SAME.get(name, name)
    rest = words[1:] if name not in _GOING_ON else tuple(word for word in words[1:] if word != "-k")
    plain = _positional(rest)
    if name in TOOLS:
        return _by_tool(name, rest, plain)
    listed = SUBCOMMANDS.get(name, {})
    asked = [
        word for word in (rest if name == "node" else plain) if word.lstrip(":").rpartition(":")[2] in listed
    ]
    if asked:
        mode = asked[0].rpartition(":")[2]
        targets = tuple(sorted(set(plain) - set(asked)))
        return (Checking(listed[mode], f"{name} {mode}", targets),)
    if (
        name not in RUNNERS
        and name not in NO_CHECKERS
        and plain[:1]
        and plain[0] in ("check", "lint", "test")
    ):
        return (Checking(Kind.ANY, f"{name} {plain[0]}"),)
    if name in RUNNERS:
        return tuple(_by_name(f"{name} {word}", word) for word in _asked_of_runner(plain) if _kind_of(word))
    if name in ("bash", "sh", "python", "python3", "node", "ruby", "bun", "deno", "pwsh", "tsx") and plain:
        script = plain[0] if plain[0] != "run" else (*plain, "")[1]
        return _by_script(script)
    return _by_script(words[0]) if "/" in words[0] else ()


def _by_tool(name: str, rest: tuple[str, ...], plain: tuple[str, ...]) -> tuple[Checking, ...]:
    if set(plain[:1]) & UPKEEP:
        return ()
    if name in ASKED and not any(word in ASKED[name] for word in rest):
        return ()
    if name in ("tox", "nox") and (environment := _value_of(rest, "-e", "-s")):
        kind = _kind_of(environment)
        if kind in (Kind.STYLE, Kind.TYPES, Kind.SECURITY):
            return (Checking(kind, f"{name} {environment}"),)
    mode = next((word for word in plain if word in MODES.get(name, ())), "")
    if mode == "format" and not {"--check", "--diff"} & set(rest) and name == "ruff":
        return ()
    targets = tuple(sorted(word for word in plain if word != mode and word not in ASKED.get(name, ())))
    return (Checking(TOOLS[name], f"{name} {mode}".strip(), targets),)


def _by_name(key: str, word: str) -> Checking:
    return Checking(_kind_of(word) or Kind.ANY, key)


def _by_script(path: str) -> tuple[Checking, ...]:
    is_script = path.endswith((".sh", ".py", ".js", ".mjs", ".ts", ".rb", ".ps1")) or "/" in path
    if not is_script or "$" in path:
        return ()
    kind = _kind_of(stem_of(path))
    return (Checking(kind, path.removeprefix("./")),) if kind else ()


@lru_cache(4_096)
def _kind_of(word: str) -> Kind | None:
    """What a script or target checks, by its name."""
    parts = [part.lower() for part in PARTS.split(word) if part]
    if set(parts) & OTHER_PARTS:
        return None
    found = [BY_PART[part] for part in parts if part in BY_PART]
    return next((kind for kind in found if kind is not Kind.ANY), found[0] if found else None)


def _asked_of_runner(plain: tuple[str, ...]) -> tuple[str, ...]:
    words = tuple(
        word for word in plain if word not in ("run", "run-script", "-r", "workspace", "workspaces")
    )
    return tuple(word.removeprefix(":") for word in words if "=" not in word and "$" not in word)


def _value_of(words: tuple[str, ...], *options: str) -> str:
    """What follows one of the options, empty if none is there."""
    return next((after for word, after in pairwise(words) if word in options), "")


def _positional(words: tuple[str, ...]) -> tuple[str, ...]:
    found, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in WITH_VALUE
        else:
            found.append(word)
    return tuple(found)


def _unwrapped(words: tuple[str, ...]) -> tuple[str, ...]:
    """The command behind environment variables, `sudo`, `uv run`, `npx` and their like."""
    for _ in range(6):
        while words and re.match(r"[A-Za-z_]\w*=", words[0]):
            words = words[1:]
        found = WRAPPERS.match(" ".join((name_of(words[0]), *words[1:3]))) if words else None
        if found is None:
            break
        wrapper, words = found[0], words[len(found[0].split(" ")) :]
        while words and (words[0].startswith("-") or re.fullmatch(r"[\d.]+[smh]?", words[0])):
            takes_value = words[0] in WITH_VALUE and not (wrapper.endswith("-m"))
            words = words[2:] if takes_value else words[1:]
    return words
