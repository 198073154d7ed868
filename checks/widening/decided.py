"""Mappings from what is asked for to an answer: `allow`, `ask` or `deny`, the default under `*`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checks.values.lookups import text
from checks.values.node import Leaf, Node
from checks.widening.layout import last_entries
from checks.widening.model import Mark

ANSWERS = {"deny": 0.0, "ask": 1.0, "allow": 2.0}
"""How much each answer permits."""


def decided(
    node: Node | None,
    key: str,
    ranks: Mapping[str, float],
    unset: tuple[float | None, str],
    instead: tuple[str, ...] = (),
) -> Iterator[Mark]:
    """The answers of a mapping, and of mappings within it, as marks; `*` answers for the mapping itself.

    Args:
        node: one answer for everything, or a mapping.
        key: where it stands.
        ranks: how much each answer permits.
        unset: what counts where nothing answers.
        instead: keys that answer where this one does not, the nearest first.
    """
    if isinstance(node, Leaf):
        yield Mark(key, ranks.get(text(node)), text(node), node.line, unset, instead=instead)
    for entry in last_entries(node):
        if entry.key == "*":
            yield from decided(entry.node, key, ranks, unset, instead)
        else:
            yield from decided(entry.node, f"{key}.{entry.key}", ranks, unset, (key, *instead))
