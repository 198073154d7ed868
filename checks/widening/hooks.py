"""Hooks of agents: what is run before and after what an agent does.

Most agents share one form: event → groups with a matcher → commands. Cursor, Copilot and Windsurf leave
the group out; Kiro lists hooks with their trigger.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.finding import Level
from checks.values.lookups import child, nodes, text, texts
from checks.values.node import Node, Table
from checks.widening.layout import last_entries
from checks.widening.model import Sense, Term, Topic

_GUARDS = re.compile(
    r"pre[A-Z_].*|Pre[A-Z].*|before.*|Before.*|userPrompt\w*|UserPrompt\w*|PermissionRequest|permissionRequest"
    r"|Stop|stop|SubagentStop|subagentStop|agentStop|AfterAgent|TaskCompleted"
)
"""Events at which a hook can refuse: before a tool, a prompt or the end of a turn."""

_OWN_FOLDER = re.compile(
    r"""["']?\$\{?\w*(?:PROJECT_DIR|WORKSPACE\w*|PLUGIN_ROOT)\}?["']?[/\\]|(?<![\w.])\./"""
)
_COMMANDS = ("command", "bash", "exec", "powershell", "url", "prompt", "tool")
_NAMES = re.compile(r"[\w*]+(?:\|[\w*]+)+")


def hooks(node: Node | None, key: str = "hooks") -> Iterator[Term]:
    """The hooks of a mapping from events to what runs.

    Args:
        node: the mapping.
        key: where it stands.
    """
    for event in last_entries(node):
        for group in nodes(event.node):
            listed = child(group, "hooks")
            for hook in nodes(listed) if listed is not None else [group]:
                matcher = text(child(hook, "matcher")) or text(child(group, "matcher"))
                yield from one_hook(hook, event.key, matcher, f"{key}.{event.key}" if key else event.key)


def one_hook(hook: Node, event: str, matcher: str, key: str) -> Iterator[Term]:
    """A hook as terms: one for each tool that its matcher names, and one for what happens when it fails.

    Args:
        hook: the table in which it is told.
        event: when it runs.
        matcher: for what it runs, `Write|Edit`; empty for everything.
        key: where it stands.
    """
    action = child(hook, "action")
    command, line = _command(action if isinstance(action, Table) else hook)
    if not command or text(child(hook, "enabled")) == "false" or text(child(hook, "disabled")) == "true":
        return
    if not _GUARDS.fullmatch(event):
        yield Term(
            Sense.GRANT, Topic.HOOK, key, f"{event} {command}", line, "runs", command, weight=Level.WARN
        )
        return
    for tool in _tools(matcher):
        shown = f"{command}` before `{tool}" if tool else command
        yield Term(Sense.GUARD, Topic.HOOK, key, f"{event} {command}", line, "", shown, tool)
    is_firm = text(child(hook, "onFailure")) == "block" or text(child(hook, "failClosed")) == "true"
    if is_firm:
        setting = "onFailure" if text(child(hook, "onFailure")) else "failClosed"
        shown = f"{command}` with `{setting}"
        yield Term(Sense.GUARD, Topic.FAILURE, key, f"{event} {command}", line, "", shown)


def _command(hook: Node) -> tuple[str, int]:
    """What runs, in one spelling, and its line."""
    for name in _COMMANDS:
        if (found := child(hook, name)) is not None and text(found):
            words = " ".join((text(found), *texts(child(hook, "args"))))
            plain = _OWN_FOLDER.sub("", words).replace('"', "").replace("'", "")
            return " ".join(plain.split()), found.line
    return "", 0


def _tools(matcher: str) -> tuple[str, ...]:
    """The tools that a matcher names; a pattern that is no list of names is one text of its own."""
    if matcher in ("", "*", ".*", "**"):
        return ("",)
    return tuple(matcher.split("|")) if _NAMES.fullmatch(matcher) else (matcher,)
