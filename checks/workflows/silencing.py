"""What keeps a failure of a command in a script from being one of the script."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checks.workflows.shell import Command

_SUCCEEDS = {"true", ":", "echo", "printf", "/bin/true", "cat", "date", "Write-Host"}
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*\+?=")
_WELL = re.compile(r"\bexit 0\s*;?$")


def silenced(commands: Sequence[Command], number: int, *, interpreter: str) -> str:
    """What keeps a failure of a command from failing the script, in a few words; empty if nothing does."""
    command = commands[number]
    if early := _left_early(commands[:number]):
        return early
    if _fails_later(commands, number + 1):
        return ""
    rescuer = command.rescued_by
    if rescuer is not None and rescuer < len(commands) and _succeeds(commands[rescuer]):
        return f"`|| {' '.join(commands[rescuer].words[:2])[:20]}`"
    following = commands[number + 1 : number + 2]
    if command.ends_with == ";" and following and following[0].words == ("exit", "0"):
        return "`; exit 0`"
    if command.is_parallel and not any(one.words[0] == "wait" for one in commands):
        return "`&`"
    if command.is_tested and not command.is_piped:
        return "a condition that nothing follows from"
    if command.is_piped and not _keeps_pipes(commands[:number], interpreter) and following:
        return f"a pipe into `{following[0].words[0]}`"
    is_last = number == len(commands) - 1
    if not is_last and not command.is_piped and not _stops_at_errors(commands[:number], interpreter):
        return "`set +e`"
    return ""


def _left_early(before: Sequence[Command]) -> str:
    """What ends the script well before a command, or in spite of its failure; empty if nothing does."""
    for number, command in enumerate(before):
        name, rest = command.words[0], command.words[1:]
        if name == "trap" and rest[1:] and rest[-1] in ("EXIT", "0", "ERR") and _WELL.search(rest[0]):
            return f"`trap '{rest[0][:20]}' {rest[-1]}`"
        is_straight = all(_is_plain(one) for one in before[:number])
        if is_straight and (name, *rest) == ("exit", "0") and not command.is_tested:
            return "`exit 0` before it"
    return ""


def _is_plain(command: Command) -> bool:
    """Whether the script goes on behind a command in any case."""
    is_alone = command.ends_with in (";", "\n") and not command.is_tested and command.rescued_by is None
    return is_alone and command.words[0] in ("set", "echo", "export", "cd")


def _fails_later(commands: Sequence[Command], first: int) -> bool:
    """Whether the script can still end with a failure of its own making."""
    for command in commands[first:]:
        name, rest = command.words[0], command.words[1:]
        if name in ("exit", "return") and rest != ("0",):
            return True
        if name == "false" or any("PIPESTATUS" in word for word in command.words):
            return True
        if command.hands_on:
            return True
    return False


def _succeeds(command: Command) -> bool:
    name = command.words[0]
    is_assignment = all(_ASSIGNMENT.match(word) for word in command.words)
    return name in _SUCCEEDS or is_assignment or command.words == ("exit", "0")


def _stops_at_errors(before: Sequence[Command], interpreter: str) -> bool:
    stops = not ("{0}" in interpreter and not re.search(r"\s-\w*e", interpreter))
    for command in before:
        if command.words[0] == "set":
            for word in command.words[1:]:
                if re.fullmatch(r"[-+]\w*e\w*", word):
                    stops = word.startswith("-")
                elif word == "errexit":
                    stops = "-o" in command.words
    return stops


def _keeps_pipes(before: Sequence[Command], interpreter: str) -> bool:
    return (
        interpreter == "bash" or "pipefail" in interpreter or any("pipefail" in one.words for one in before)
    )
