"""Modules that a Rust file holds in braces: `super` in them is the file, or a module of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ast_grep_py import SgNode

from checks.languages.syntax import of_kinds

_INLINE = re.compile(r"\bmod\s+\w+\s*\{")


@dataclass(frozen=True)
class Inline:
    """Where the modules in braces of one file begin and end.

    Attributes:
        spans: first and last offset of each.
    """

    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, root: SgNode, text: str) -> Inline:
        """The modules of a file."""
        if not _INLINE.search(text):
            return cls(())
        modules = [
            node.range()
            for node in of_kinds(root, ("mod_item",))
            if any(child.kind() == "declaration_list" for child in node.children())
        ]
        return cls(tuple((span.start.index, span.end.index) for span in modules))

    def seen(self, name: str, node: SgNode) -> str:
        """A path as it would be written at the top of the file.

        Args:
            name: the path as it is written at the node, `super::super::db`.
            node: where that is.
        """
        first, *rest = name.split("::")
        if not self.spans or first not in ("self", "super"):
            return name
        at = node.range().start.index
        depth = sum(start <= at < end for start, end in self.spans)
        segments = rest if first == "self" else [first, *rest]
        supers = next((n for n, part in enumerate(segments) if part != "super"), len(segments))
        if not depth:
            return name
        if supers < depth:
            return "self"
        above = ["super"] * (supers - depth) or ["self"]
        return "::".join((*above, *segments[supers:]))
