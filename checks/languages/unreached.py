"""Lines of Python that cannot be reached: behind an exit, or under a condition that never holds."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence

from checks.languages.testing.constants import truth
from checks.source import Source

_HOLDERS = (ast.ExceptHandler, ast.match_case)
_EXITS = (ast.Return, ast.Raise, ast.Continue, ast.Break)


def unreached_lines(source: Source) -> frozenset[int]:
    """The lines that cannot be reached, as git counts them; none where the text does not parse."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(source.text)
            return frozenset(
                source.git_line(line)
                for node in _dead(tree)
                for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
            )
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return frozenset()


def _dead(tree: ast.AST) -> Iterator[ast.stmt]:
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        for name, value in ast.iter_fields(node):
            if not isinstance(value, list) or not value or not isinstance(value[0], ast.stmt):
                continue
            dead = _of_block(node, name, value)
            yield from dead
            stack += value[: len(value) - len(dead)]
        stack += (one for one in ast.iter_child_nodes(node) if isinstance(one, _HOLDERS))


def _of_block(owner: ast.AST, name: str, body: Sequence[ast.stmt]) -> Sequence[ast.stmt]:
    """The statements of a block that are never run."""
    if isinstance(owner, ast.If | ast.While):
        decided = truth(owner.test)
        if (name == "body" and decided is False) or (name == "orelse" and decided is True):
            return body
    ends = next((at for at, one in enumerate(body) if isinstance(one, _EXITS)), len(body))
    return body[ends + 1 :]
