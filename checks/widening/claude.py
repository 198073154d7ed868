"""Claude Code: `settings.json`, and the front matter of its agents, commands and skills."""

from __future__ import annotations

from collections.abc import Iterator

from checks.finding import Level
from checks.values.lookups import child, text, texts
from checks.values.node import Node
from checks.widening.hooks import hooks
from checks.widening.layout import Layout, closes, grants, guards, last_entries, opens, ordered
from checks.widening.model import ASKED, Mark, Sense, Term, Topic
from checks.widening.servers import servers

_LAYOUT = Layout(
    lists=(
        *grants("permissions.allow", "autoMode.allow"),
        *guards("permissions.ask", strictness=ASKED),
        *guards("permissions.deny", "autoMode.soft_deny", "autoMode.hard_deny"),
        *grants("permissions.additionalDirectories", topic=Topic.PATH, says="opens"),
        *grants("enabledMcpjsonServers", topic=Topic.OTHER, says="switches on the MCP server"),
        *guards("disabledMcpjsonServers", topic=Topic.OTHER),
        *grants("enabledPlugins", topic=Topic.OTHER, says="switches on the plugin", weight=Level.WARN),
        *grants("sandbox.excludedCommands", says="runs outside the sandbox"),
        *grants("sandbox.network.allowedDomains", topic=Topic.HOST, says="opens the network to"),
        *guards("sandbox.network.deniedDomains", topic=Topic.HOST),
        *grants("sandbox.network.allowUnixSockets", topic=Topic.PATH, says="opens"),
        *grants("sandbox.filesystem.allowWrite", topic=Topic.PATH, says="lets write to"),
        *guards("sandbox.filesystem.denyWrite", "sandbox.filesystem.denyRead", topic=Topic.PATH),
    ),
    scales=(
        ordered(
            "permissions.defaultMode",
            *("dontAsk", "plan", "default", "acceptEdits", "auto", "bypassPermissions"),
            unset="default",
        ),
        ordered("permissions.disableBypassPermissionsMode", "disable", "not set", unset="not set"),
        ordered("permissions.disableAutoMode", "disable", "not set", unset="not set"),
        *opens(
            *("enableAllProjectMcpServers", "disableAllHooks"),
            *("skipDangerousModePermissionPrompt", "skipAutoPermissionPrompt"),
            *("sandbox.network.allowLocalBinding", "sandbox.network.allowAllUnixSockets"),
            *("sandbox.enableWeakerNestedSandbox", "sandbox.enableWeakerNetworkIsolation"),
        ),
        *opens("sandbox.allowUnsandboxedCommands", unset="true"),
        *closes("sandbox.enabled", "sandbox.failIfUnavailable"),
    ),
)
_ROUTES = ("ANTHROPIC_BASE_URL", "HTTPS_PROXY", "HTTP_PROXY", "NODE_EXTRA_CA_CERTS")
"""Variables by which a repository sends what the agent reads and writes elsewhere."""
_RUN = ("apiKeyHelper", "awsAuthRefresh", "awsCredentialExport", "otelHeadersHelper", "gcpAuthRefresh")
_FRONT = Layout(
    lists=(
        *grants("allowed-tools", says="allows without asking", weight=Level.WARN),
        *guards("disallowedTools", "disallowed-tools"),
    ),
    scales=(
        ordered(
            "permissionMode",
            *("dontAsk", "plan", "default", "acceptEdits", "auto", "bypassPermissions"),
            unset="default",
        ),
    ),
)


def settings(root: Node) -> Iterator[Term | Mark]:
    """What the settings permit."""
    yield from _LAYOUT.parts(root)
    yield from hooks(child(root, "hooks"))
    yield from servers(child(root, "mcpServers"), "mcpServers")
    for name in _ROUTES:
        if (found := child(root, "env", name)) is not None and text(found):
            says = "sends what is read through"
            yield Term(Sense.GRANT, Topic.OTHER, f"env.{name}", text(found), found.line, says)
    for name in _RUN:
        if (found := child(root, name)) is not None and text(found):
            yield Term(Sense.GRANT, Topic.OTHER, name, text(found), found.line, "runs", weight=Level.WARN)


def front_matter(root: Node) -> Iterator[Term | Mark]:
    """What the front matter of an agent, a command or a skill permits."""
    yield from _FRONT.parts(root)
    yield from hooks(child(root, "hooks"))
    if (tools := child(root, "tools")) is not None:
        yield from _chosen(tools)
    for key in ("mcpServers", "mcp-servers"):
        yield from servers(child(root, key), key)


def _chosen(tools: Node) -> Iterator[Term]:
    """A list of tools leaves out all others; without one an agent has every tool."""
    shown = ", ".join(texts(tools))
    yield Term(*(Sense.GUARD, Topic.OTHER, "tools", "tools", tools.line), shown=shown, weight=Level.WARN)


def plugin(root: Node) -> Iterator[Term | Mark]:
    """What a plugin brings in: its hooks and servers."""
    yield from hooks(child(root, "hooks"))
    if last_entries(child(root, "mcpServers")):
        yield from servers(child(root, "mcpServers"), "mcpServers")
