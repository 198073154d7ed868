"""Codex: `config.toml`, `hooks.json` and the rules of commands in `*.rules`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from checks.values.lookups import child
from checks.values.node import Node, Unreadable
from checks.widening.decided import decided
from checks.widening.hooks import hooks
from checks.widening.layout import Layout, closes, grants, last_entries, opens, ordered
from checks.widening.model import ASKED, DENIED, Mark, Sense, Term, Topic
from checks.widening.servers import servers

_LAYOUT = Layout(
    lists=grants("sandbox_workspace_write.writable_roots", topic=Topic.PATH, says="lets write to"),
    scales=(
        ordered("approval_policy", "untrusted", "on-request", "on-failure", "never", unset="on-request"),
        ordered(
            "sandbox_mode", "read-only", "workspace-write", "danger-full-access", unset="workspace-write"
        ),
        ordered("default_permissions", ":read-only", ":workspace", ":danger-full-access", unset=":workspace"),
        ordered("web_search", "disabled", "cached", "live", unset="cached"),
        *opens("sandbox_workspace_write.network_access", "allow_login_shell"),
        *closes("features.hooks", unset="true"),
    ),
)
_REACH = {"none": 0.0, "deny": 0.0, "read": 1.0, "write": 2.0, "allow": 2.0}
_DECISIONS = {"allow": Sense.GRANT, "prompt": Sense.GUARD, "forbidden": Sense.GUARD}


def config(root: Node) -> Iterator[Term | Mark]:
    """What `config.toml` permits, its profiles included."""
    yield from _LAYOUT.parts(root)
    yield from hooks(child(root, "hooks"))
    yield from servers(child(root, "mcp_servers"), "mcp_servers")
    for profile in last_entries(child(root, "profiles")):
        yield from _LAYOUT.parts(profile.node, f"profiles.{profile.key}.")
    for profile in last_entries(child(root, "permissions")):
        key = f"permissions.{profile.key}"
        yield from Layout(scales=opens("network.enabled")).parts(profile.node, f"{key}.")
        for part in ("filesystem", "network.domains"):
            found = child(profile.node, *part.split("."))
            yield from decided(found, f"{key}.{part}", _REACH, unset=(0.0, "not there"))


def hook_file(root: Node) -> Iterator[Term]:
    """The hooks of a file that holds them alone."""
    yield from hooks(child(root, "hooks"))


def rules(text: str) -> Iterator[Term]:
    """The rules of a file in Starlark, of which calls of `prefix_rule` with plain values are read.

    Raises:
        Unreadable: the text does not parse.
    """
    try:
        parsed = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Unreadable("it does not parse as rules") from None
    for node in parsed.body:
        call = node.value if isinstance(node, ast.Expr) else None
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "prefix_rule":
            yield from _rule(call)


def _rule(call: ast.Call) -> Iterator[Term]:
    words = {word.arg: word.value for word in call.keywords}
    try:
        pattern = ast.literal_eval(words["pattern"])
        decision = ast.literal_eval(words["decision"]) if "decision" in words else "allow"
    except (KeyError, ValueError):
        return
    parts = ["|".join(map(str, part)) if isinstance(part, list) else str(part) for part in pattern]
    value = f"shell({' '.join(parts)} *)"
    sense = _DECISIONS.get(decision, Sense.GUARD)
    strictness = ASKED if decision == "prompt" else DENIED
    yield Term(
        *(sense, Topic.TOOL, f"prefix_rule {decision}", value, call.lineno),
        shown=" ".join(parts),
        strictness=strictness,
    )
