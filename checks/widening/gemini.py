"""Gemini CLI: `settings.json` with its older flat names, and policies in TOML."""

from __future__ import annotations

from collections.abc import Iterator

from checks.finding import Level
from checks.values.lookups import child, nodes, text, texts
from checks.values.node import Node
from checks.widening.hooks import hooks
from checks.widening.layout import Layout, closes, grants, guards, opens, ordered
from checks.widening.model import ASKED, DENIED, Mark, Sense, Term, Topic
from checks.widening.servers import servers

_LAYOUT = Layout(
    lists=(
        *grants("tools.allowed", "allowedTools"),
        *guards("tools.exclude", "excludeTools"),
        *guards("mcp.excluded", topic=Topic.OTHER),
        *grants("context.includeDirectories", "includeDirectories", topic=Topic.PATH, says="opens"),
        *grants("hooksConfig.disabled", "hooks.disabled", topic=Topic.OTHER, says="switches off the hook"),
    ),
    scales=(
        ordered("general.defaultApprovalMode", "plan", "default", "auto_edit", "yolo", unset="default"),
        *opens("autoAccept", "tools.autoAccept", "security.autoAddToPolicyByDefault"),
        *opens("security.enablePermanentToolApproval", weight=Level.WARN),
        *closes("security.disableYoloMode", "security.blockGitExtensions", "security.folderTrust.enabled"),
        *closes("security.environmentVariableRedaction.enabled"),
        *closes("hooksConfig.enabled", unset="true"),
    ),
)


def settings(root: Node) -> Iterator[Term | Mark]:
    """What the settings permit."""
    yield from _LAYOUT.parts(root)
    yield from hooks(child(root, "hooks"))
    yield from servers(child(root, "mcpServers"), "mcpServers")
    for keys in (("tools", "sandbox"), ("sandbox",)):
        node = child(root, *keys)
        shown = text(node) or ("a table" if node is not None else "false")
        is_off = shown == "false"
        yield Mark(".".join(keys), float(is_off), shown, node.line if node else 0, (1.0, "false"))
    for keys in (("tools", "core"), ("coreTools",), ("mcp", "allowed")):
        if (only := child(root, *keys)) is not None:
            key = ".".join(keys)
            yield Term(Sense.GUARD, Topic.OTHER, key, key, only.line, shown="a list of the only ones")


def policy(root: Node) -> Iterator[Term]:
    """The rules of a policy: a tool or the beginning of a command, and what is decided about it."""
    for rule in nodes(child(root, "rule")):
        decision = text(child(rule, "decision"))
        for tool in texts(child(rule, "toolName")) or ("*",):
            for begins in texts(child(rule, "commandPrefix")) or ("",):
                value = f"{tool}({begins} *)" if begins else tool
                yield Term(
                    Sense.GRANT if decision == "allow" else Sense.GUARD,
                    Topic.TOOL,
                    f"rule {decision}",
                    value,
                    rule.line,
                    strictness=DENIED if decision == "deny" else ASKED,
                )
