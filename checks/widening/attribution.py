"""Whether an agent says in commits and pull requests that it took part, by what switches it off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from checks.source import Source
from checks.values.formats import Format, documents_of
from checks.values.lookups import child, text
from checks.values.node import Leaf, Node, Table, Unreadable


@dataclass(frozen=True, slots=True)
class Switch:
    """A setting by which an agent leaves out that it took part.

    Attributes:
        keys: the keys that lead to it.
        off: the values that switch it off; a text that is empty is written as such.
        unless: another key that says it all the same when it is true.
    """

    keys: tuple[str, ...]
    off: tuple[str, ...] = ("false",)
    unless: str = ""


@dataclass(frozen=True, slots=True)
class Teller:
    """An agent and its switches.

    Attributes:
        of: what people call it.
        format: of its settings.
        switches: its switches.
    """

    of: str
    format: Format
    switches: tuple[Switch, ...]


@dataclass(frozen=True, slots=True)
class Off:
    """A switch that is off: its key, its value and its line."""

    key: str
    shown: str
    line: int


_CO_AUTHOR = "attribute-co-authored-by"
_TELLERS: tuple[tuple[str, Teller], ...] = (
    (
        r"\.claude/settings(?:\.local)?\.json",
        Teller(
            "Claude Code",
            Format.JSON,
            (
                Switch(("includeCoAuthoredBy",)),
                Switch(("attribution",)),
                Switch(("attribution", "commit"), ("", "false")),
                Switch(("attribution", "pr"), ("", "false")),
            ),
        ),
    ),
    (
        r"\.codex/config\.toml",
        Teller("Codex", Format.TOML, (Switch(("commit_attribution",), ("",)),)),
    ),
    (
        r"\.github/copilot/settings(?:\.local)?\.json",
        Teller(
            "GitHub Copilot", Format.JSON, (Switch(("includeCoAuthoredBy",)), Switch(("include_coauthor",)))
        ),
    ),
    (
        r"\.vscode/settings\.json",
        Teller("the editor", Format.JSON, (Switch(("git.addAICoAuthor",), ("off", "false")),)),
    ),
    (
        r"\.cursor/cli\.json",
        Teller(
            "Cursor",
            Format.JSON,
            (
                Switch(("attribution", "attributeCommitsToAgent")),
                Switch(("attribution", "attributePRsToAgent")),
            ),
        ),
    ),
    (
        r"\.amp/settings\.jsonc?",
        Teller(
            "Amp",
            Format.JSON,
            (
                Switch(("amp.git.commit.coauthor.enabled",)),
                Switch(("amp.git.commit.ampThread.enabled",)),
            ),
        ),
    ),
    (
        r"\.aider\.conf\.ya?ml",
        Teller(
            "Aider",
            Format.YAML,
            (
                Switch((_CO_AUTHOR,)),
                Switch(("attribute-author",), unless=_CO_AUTHOR),
                Switch(("attribute-committer",), unless=_CO_AUTHOR),
            ),
        ),
    ),
    (
        r"\.qwen/settings\.json",
        Teller(
            "Qwen Code",
            Format.JSON,
            (Switch(("general", "gitCoAuthor")), Switch(("general", "gitCoAuthor", "commit"))),
        ),
    ),
    (
        r"\.factory/settings(?:\.local)?\.json",
        Teller("Droid", Format.JSON, (Switch(("includeCoAuthoredByDroid",)),)),
    ),
    (
        r"\.?crush\.json",
        Teller(
            "Crush",
            Format.JSON,
            (
                Switch(("options", "attribution", "trailer_style"), ("none",)),
                Switch(("options", "attribution", "co_authored_by")),
                Switch(("options", "attribution", "generated_with")),
            ),
        ),
    ),
)
_WORDS = re.compile(r"\.(?:claude|codex|copilot|vscode|cursor|amp|aider|qwen|factory)|copilot/|crush\.json")
_STRIPS = re.compile(
    r"\b(?:sed|perl|awk|gawk|grep\s+-\w*v\w*|gsub|sub|filter)\b.*\b(?:co-?authored-by|generated with)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:never|do\s+not|don't|must\s+not|should\s+not|avoid|without)\s+(?:\w+\s+){0,2}?"
    r"(?:add|adding|includ\w+|append\w*|writ\w+|put\w*|us\w+|mention\w*|sign\w*|a|any)\b[^.;]{0,60}?"
    r"(?:co-?author(?:ed)?(?:-by)?\b|\battribution\b|\bgenerated (?:with|by)\b)",
    re.IGNORECASE,
)


@lru_cache(4_096)
def teller_of(path: str) -> Teller | None:
    """The agent whose settings stand at a path; `None` for another file."""
    if _WORDS.search(path) is None:
        return None
    return next((teller for row, teller in _TELLERS if re.fullmatch(rf"(?:.*/)?{row}", path)), None)


def switched_off(source: Source | None, teller: Teller) -> Iterator[Off]:
    """The switches that are off; none in a file that does not read, which another check tells."""
    if source is None or not source.text.strip():
        return
    documents = documents_of(source, teller.format)
    if isinstance(documents, Unreadable) or not documents:
        return
    root = documents[0]
    for switch in teller.switches:
        node = child(root, *switch.keys)
        if isinstance(node, Leaf) and node.value is not None and _is_off(node, switch, root):
            yield Off(".".join(switch.keys), text(node), node.line)


def _is_off(node: Leaf, switch: Switch, root: Node) -> bool:
    shown = text(node).strip()
    if switch.unless and isinstance(root, Table) and text(child(root, switch.unless)) == "true":
        return False
    return shown in switch.off


def strips(line: str) -> bool:
    """Whether a line of a program takes the trailer out of a message."""
    return _STRIPS.search(line) is not None


def asks_for_none(line: str) -> bool:
    """Whether a line of instructions asks to leave the trailer out."""
    return _ASKS.search(line) is not None
