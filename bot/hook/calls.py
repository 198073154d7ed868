"""What an agent tells its hook, in whatever form, as one kind of value.

The forms are those of the vendors' documentation as of November 2026. Hosts run each other's hook files, so
the shape of what arrives counts and not the name of the host that was installed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

_WRITES = ("write", "create", "write_file", "fs_write", "create_file", "writefile")
_EDITS = (
    "edit",
    "multiedit",
    "str_replace",
    "replace",
    "str_replace_editor",
    "edit_file",
    "multi_edit",
    "pre_write_code",
)
_SHELLS = ("bash", "shell", "powershell", "run_shell_command", "execute_bash", "exec", "local_shell")
_ENDS = frozenset(("stop", "subagentstop", "agentstop", "afteragent", "session.idle"))
_PATH = ("file_path", "path", "filePath", "target_file", "notebook_path", "filename", "absolute_path")
_TEXT = ("content", "contents", "file_text", "text", "new_source", "code")
_OLD = ("old_string", "old_str", "oldString", "oldText", "old_text", "old")
_NEW = ("new_string", "new_str", "newString", "newText", "new_text", "new")
_PATCH_MARK = "*** Begin Patch"


class NotUnderstood(ValueError):
    """What arrived is no call of an agent; one sentence says why."""


class Kind(StrEnum):
    """What an agent is about to do."""

    WRITE = "write"
    EDIT = "edit"
    PATCH = "patch"
    NOTEBOOK = "notebook"
    SHELL = "shell"
    END = "end"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Replacement:
    """One replacement in a file.

    Attributes:
        old: the text that goes; empty for a file that is made.
        new: the text that comes.
        everywhere: whether every place is meant, not just the one.
    """

    old: str
    new: str
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a tool, or the end of a turn.

    Attributes:
        kind: what it does.
        tool: the tool's own name.
        cwd: where the agent works.
        path: the file, for a single one.
        text: the new content, the patch, or the command.
        replacements: what an edit replaces.
        goes_on: whether the agent was kept at work by an end of a turn before.
    """

    kind: Kind
    tool: str
    cwd: Path
    path: str = ""
    text: str = ""
    replacements: tuple[Replacement, ...] = ()
    goes_on: bool = False


def call_of(payload: bytes, here: Path, project: str = "", tool: str = "") -> Call:
    """The call that a payload tells of.

    Args:
        payload: what the host wrote to the hook.
        here: where the hook was started.
        project: the root of the project as the host tells it beside the payload; empty if it does not.
        tool: the tool as the host names it beside the payload, which then holds nothing but what the tool is
            given, as Amp does; empty if it does not.

    Raises:
        NotUnderstood: it is no JSON object, or a tool that writes comes without what is written.
    """
    try:
        told = json.loads(payload.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as fault:
        raise NotUnderstood(f"the host sent no JSON: {fault}") from fault
    if not isinstance(told, dict):
        raise NotUnderstood("the host sent JSON that is no object")
    cwd = _cwd(told, here, project)
    event = _text(told, ("hook_event_name", "hookEventName", "event"))
    if event.casefold() in _ENDS:
        return Call(Kind.END, event, cwd, goes_on=told.get("stop_hook_active") is True)
    named = _text(told, ("tool_name", "toolName", "tool", "agent_action_name"))
    if tool and not named:
        return _read(tool, told, cwd)
    tool = named
    given = next((told[key] for key in ("tool_input", "toolArgs", "args", "tool_info") if key in told), told)
    if isinstance(given, str):
        given = _parsed(given)
    if not tool or not isinstance(given, dict):
        raise NotUnderstood("the host names no tool, or nothing that it is given")
    return _read(tool, given, cwd)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return {"command": text}


def _read(tool: str, given: Mapping[str, Any], cwd: Path) -> Call:
    name = re.sub(r"[ -]", "_", tool).casefold()
    told = _text(given, ("command", "input", "patch", "patchText", "diff"))
    patch = told if _PATCH_MARK in told else ""
    if name == "apply_patch" or patch:
        if not patch:
            raise NotUnderstood(f"`{tool}` comes without a patch")
        return Call(Kind.PATCH, tool, cwd, text=patch)
    if name in _SHELLS:
        command = given.get("command")
        text = " ".join(map(str, command)) if isinstance(command, list) else told or _text(given, ("cmd",))
        return Call(Kind.SHELL, tool, cwd, text=text)
    path = _text(given, _PATH)
    if name in ("notebookedit", "notebook_edit"):
        return Call(Kind.NOTEBOOK, tool, cwd, path=_needed(path, tool), text=_text(given, _TEXT))
    replacements = _replacements(given)
    command = _text(given, ("command",))
    if name in _EDITS and (replacements or command not in ("create", "")):
        if not replacements:
            raise NotUnderstood(f"`{tool}` comes without what it replaces")
        return Call(Kind.EDIT, tool, cwd, path=_needed(path, tool), replacements=replacements)
    if name in _WRITES or name in _EDITS:
        if not any(isinstance(given.get(key), str) for key in _TEXT):
            raise NotUnderstood(f"`{tool}` comes without what it writes")
        return Call(Kind.WRITE, tool, cwd, path=_needed(path, tool), text=_text(given, _TEXT))
    return Call(Kind.OTHER, tool, cwd)


def _replacements(given: Mapping[str, Any]) -> tuple[Replacement, ...]:
    listed = given.get("edits")
    entries = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else [given]
    found = []
    for entry in entries:
        old, new = (
            next((entry[key] for key in names if isinstance(entry.get(key), str)), None)
            for names in (_OLD, _NEW)
        )
        if old is not None and new is not None:
            found.append(Replacement(old, new, bool(entry.get("replace_all") or entry.get("replaceAll"))))
    return tuple(found)


def _needed(path: str, tool: str) -> str:
    if not path:
        raise NotUnderstood(f"`{tool}` names no file")
    return path


def _cwd(told: Mapping[str, Any], here: Path, project: str) -> Path:
    roots = told.get("workspace_roots")
    first = roots[0] if isinstance(roots, list) and roots and isinstance(roots[0], str) else ""
    return here / (_text(told, ("cwd",)) or first or project or ".")


def _text(told: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((told[name] for name in names if isinstance(told.get(name), str)), "")
