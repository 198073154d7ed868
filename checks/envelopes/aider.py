"""Aider: `.aider.conf.yml`."""

from __future__ import annotations

from collections.abc import Iterator

from checks.envelopes.layout import Layout, closes, opens
from checks.envelopes.model import Mark, Term
from checks.finding import Level
from checks.values.node import Node

_LAYOUT = Layout(
    scales=(
        *opens("yes-always", "yes"),
        *closes("git-commit-verify", weight=Level.WARN),
    )
)


def config(root: Node) -> Iterator[Term | Mark]:
    """What the configuration lets it do unasked."""
    yield from _LAYOUT.parts(root)
