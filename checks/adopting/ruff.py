"""Names that ruff bans (`flake8-tidy-imports.banned-api`), from its own files or `pyproject.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping

from checks.adopting.proposal import Proposal, Rule, mapping, text_of
from checks.change import Tree

_FILES = ("ruff.toml", ".ruff.toml", "pyproject.toml")
_ALL = "use what the decision names"


def proposals(tree: Tree) -> Iterator[Proposal]:
    """One proposal for the file that bans something."""
    for path in _FILES:
        banned = _banned(tree, path)
        if banned:
            yield Proposal(
                source=path,
                title="Modules that are not used here",
                why="ruff bans them by name",
                instead="; ".join(_advice(name, entry) for name, entry in sorted(banned.items())),
                rules=[_rule(name) for name in sorted(banned)],
            )


def _banned(tree: Tree, path: str) -> Mapping[str, object]:
    text = text_of(tree, path)
    if text is None:
        return {}
    try:
        top: object = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
    if path == "pyproject.toml":
        top = mapping(top, "tool", "ruff")
    found = mapping(top, "lint", "flake8-tidy-imports", "banned-api")
    return found or mapping(top, "flake8-tidy-imports", "banned-api")


def _rule(name: str) -> Rule:
    return {"forbid-import": {"to": [name]}}


def _advice(name: str, entry: object) -> str:
    said = mapping(entry).get("msg")
    words = " ".join(said.split()).rstrip(".") if isinstance(said, str) and said.strip() else _ALL
    return f"for `{name}`: {words}"
