"""Cursor: `cli.json`, `permissions.json`, `sandbox.json` and `hooks.json`."""

from __future__ import annotations

from collections.abc import Iterator

from checks.finding import Level
from checks.values.lookups import child
from checks.values.node import Node
from checks.widening.hooks import hooks
from checks.widening.layout import Layout, closes, grants, guards, opens, ordered
from checks.widening.model import Mark, Term, Topic

_CLI = Layout(
    lists=(*grants("permissions.allow"), *guards("permissions.deny")),
    scales=(
        ordered("approvalMode", "allowlist", "auto-review", "unrestricted", unset="allowlist"),
        ordered("sandbox.mode", "enabled", "disabled", unset="disabled"),
    ),
)
_PERMISSIONS = Layout(
    lists=(
        *grants("mcpAllowlist", "terminalAllowlist"),
        *grants("autoRun.allow_instructions", topic=Topic.OTHER, weight=Level.WARN),
        *guards("autoRun.block_instructions", topic=Topic.OTHER, weight=Level.WARN),
    )
)
_SANDBOX = Layout(
    lists=(
        *grants("additionalReadwritePaths", topic=Topic.PATH, says="lets write to"),
        *grants("additionalReadonlyPaths", "additionalReadPaths", topic=Topic.PATH, says="opens"),
        *grants("networkPolicy.allow", topic=Topic.HOST, says="opens the network to"),
        *guards("networkPolicy.deny", topic=Topic.HOST),
    ),
    scales=(
        ordered(
            "type", "workspace_readonly", "workspace_readwrite", "insecure_none", unset="workspace_readwrite"
        ),
        ordered("networkPolicy.default", "deny", "allow", unset="deny"),
        *closes("disableTmpWrite"),
        *opens("enableSharedBuildCache", weight=Level.NOTE),
    ),
)


def cli(root: Node) -> Iterator[Term | Mark]:
    """What the settings of the command line permit."""
    yield from _CLI.parts(root)


def permissions(root: Node) -> Iterator[Term | Mark]:
    """What runs without approval."""
    yield from _PERMISSIONS.parts(root)


def sandbox(root: Node) -> Iterator[Term | Mark]:
    """What the sandbox lets through."""
    yield from _SANDBOX.parts(root)


def hook_file(root: Node) -> Iterator[Term | Mark]:
    """The hooks."""
    yield from hooks(child(root, "hooks"))
