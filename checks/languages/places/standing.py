"""Which cycles of the head stood at the base already, with other nodes between."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from checks.languages.places.sides import Sides
from checks.languages.places.walk import TooFar


@dataclass(frozen=True)
class Standing:
    """The graph of the base, asked by the names that its nodes have at the head.

    Attributes:
        sides: both trees.
        next_of: node of the base → the nodes that it led to.
    """

    sides: Sides
    next_of: Callable[[str], Iterable[str]]
    _reached: dict[str, frozenset[str]] = field(default_factory=dict)

    def stood(self, ring: tuple[str, ...]) -> bool:
        """Whether a cycle was one before, apart from nodes that the change puts into it or takes out of it.

        Args:
            ring: its nodes in order.
        """
        old = [node for node in ring if self._was_there(node)]
        if len(old) < 2:
            return False
        return all(after in self.led_to(node) for node, after in zip(old, [*old[1:], old[0]], strict=True))

    def led_to(self, node: str) -> frozenset[str]:
        """What a node of the head led to at the base: itself, or through nodes that are gone."""
        if node not in self._reached:
            found: dict[str, None] = {}
            pending = [self._before(node)]
            try:
                for at in pending:
                    for following in sorted(set(self.next_of(at))):
                        if following not in found:
                            found[following] = None
                            pending += [] if self._is_there(self._now(following)) else [following]
            except TooFar:
                found.clear()  # nobody can tell, so nothing is left out
            self._reached[node] = frozenset(map(self._now, found))
        return self._reached[node]

    def _was_there(self, node: str) -> bool:
        return self.sides.base.trees.own.mode(self._before(node).rstrip("/")) is not None

    def _is_there(self, node: str) -> bool:
        return self.sides.head.trees.own.mode(node.rstrip("/")) is not None

    def _before(self, node: str) -> str:
        return self.sides.renames.before(node.rstrip("/")) + "/" * node.endswith("/")

    def _now(self, node: str) -> str:
        return self.sides.renames.now(node.rstrip("/")) + "/" * node.endswith("/")
