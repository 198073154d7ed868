"""Devin, once Windsurf: `config.json`, `hooks.v1.json` whose top level are the events, and `hooks.json`."""

from __future__ import annotations

from collections.abc import Iterator

from checks.values.lookups import child
from checks.values.node import Node
from checks.widening.hooks import hooks
from checks.widening.layout import Layout, grants, guards
from checks.widening.model import ASKED, Mark, Term
from checks.widening.servers import servers

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
