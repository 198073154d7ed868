"""Syntax trees of every language but Python, through ast-grep, with the few questions asked of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from checks.source import Source

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_SMALL = 30_000
"""Characters of a text whose tree is kept for other checks; a tree takes 42 bytes for each."""

_LONG_LINE = 5_000
_KEY = 100


def parse(text: str, grammar: str) -> SgNode:
    """The root of the tree; a parser error is a node in it, never an exception.

    Args:
        text: the code, with line feeds as the only line ends.
        grammar: name of a grammar of ast-grep, such as every `Language` is.
    """
    return _kept(text, str(grammar)) if len(text) <= _SMALL else _parsed(text, str(grammar))


def _parsed(text: str, grammar: str) -> SgNode:
    from ast_grep_py import SgRoot  # the grammars are loaded when something is to be parsed

    return SgRoot(text, grammar).root()


_kept = lru_cache(64)(_parsed)


def is_damaged(root: SgNode) -> bool:
    """Whether the parser had to guess anywhere."""
    return root.find(kind="ERROR") is not None


def of_kinds(root: SgNode, kinds: Iterable[str]) -> list[SgNode]:
    """Every node of one of the kinds, in document order."""
    return root.find_all({"rule": {"any": [{"kind": kind} for kind in kinds]}})


def grouped(root: SgNode, groups: Mapping[str, Collection[str]]) -> dict[str, list[SgNode]]:
    """The nodes of several groups of kinds, found in one walk over the tree; each group in document order.

    Args:
        root: where to look.
        groups: name of the group → the kinds of its nodes; no kind is in two groups.
    """
    group_of = {kind: name for name, kinds in groups.items() for kind in kinds}
    found: dict[str, list[SgNode]] = {name: [] for name in groups}
    for node in of_kinds(root, group_of):
        found[group_of[node.kind()]].append(node)
    return found


def lines_of(node: SgNode) -> tuple[int, int]:
    """First and last line, from 1; for few nodes of a file, see `Lines`."""
    span = node.range()
    return span.start.line + 1, span.end.line + 1


class Lines:
    """Finds the lines of nodes that are asked for in document order.

    The parser counts the columns of a place anew each time, which takes too long where a line holds a
    whole program; there the text of the node is searched from where the last one was found.

    Args:
        source: what was parsed.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._is_long = max(map(len, source.lines)) > _LONG_LINE
        self._at = 0

    def of(self, node: SgNode) -> tuple[int, int]:
        """First and last line, from 1."""
        if not self._is_long:
            return lines_of(node)
        text = node.text()
        found = self._source.text.find(text[:_KEY], self._at)
        self._at = found if found >= 0 else max(self._source.text.find(text[:_KEY]), 0)
        return self._source.line_at(self._at), self._source.line_at(self._at + max(len(text) - 1, 0))


def outermost(root: SgNode, kinds: Collection[str], owners: Collection[str] = ()) -> list[SgNode]:
    """Nodes of the kinds that are no direct part of another such node, or of one of an owner's kind."""
    found = of_kinds(root, (*kinds, *owners))
    parts = {child for node in found for child in node.children() if child.kind() in kinds}
    return [node for node in found if node not in parts and node.kind() in kinds]


def short(node: SgNode, most: int = 60) -> str:
    """The code of a node without comments and white space, `a . /* x */ b` is `a.b`; empty if it is long.

    Args:
        node: the node.
        most: how many nodes are looked at; code can be nested deep enough to make each look expensive.
    """
    found, is_whole = _tokens(node, most)
    return "".join(found) if is_whole else ""


def excerpt(node: SgNode, most: int = 60) -> str:
    """The beginning of the code of a node, its tokens with one space between them."""
    return " ".join(_tokens(node, most)[0])


def _tokens(node: SgNode, most: int) -> tuple[list[str], bool]:
    found: list[str] = []
    stack = [node]
    while stack and most:
        most -= 1
        current = stack.pop()
        if "comment" in current.kind():
            continue
        children = current.children()
        if children:
            stack.extend(reversed(children))
        else:
            found.append(current.text())
    return found, not stack


def argument(call: SgNode, index: int = 0) -> SgNode | None:
    """The argument of a call at `index`, without a wrapper that the grammar puts around it."""
    for child in call.children():
        if child.kind() in ("arguments", "argument_list"):
            given = [part for part in child.children() if part.is_named() and "comment" not in part.kind()]
            if index >= len(given):
                return None
            found = given[index]
            return found.children()[-1] if found.kind() == "argument" and found.children() else found
    return None
