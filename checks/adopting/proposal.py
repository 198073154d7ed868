"""A proposal: rules read from another tool's configuration, and what could not be carried over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from checks.change import TooLarge, Tree

Rule = Mapping[str, object]
"""One rule as it stands under `enforce.rules`: a mapping with one key, the rule kind."""


@dataclass(frozen=True)
class Proposal:
    """What one configuration decides.

    Attributes:
        source: path of the configuration, with the place in it where a file holds several.
        title: title for the record.
        why: its reason, one sentence.
        instead: what to do instead, one sentence.
        rules: the rules, in the order of the configuration.
        left_out: what could not be carried over, one sentence each.
    """

    source: str
    title: str
    why: str
    instead: str
    rules: Sequence[Rule] = ()
    left_out: Sequence[str] = field(default_factory=tuple)


def text_of(tree: Tree, path: str) -> str | None:
    """The text of a file, `None` if there is none or it is too large to be a configuration."""
    try:
        content = tree.read(path)
    except TooLarge:
        return None
    return None if content is None else content.decode("utf-8", "replace").removeprefix("\ufeff")


def mapping(value: object, *keys: str) -> Mapping[str, object]:
    """The mapping that some keys lead to, empty where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def texts(value: object) -> tuple[str, ...]:
    """The texts of a list, or of a text with one per line as in INI files; others are passed over."""
    if isinstance(value, str):
        return tuple(line.strip() for line in value.split("\n") if line.strip())
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, (list, tuple)) else ()
