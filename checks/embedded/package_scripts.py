"""The scripts of `package.json`, each a shell command."""

from __future__ import annotations

from collections.abc import Iterator

from checks.embedded.piece import Piece
from checks.embedded.shell import Script
from checks.values.json_text import document
from checks.values.node import Leaf, Table, Unreadable


def pieces(text: str) -> Iterator[Piece]:
    """The commands as shell, and what stands inside of them; nothing where the file cannot be read."""
    try:
        root = document(text)
    except Unreadable:  # npm runs no script of such a file either
        return
    scripts = (
        next((e.node for e in root.entries if e.key == "scripts"), None) if isinstance(root, Table) else None
    )
    for entry in scripts.entries if isinstance(scripts, Table) else ():
        if isinstance(entry.node, Leaf) and isinstance(entry.node.value, str):
            command = entry.node.value
            numbers = (entry.node.line,) * (command.count("\n") + 1)
            yield Piece("bash", command, numbers)
            yield from Script(command, numbers).inside()
