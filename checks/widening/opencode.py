"""OpenCode: `opencode.json`, where a tool that nothing answers for is allowed."""

from __future__ import annotations

from collections.abc import Iterator

from checks.finding import Level
from checks.values.lookups import child
from checks.values.node import Node
from checks.widening.decided import ANSWERS, decided
from checks.widening.layout import grants, last_entries
from checks.widening.model import Mark, Term, Topic
from checks.widening.servers import servers

_FREE = (2.0, "allow")
_TOOLS = {"false": 0.0, "true": 2.0}


def config(root: Node) -> Iterator[Term | Mark]:
    """What the configuration permits, and its agents."""
    yield from _permissions(root, "")
    for group in ("agent", "mode"):
        for agent in last_entries(child(root, group)):
            yield from _permissions(agent.node, f"{group}.{agent.key}.")
    mcp = child(root, "mcp")
    yield from servers(child(mcp, "servers") or mcp, "mcp")
    for plugins in grants("plugin", topic=Topic.OTHER, says="loads the plugin", weight=Level.WARN):
        yield from plugins.terms(root)


def _permissions(root: Node, before: str) -> Iterator[Mark]:
    yield from decided(child(root, "permission"), f"{before}permission", ANSWERS, _FREE)
    yield from decided(child(root, "tools"), f"{before}tools", _TOOLS, (2.0, "true"))
