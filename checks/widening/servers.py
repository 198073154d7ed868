"""MCP servers: which programs and addresses lend an agent their tools, and which of those run unasked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.values.lookups import child, nodes, text, texts
from checks.values.node import Leaf, Node
from checks.widening.layout import last_entries
from checks.widening.model import Mark, Sense, Term, Topic

_ADDRESSES = ("url", "httpUrl", "serverUrl", "http_url")
_UNASKED = ("autoApprove", "alwaysAllow", "autoAllow")
_OFF = ("disabledTools", "excludeTools", "disabled_tools")
_ONLY = ("includeTools", "enabled_tools", "enabledTools")
_VERSION = re.compile(r"(?<=[\w/])(?:@(?:latest|next|v?\d[\w.+^~-]*)|[=~]=v?\d[\w.]*)(?=\s|$)")


def servers(node: Node | None, key: str) -> Iterator[Term | Mark]:
    """The servers of a mapping from names to how each is reached.

    Args:
        node: the mapping.
        key: where it stands.
    """
    for entry in last_entries(node):
        server = entry.node
        runs = _runs(server)
        is_off = text(child(server, "disabled")) == "true" or text(child(server, "enabled")) == "false"
        if not runs or is_off:
            continue
        shown = f"{entry.key}: {runs}"
        value, says = _VERSION.sub("", runs), "holds the MCP server"
        yield Term(Sense.GRANT, Topic.SERVER, key, value, entry.line, says, shown, entry.key)
        yield from _tools(server, entry.key, f"{key}.{entry.key}")


def _runs(server: Node) -> str:
    address = next((text(child(server, name)) for name in _ADDRESSES if text(child(server, name))), "")
    command = child(server, "command")
    words = (text(command), *texts(child(server, "args"))) if isinstance(command, Leaf) else texts(command)
    return address or " ".join(" ".join(words).split())


def _tools(server: Node, name: str, key: str) -> Iterator[Term | Mark]:
    trust = child(server, "trust")
    if trust is not None:
        is_on = text(trust) == "true"
        yield Mark(f"{key}.trust", float(is_on), text(trust), trust.line, (0.0, "false"))
    for setting in _UNASKED:
        for tool, line in _named(child(server, setting)):
            yield Term(Sense.GRANT, Topic.TOOL, f"{key}.{setting}", f"mcp__{name}__{tool}", line, shown=tool)
    for setting in _OFF:
        for tool, line in _named(child(server, setting)):
            yield Term(Sense.GUARD, Topic.TOOL, f"{key}.{setting}", f"mcp__{name}__{tool}", line, shown=tool)
    for setting in _ONLY:
        only = child(server, setting)
        if only is not None:
            within = f"{setting} {name}"
            yield Term(Sense.GUARD, Topic.OTHER, key, within, only.line, shown=setting)
            for tool, line in _named(only):
                value = f"mcp__{name}__{tool}"
                yield Term(Sense.GRANT, Topic.TOOL, key, value, line, shown=tool, within=within)


def _named(node: Node | None) -> Iterator[tuple[str, int]]:
    for item in nodes(node):
        if text(item):
            yield text(item), item.line
