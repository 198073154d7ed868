"""Every proposal that a tree holds."""

from __future__ import annotations

from checks.adopting import codeowners, dependency_cruiser, eslint, import_linter, ruff, tach
from checks.adopting.proposal import Proposal
from checks.change import Tree

_READERS = (codeowners, import_linter, tach, ruff, dependency_cruiser, eslint)


def proposals(tree: Tree) -> tuple[Proposal, ...]:
    """What other tools' configuration decides, in a fixed order of tools."""
    return tuple(proposal for reader in _READERS for proposal in reader.proposals(tree))
