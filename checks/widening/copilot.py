"""GitHub Copilot: hooks and settings of the command line, and what VS Code runs without asking."""

from __future__ import annotations

from collections.abc import Iterator

from checks.finding import Level
from checks.values.lookups import child, text
from checks.values.node import Leaf, Node, Table
from checks.widening.decided import decided
from checks.widening.hooks import hooks
from checks.widening.layout import Layout, Listed, Scale, closes, grants, guards, last_entries, opens
from checks.widening.model import Mark, Term, Topic
from checks.widening.servers import servers

_SETTINGS = Layout(
    lists=(
        *grants("allowedTools", "allowTools"),
        *guards("deniedTools", "denyTools"),
        *grants("allowedUrls", topic=Topic.HOST, says="opens the network to"),
        *guards("deniedUrls", topic=Topic.HOST),
        *grants("trustedFolders", topic=Topic.PATH, says="trusts"),
        *grants("enabledPlugins", topic=Topic.OTHER, says="switches on the plugin", weight=Level.WARN),
    ),
    scales=opens("disableAllHooks", "allowAllTools", "allowAllPaths", "allowAllUrls"),
)
_SWITCHES = ("chat.tools.global.autoApprove", "chat.tools.autoApprove")
_ANSWERED = ("chat.tools.terminal.autoApprove", "chat.tools.edits.autoApprove", "chat.tools.urls.autoApprove")
_EDITOR = Layout(
    lists=(Listed(("chat.mcp.serverSampling",), weight=Level.NOTE),),
    scales=(
        *(Scale((key,)) for key in _SWITCHES),
        Scale(("claudeCode.allowDangerouslySkipPermissions",)),
        Scale(("chat.agent.sandbox.enabled",), {"true": 0.0, "false": 1.0}),
        Scale(("security.workspace.trust.enabled",), {"true": 0.0, "false": 1.0}, "true"),
    ),
)
_YES = {"false": 0.0, "true": 1.0}


def settings(root: Node) -> Iterator[Term | Mark]:
    """What the settings of the command line permit."""
    yield from _SETTINGS.parts(root)
    yield from hooks(child(root, "hooks"))
    yield from servers(child(root, "mcpServers"), "mcpServers")


def hook_file(root: Node) -> Iterator[Term | Mark]:
    """A file of hooks."""
    yield from Layout(scales=(*opens("disableAllHooks"), *closes("enabled", unset="true"))).parts(root)
    yield from hooks(child(root, "hooks"))


def editor(root: Node) -> Iterator[Term | Mark]:
    """What an editor lets an agent do unasked; the keys are written with dots."""
    yield from _EDITOR.parts(root)
    for key in _ANSWERED:
        for entry in last_entries(child(root, key)):
            approve = child(entry.node, "approve") if isinstance(entry.node, Table) else entry.node
            if isinstance(approve, Leaf) and text(approve):
                yield from decided(approve, f"{key}.{entry.key}", _YES, (0.0, "not there"))


def editor_servers(root: Node) -> Iterator[Term | Mark]:
    """The MCP servers of the editor."""
    yield from servers(child(root, "servers"), "servers")
