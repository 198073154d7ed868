"""Makefiles: their recipes as shell commands."""

from __future__ import annotations

import re

from checks.embedded.shell import Script

_PREFIX = re.compile(r"[ \t]*[@+-]*[ \t]*")


def commands(text: str) -> Script:
    """What its recipes run, a line each; lines that are no recipe are left out."""
    kept: list[str] = []
    numbers: list[int] = []
    goes_on = False
    for number, line in enumerate(text.split("\n"), 1):
        after_rule = _after_rule(line)
        if goes_on:
            told = line.removeprefix("\t")
        elif line.startswith("\t"):
            told = line[_end(line) :]
        elif after_rule:
            told = after_rule
        else:
            continue
        kept.append(told.replace("$$", "$"))
        numbers.append(number)
        goes_on = line.endswith("\\") and not line.endswith("\\\\")
    return Script("\n".join(kept), tuple(numbers) or (1,))


def _end(line: str) -> int:
    found = _PREFIX.match(line)
    return found.end() if found else 0


def _after_rule(line: str) -> str:
    """The command on the line of a rule, as in `all: parts; touch all`; empty if there is none."""
    targets, colon, rest = line.partition(":")
    needs, mark, command = rest.partition(";")
    is_rule = colon and mark and targets[:1].strip(" \t#") and "=" not in targets + needs
    return command.lstrip() if is_rule else ""
