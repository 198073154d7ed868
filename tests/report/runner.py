"""The runner's reading of a log line, after the published grammar of `actions/runner`.

A line is a command of the present form if it starts with `::` behind white space and a second `::` ends
the name and properties, or else of the old form if it holds `##[` and a `]` behind it. Only registered
names count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from re import split

REGISTERED = frozenset(
    [
        "internal-set-repo-path",
        "set-env",
        "set-output",
        "save-state",
        "add-path",
        "add-mask",
        "add-matcher",
        "remove-matcher",
        "warning",
        "error",
        "notice",
        "debug",
        "group",
        "endgroup",
        "echo",
        "stop-commands",
        "command",
    ]
)


@dataclass(frozen=True)
class Command:
    name: str
    properties: dict[str, str]
    data: str


def commands(log: str) -> list[Command]:
    """All commands that a runner would find in the log; it ends lines at CR, LF or both."""
    return [found for line in split("\r\n|\r|\n", log) for found in _command(line)]


def _command(line: str) -> Iterable[Command]:
    stripped = line.lstrip()
    if stripped.startswith("::") and "::" in stripped[2:]:
        info, _, data = stripped[2:].partition("::")
        name, _, properties = info.partition(" ")
        if name in REGISTERED:
            yield Command(name, dict(_properties(properties)), _unescaped(data, data=True))
            return
    start = line.find("##[")
    if start >= 0 and "]" in line[start:]:
        name = line[start + 3 : line.index("]", start)].partition(" ")[0]
        if name in REGISTERED:
            yield Command(name, {}, line[line.index("]", start) + 1 :])


def _properties(text: str) -> Iterable[tuple[str, str]]:
    for pair in text.strip().split(","):
        name, sign, value = pair.partition("=")
        if sign and name and value:
            yield name, _unescaped(value, data=False)


def _unescaped(text: str, *, data: bool) -> str:
    signs = {"%0D": "\r", "%0A": "\n"} | ({} if data else {"%3A": ":", "%2C": ","}) | {"%25": "%"}
    for escaped, sign in signs.items():
        text = text.replace(escaped, sign)
    return text
