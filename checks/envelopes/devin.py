"""Devin, once Windsurf: `config.json`, `hooks.v1.json` whose top level are the events, and `hooks.json`."""

from __future__ import annotations

from collections.abc import Iterator

from checks.envelopes.hooks import hooks
from checks.envelopes.layout import Layout, grants, guards
from checks.envelopes.model import ASKED, Mark, Term
from checks.envelopes.servers import servers
from checks.values.lookups import child
from checks.values.node import Node

_LAYOUT = Layout(
    lists=(
        *grants("permissions.allow"),
        *guards("permissions.ask", strictness=ASKED),
        *guards("permissions.deny"),
    )
)


def config(root: Node) -> Iterator[Term | Mark]:
    """What the configuration permits."""
    yield from _LAYOUT.parts(root)
    yield from hooks(child(root, "hooks"))
    yield from servers(child(root, "mcpServers"), "mcpServers")


def hook_file(root: Node) -> Iterator[Term]:
    """The hooks of a file whose top level are events."""
    yield from hooks(root, "")
