"""Syntax trees of every language but Python, through ast-grep, with the few questions asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ast_grep_py import SgNode, SgRoot

from checks.languages.language import Language


def parse(text: str, language: Language) -> SgNode:
    """The root of the tree; a parser error is a node in it, never an exception.

    Args:
        text: the code, with line feeds as the only line ends.
        language: its language.
    """
    return SgRoot(text, language.value).root()


def is_damaged(root: SgNode) -> bool:
    """Whether the parser had to guess anywhere."""
    return root.find(kind="ERROR") is not None


def of_kinds(root: SgNode, kinds: Iterable[str]) -> list[SgNode]:
    """Every node of one of the kinds, in document order."""
    return root.find_all({"rule": {"any": [{"kind": kind} for kind in kinds]}})


def lines_of(node: SgNode) -> tuple[int, int]:
    """First and last line, from 1."""
    span = node.range()
    return span.start.line + 1, span.end.line + 1


def plain(node: SgNode) -> str:
    """The code of a node without comments and white space: `a . /* x */ b` is `a.b`."""
    text = node.text()
    if not any(char in text for char in " \t\n/#\f\v\ufeff"):
        return text
    return "".join(leaf.text() for leaf in leaves(node))


def leaves(node: SgNode) -> Iterator[SgNode]:
    """The tokens of a node in order, without comments."""
    stack = [node]
    while stack:
        current = stack.pop()
        if "comment" in current.kind():
            continue
        children = current.children()
        if children:
            stack.extend(reversed(children))
        else:
            yield current


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
