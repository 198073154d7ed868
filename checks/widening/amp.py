"""Amp: `settings.json`, whose permissions are a list in which the first that matches decides."""

from __future__ import annotations

from collections.abc import Iterator

from checks.finding import Level
from checks.values.lookups import child, nodes, text
from checks.values.node import Node, identity
from checks.widening.layout import Layout, Listed, Scale
from checks.widening.model import ASKED, DENIED, Mark, Sense, Term, Topic
from checks.widening.servers import servers

_LAYOUT = Layout(
    lists=(
        Listed(("amp.commands.allowlist",)),
        Listed(("amp.tools.disable",), Sense.GUARD),
        Listed(("amp.tools.enable",), weight=Level.WARN),
    ),
    scales=(Scale(("amp.dangerouslyAllowAll",)),),
)
_PERMISSIONS = ("amp.permissions", "amp.mcpPermissions")


def settings(root: Node) -> Iterator[Term | Mark]:
    """What the settings permit."""
    yield from _LAYOUT.parts(root)
    yield from servers(child(root, "amp.mcpServers"), "amp.mcpServers")
    for key in _PERMISSIONS:
        for rule in nodes(child(root, key)):
            yield from _rule(rule, key)


def _rule(rule: Node, key: str) -> Iterator[Term]:
    tool = text(child(rule, "tool")) or "*"
    action, matches = text(child(rule, "action")), child(rule, "matches")
    value = tool if matches is None else f"{tool}({identity(matches)})"
    sense = Sense.GRANT if action == "allow" else Sense.GUARD
    strictness = ASKED if action == "ask" else DENIED
    command = text(child(rule, "matches", "cmd"))
    shown = f"{action} {tool}({command})" if command else f"{action} {tool}"
    if action:
        yield Term(sense, Topic.TOOL, key, value, rule.line, "holds", shown, strictness=strictness)
