"""Which edges a change draws that were not there before."""

from __future__ import annotations

import re
from collections.abc import Mapping

from checks.change import ChangedFile, TooLarge
from checks.languages.imports import ImportKind
from checks.languages.language import Language, language_of
from checks.languages.places.edges import Edge, edges_of
from checks.languages.places.reached import Reached
from checks.languages.places.sides import Sides
from checks.source import Source

_CODE_OR_NOT = re.compile(r'"""|\'\'\'|/\*|\*/|`|\\|TYPE_CHECKING|=begin|=end|^#if|^#e|@"|<', re.MULTILINE)
"""What turns lines that nobody touched into code, or code into something else."""

_STRINGS_OF_LINES = (Language.RUST, Language.RUBY)
"""Languages in which any string may go on over lines, so that a quote alone turns code on or off."""

_TYPE_ONLY = ImportKind.TYPE_ONLY


def fresh_edges(
    file: ChangedFile, reached: Reached, sides: Sides, moves: Mapping[str, str], *, counts_types: bool
) -> tuple[Edge, ...]:
    """The edges of a changed file at the head that it did not have at the base.

    Args:
        file: the file.
        reached: what it imports at the head.
        sides: both trees.
        moves: path at the head → path at the base, of files that were moved.
        counts_types: whether an import for a type checker alone is an edge.
    """
    edges = [edge for edge in edges_of(reached) if counts_types or edge.imported.kind is not _TYPE_ONLY]
    old_path = moves.get(file.path, file.path)
    try:
        before = sides.base.reached(old_path) if edges and may_differ(file, reached) else None
    except TooLarge:  # the file itself is told of elsewhere
        before = None
    if before is None:
        return tuple(edges) if file.base is None or may_differ(file, reached) else ()
    new_paths = {old: new for new, old in moves.items()}
    known = {
        new_paths.get(edge.path, edge.path)
        for edge in edges_of(before)
        if counts_types or edge.imported.kind is not _TYPE_ONLY
    }
    return tuple(edge for edge in edges if edge.path not in known)


def may_differ(file: ChangedFile, reached: Reached) -> bool:
    """Whether a file may import something else than before: cheaper than to read the base and compare.

    It may if a changed line belongs to an import, if a name is put together out of constants that may
    stand anywhere, or if a changed line may turn code on or off around it.
    """
    head, base = file.head_source, file.base_source
    if head is None or base is None or language_of(file.path, head) in _STRINGS_OF_LINES:
        return True
    for one in reached.found.imports:
        lines = range(head.git_line(one.line), head.git_line(one.end_line) + 1)
        if one.kind is ImportKind.DYNAMIC or not file.added_lines.isdisjoint(lines):
            return True
    return _CODE_OR_NOT.search(_lines(head, file.added_lines) + _lines(base, file.removed_lines)) is not None


def _lines(source: Source, numbers: frozenset[int]) -> str:
    lines = source.raw_text.split("\n")
    return "\n".join(lines[number - 1] for number in sorted(numbers) if number <= len(lines))
