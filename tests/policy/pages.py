"""The reader of `malformed.md`: trees with a broken policy, and the problems as a user reads them.

A section holds files (`<language> <path> [flag…]`, the flags of `tests.cases`) and one `problems` block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from checks.change import MemoryTree
from checks.policy_loader import load_policy
from checks.problem import PolicyInvalid
from tests.cases import _blob

PAGE = Path(__file__).parent / "malformed.md"
_HEADING = re.compile(r"^## (?P<title>.+)$", re.MULTILINE)
_FENCE = re.compile(r"^(?P<ticks>`{4})(?P<info>[^`\n]*)\n(?P<body>.*?)^(?P=ticks)$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Page:
    """One section: a title, a tree, and the text of its problems with its offsets in the page."""

    title: str
    tree: MemoryTree
    expected: str
    span: tuple[int, int]


def pages() -> Iterator[Page]:
    text = PAGE.read_text(encoding="utf-8")
    fences = list(_FENCE.finditer(text))
    headings = [
        found
        for found in _HEADING.finditer(text)
        if not any(f.start() < found.start() < f.end() for f in fences)
    ]
    for heading, following in zip(headings, [*headings[1:], None], strict=True):
        end = following.start() if following else len(text)
        files, problems = {}, None
        for fence in (f for f in fences if heading.end() <= f.start() < end):
            match fence["info"].split():
                case ["problems"]:
                    problems = fence
                case [_, path, *flags]:
                    files[path] = _blob(fence["body"], flags)
        assert problems is not None, heading["title"]
        yield Page(heading["title"], MemoryTree(files), problems["body"], problems.span("body"))


def printed(tree: MemoryTree) -> str:
    """The problems of a policy, one per line; the notices where it loads."""
    try:
        policy = load_policy(tree, "c" * 40)
    except PolicyInvalid as invalid:
        return "".join(f"{problem}\n" for problem in invalid.problems)
    return "".join(f"loads: {notice}\n" for notice in policy.notices)
