"""Aider: `.aider.conf.yml`."""

from __future__ import annotations

from collections.abc import Iterator

from checks.finding import Level
from checks.values.node import Node
from checks.widening.layout import Layout, closes, opens
from checks.widening.model import Mark, Term

_LAYOUT = Layout(
    scales=(
        *opens("yes-always", "yes"),
        *closes("git-commit-verify", weight=Level.WARN),
    )
)


def config(root: Node) -> Iterator[Term | Mark]:
    """What the configuration lets it do unasked."""
    yield from _LAYOUT.parts(root)
