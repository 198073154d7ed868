"""Whether a regular expression can backtrack exponentially.

Semgrep's engine gives up on an expression after about a million steps, and then the file counts as not
matching. One line of text in a pull request could thereby switch off a rule whose expression is of
exponential cost, so such expressions are refused when they are read.

The test is the usual one for exponential ambiguity, on sets of characters: a loop is refused if one
text can pass through two rounds of it in two ways.
"""

from __future__ import annotations

from checks.regex_syntax import (
    EVERYTHING,
    Alternatives,
    Characters,
    Look,
    Node,
    Repeat,
    Sequence,
    parse_regex,
)


def exponential_loop(regex: str) -> str | None:
    """Find a loop that can run in exponentially many ways.

    Args:
        regex: an expression in the syntax of PCRE.

    Returns:
        The text of the first such loop, `None` if there is none.

    Raises:
        ValueError: the expression cannot be read, or uses recursion, conditions or control verbs.
    """
    return _search(parse_regex(regex), regex)


def _search(node: Node, regex: str) -> str | None:
    if isinstance(node, Repeat):
        if node.unbounded and not node.possessive and _ambiguous_loop(node.body):
            return regex[node.start : node.end]
        return _search(node.body, regex)
    children: tuple[Node, ...] = ()
    if isinstance(node, Sequence):
        children = node.items
    elif isinstance(node, Alternatives):
        children = node.branches
    elif isinstance(node, Look):
        children = (node.body,)
    return next((found for child in children if (found := _search(child, regex))), None)


Path = tuple[Node, ...]
_MOST_PATHS = 64


def _ambiguous_loop(body: Node) -> bool:
    """Whether two rounds of a loop's body can share a text in two ways."""
    paths = _paths(body)
    if len(paths) > _MOST_PATHS:
        return True
    if any(_overlap(one, other) for at, one in enumerate(paths) for other in paths[at + 1 :]):
        return True
    return any(_two_rounds(one, other) for one in paths for other in paths)


def _paths(node: Node) -> list[Path]:
    """The ways through a node, one per choice of branches; loops stay single items."""
    if isinstance(node, Alternatives):
        return [path for branch in node.branches for path in _paths(branch)]
    if isinstance(node, Sequence):
        paths: list[Path] = [()]
        for item in node.items:
            paths = [path + more for path in paths for more in _paths(item)]
            if len(paths) > _MOST_PATHS:
                break
        return paths
    return [()] if isinstance(node, Look) else [(node,)]


def _overlap(one: Path, other: Path) -> bool:
    """Whether one branch can match what the other matches, or the beginning of it."""
    for left, right in zip(one, other, strict=False):
        if not isinstance(left, Characters) or not isinstance(right, Characters):
            return bool(characters(left) & characters(right))
        if not left.mask & right.mask:
            return False
    return True


def _two_rounds(one: Path, other: Path) -> bool:
    """Whether a loop in the first round and a loop in the second can exchange characters."""
    doubled = one + other
    loops = [at for at, item in enumerate(doubled) if isinstance(item, Repeat) and item.max != item.min]
    for at, first in enumerate(loops):
        for second in loops[at + 1 :]:
            left, right = doubled[first], doubled[second]
            if not (_unbounded(left) or _unbounded(right)):
                continue
            shared = characters(left) & characters(right)
            between = doubled[first + 1 : second]
            if shared and all(_skippable(item) or characters(item) & shared for item in between):
                return True
    return False


def _unbounded(node: Node) -> bool:
    return isinstance(node, Repeat) and node.unbounded and not node.possessive


def _skippable(node: Node) -> bool:
    return isinstance(node, Repeat) and node.min == 0


def characters(node: Node) -> int:
    """Every character that a text matched by the node can hold, as a bit mask."""
    if isinstance(node, Characters):
        return node.mask
    if isinstance(node, Repeat):
        return characters(node.body)
    parts = (
        node.items if isinstance(node, Sequence) else node.branches if isinstance(node, Alternatives) else ()
    )
    mask = 0
    for part in parts:
        mask |= characters(part)
    return mask & EVERYTHING
