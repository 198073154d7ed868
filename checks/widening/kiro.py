"""Kiro: hooks, agents and their tools."""

from __future__ import annotations

from collections.abc import Iterator

from checks.values.lookups import child, nodes, text
from checks.values.node import Node
from checks.widening.hooks import hooks, one_hook
from checks.widening.layout import Layout, grants, guards, last_entries, opens
from checks.widening.model import Mark, Term, Topic
from checks.widening.servers import servers

_TOOL = Layout(
    lists=(
        *grants("allowedCommands", "allowedServices"),
        *guards("deniedCommands", "deniedServices"),
        *grants("allowedPaths", topic=Topic.PATH, says="opens"),
        *guards("deniedPaths", topic=Topic.PATH),
        *grants("allowedDomains", "trusted", topic=Topic.HOST, says="opens the network to"),
        *guards("blocked", topic=Topic.HOST),
    ),
    scales=opens("autoAllowReadonly", "autoAllow"),
)


def hook_file(root: Node) -> Iterator[Term]:
    """Hooks that are listed, each with its trigger."""
    listed = child(root, "hooks")
    for hook in nodes(listed) if listed is not None else (root,):
        yield from one_hook(hook, text(child(hook, "trigger")), text(child(hook, "matcher")), "hooks")


def agent(root: Node) -> Iterator[Term | Mark]:
    """What an agent may do without being asked."""
    yield from Layout(lists=grants("allowedTools")).parts(root)
    for tool in last_entries(child(root, "toolsSettings")):
        yield from _TOOL.parts(tool.node, f"toolsSettings.{tool.key}.")
    yield from hooks(child(root, "hooks"))
    yield from servers(child(root, "mcpServers"), "mcpServers")
