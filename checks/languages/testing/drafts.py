"""Tests under construction: spans of the text that assertions and calls are handed to by their place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from checks.finding import normalised
from checks.languages.syntax import lines_of
from checks.languages.testing.model import Assertion, Mark, Test

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_WORD = re.compile(r"[^\W\d]\w*")
_NAME_AT_END = re.compile(r"([^\W\d]\w*)[!?]?$")
_SHOWN = 80
_LEAST_TORN = 60


@dataclass(frozen=True, slots=True)
class Muted:
    """A stretch of code in which an assertion has no force.

    Attributes:
        start: offset of its first character.
        end: offset behind its last.
        reason: why, see `Mark.reason`.
    """

    start: int
    end: int
    reason: str


@dataclass(slots=True)
class Draft:
    """A test whose node is known and whose content is being collected."""

    node: SgNode
    name: str
    body: str
    disabled: Mark | None = None
    conditional: Mark | None = None
    cases: int = 1
    assertions: list[Assertion] = field(default_factory=list)
    hollow: list[Mark] = field(default_factory=list)
    calls: set[str] = field(default_factory=set)

    def finished(self, path: str) -> Test:
        """The test as a value."""
        first, last = lines_of(self.node)
        return Test(
            path=path,
            name=self.name,
            line=first,
            end_line=last,
            body=self.body,
            assertions=tuple(self.assertions),
            hollow=tuple(self.hollow),
            disabled=self.disabled,
            conditional=self.conditional,
            calls=frozenset(self.calls),
            words=frozenset(_WORD.findall(self.node.text())),
            cases=self.cases,
        )


class Drafts:
    """The tests of one file in order of place; they do not nest.

    Args:
        drafts: the tests.
        muted: stretches without force.
    """

    def __init__(self, drafts: Iterable[Draft], muted: Sequence[Muted] = ()) -> None:
        self.all = sorted(drafts, key=lambda draft: draft.node.range().start.index)
        self._starts = [draft.node.range().start.index for draft in self.all]
        self._muted = muted

    def at(self, node: SgNode) -> Draft | None:
        """The test that a node lies in."""
        index = node.range().start.index
        found = bisect_right(self._starts, index) - 1
        if found < 0 or index >= self.all[found].node.range().end.index:
            return None
        return self.all[found]

    def set_condition(self, holder: SgNode, condition: Mark) -> None:
        """Say of every test inside a node that it runs under a condition."""
        span = holder.range()
        for draft in self.all:
            if span.start.index <= draft.node.range().start.index < span.end.index:
                draft.conditional = draft.conditional or condition

    def mute_of(self, node: SgNode, draft: Draft) -> str:
        """Why an assertion at a node of a test has no force, empty if it has."""
        index, start = node.range().start.index, draft.node.range().start.index
        for muted in self._muted:
            if start <= muted.start <= index < muted.end:
                return muted.reason
        return ""

    def finished(self, path: str) -> tuple[Test, ...]:
        """All tests as values."""
        return tuple(draft.finished(path) for draft in self.all)


def assertion(node: SgNode, helper: str = "") -> Assertion:
    """An assertion that stands at a node."""
    return Assertion(normalised(node.text()), *lines_of(node), helper)


def mark(node: SgNode, reason: str) -> Mark:
    """A mark at a node; `{}` in the reason becomes the node's text."""
    text = normalised(node.text())
    return Mark(text, reason.replace("{}", text[:_SHOWN].replace("`", "'")), *lines_of(node))


def last_name(text: str) -> str:
    """The last name of a callee: `b` of `a.b`."""
    found = _NAME_AT_END.search(text)
    return found[1] if found else ""


def is_torn(root: SgNode, errors: Iterable[SgNode] | None = None) -> bool:
    """Whether the parser lost a whole stretch of the file, and not just a turn of phrase it does not know.

    Args:
        root: the tree.
        errors: the nodes of kind `ERROR` in it, where they are known already.
    """
    if root.kind() == "ERROR":
        return True
    lost = root.find_all(kind="ERROR") if errors is None else errors
    return any(len(node.text()) > _LEAST_TORN for node in lost)


def behind_exits(exits: Iterable[SgNode], blocks: frozenset[str]) -> list[Muted]:
    """What stands in the same block behind a statement that leaves it.

    Args:
        exits: statements such as `return`.
        blocks: the kinds of node whose children are the statements of a block.
    """
    muted = []
    for node in exits:
        block = node.parent()
        if block is None or block.kind() not in blocks:
            continue
        start, end = node.range().end.index, block.range().end.index
        following = node.next()
        while following is not None and (not following.is_named() or "comment" in following.kind()):
            following = following.next()
        if following is not None:
            reason = f"stands behind `{normalised(node.text())[:40]}` and is never reached"
            muted.append(Muted(start, end, reason))
    return muted
