"""A file that permits something, read by its meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from checks.front_matter import separate
from checks.source import Source
from checks.values.formats import Format, documents_of
from checks.values.lookups import child
from checks.values.node import Node, Table, Unreadable
from checks.widening import (
    aider,
    amp,
    claude,
    codex,
    copilot,
    cursor,
    devin,
    gemini,
    kiro,
    opencode,
    repository,
)
from checks.widening import policy as own
from checks.widening.model import Mark, Permitted, Term, permitted
from checks.widening.places import Shape
from checks.widening.servers import servers

Parts = Iterator[Term | Mark]


def _servers(root: Node) -> Parts:
    yield from servers(child(root, "mcpServers"), "mcpServers")


_READERS: Mapping[Shape, tuple[Format, Callable[[Node], Iterator[Term] | Parts]]] = {
    Shape.CLAUDE: (Format.JSON, claude.settings),
    Shape.PLUGIN: (Format.JSON, claude.plugin),
    Shape.FRONT_MATTER: (Format.YAML, claude.front_matter),
    Shape.SERVERS: (Format.JSON, _servers),
    Shape.EDITOR_SERVERS: (Format.JSON, copilot.editor_servers),
    Shape.CODEX: (Format.TOML, codex.config),
    Shape.HOOKS: (Format.JSON, copilot.hook_file),
    Shape.COPILOT: (Format.JSON, copilot.settings),
    Shape.EDITOR: (Format.JSON, copilot.editor),
    Shape.CURSOR_CLI: (Format.JSON, cursor.cli),
    Shape.CURSOR_PERMISSIONS: (Format.JSON, cursor.permissions),
    Shape.CURSOR_SANDBOX: (Format.JSON, cursor.sandbox),
    Shape.GEMINI: (Format.JSON, gemini.settings),
    Shape.GEMINI_POLICY: (Format.TOML, gemini.policy),
    Shape.KIRO_HOOKS: (Format.JSON, kiro.hook_file),
    Shape.KIRO_AGENT: (Format.JSON, kiro.agent),
    Shape.DEVIN: (Format.JSON, devin.config),
    Shape.DEVIN_HOOKS: (Format.JSON, devin.hook_file),
    Shape.AMP: (Format.JSON, amp.settings),
    Shape.OPENCODE: (Format.JSON, opencode.config),
    Shape.AIDER: (Format.YAML, aider.config),
    Shape.REPOSITORY: (Format.YAML, repository.settings),
    Shape.RULESET: (Format.JSON, repository.rules),
    Shape.POLICY: (Format.YAML, own.policy),
}


@lru_cache(64)
def root_of(source: Source, shape: Shape) -> Node | Unreadable:
    """The values of a file: of a page those of its front matter, of an empty file none.

    Args:
        source: its content.
        shape: how it is read.
    """
    if shape is Shape.FRONT_MATTER:
        parts = separate(source.content)
        if parts.front is None or parts.fault:
            return Table(1, ())
        source = Source(b"\n" * (parts.front_line - 1) + parts.front)
    if not source.text.strip():
        return Table(1, ())
    documents = documents_of(source, _READERS[shape][0])
    if isinstance(documents, Unreadable):
        return documents
    return documents[0] if documents else Table(1, ())


def read(source: Source, shape: Shape) -> Permitted | Unreadable:
    """What a file permits, or why it cannot be read."""
    if shape is Shape.CODEX_RULES:
        try:
            return permitted(codex.rules(source.text))
        except Unreadable as failure:
            return failure
    root = root_of(source, shape)
    if isinstance(root, Unreadable):
        return Permitted() if shape is Shape.FRONT_MATTER else root
    return permitted(_READERS[shape][1](root))
