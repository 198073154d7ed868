"""Small questions to a tree of values, for files whose shape is a convention and not a promise."""

from __future__ import annotations

from collections.abc import Iterator

from checks.values.node import Entry, Items, Leaf, Node, Table, scalar_text


def entries(node: Node | None) -> tuple[Entry, ...]:
    """The entries of a mapping; none of anything else."""
    return node.entries if isinstance(node, Table) else ()


def child(node: Node | None, *keys: str) -> Node | None:
    """The value under keys, one within the other; the last where a key stands twice."""
    for key in keys:
        node = next((entry.node for entry in reversed(entries(node)) if entry.key == key), None)
    return node


def nodes(node: Node | None) -> Iterator[Node]:
    """The items of a list, or the one value that stands for a list of one."""
    if isinstance(node, Items):
        yield from node.nodes
    elif node is not None and not (isinstance(node, Leaf) and node.value is None):
        yield node


def text(node: Node | None) -> str:
    """A scalar as a text, empty for nothing and for what is no scalar."""
    return scalar_text(node.value) if isinstance(node, Leaf) and node.value is not None else ""


def texts(node: Node | None) -> tuple[str, ...]:
    """The scalars of a list, or of one."""
    return tuple(text(item) for item in nodes(node) if isinstance(item, Leaf))
