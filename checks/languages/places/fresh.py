"""Which edges a change draws that were not there before."""

from __future__ import annotations

import re

from checks.change import ChangedFile, TooLarge
from checks.languages.imports import Import, ImportKind
from checks.languages.imports.glance import glance
from checks.languages.imports.python_words import RUN_TIME_WORDS, words
from checks.languages.language import Language, language_of
from checks.languages.places.edges import Edge, edges_of
from checks.languages.places.reached import Reached
from checks.languages.places.sides import Sides
from checks.source import Source

_CODE_OR_NOT = re.compile(r'"""|\'\'\'|/\*|\*/|`|\\|TYPE_CHECKING|=begin|=end|^#if|^#e|@"|<', re.MULTILINE)
"""What turns lines that nobody touched into code, or code into something else."""

_WORDS = re.compile(r"import|export|from", re.IGNORECASE)
_LONG_IMPORT = re.compile(r"\bimport\s*\([^)]*\)")
_LONG_STATEMENT = re.compile(r"\b(?:import|export)\b[^;'\"]*?\bfrom\b")
_CALLS = re.compile(
    r"require|define|getBuiltinModule|_load|importScripts|System|eval|Function|Worker|\\u|\bimport\s*[(.]"
)
_STRINGS_OF_LINES = (Language.RUST, Language.RUBY)
"""Languages in which any string may go on over lines, so that a quote alone turns code on or off."""

_TYPE_ONLY = ImportKind.TYPE_ONLY


def fresh_edges(file: ChangedFile, reached: Reached, sides: Sides, *, counts_types: bool) -> tuple[Edge, ...]:
    """The edges of a changed file at the head that it did not have at the base.

    Args:
        file: the file.
        reached: what it imports at the head.
        sides: both trees.
        counts_types: whether an import for a type checker alone is an edge.
    """
    edges = [edge for edge in edges_of(reached) if counts_types or edge.imported.kind is not _TYPE_ONLY]
    old_path = sides.moves.get(file.path, file.path)
    try:
        before = sides.base.reached(old_path) if edges and may_differ(file, reached) else None
    except TooLarge:  # the file itself is told of elsewhere
        before = None
    if before is None:
        return tuple(edges) if file.base is None or may_differ(file, reached) else ()
    known = {
        sides.renames.now(edge.path.rstrip("/")) + "/" * edge.path.endswith("/")
        for edge in edges_of(before)
        if counts_types or edge.imported.kind is not _TYPE_ONLY
    }
    return tuple(edge for edge in edges if edge.path not in known)


def fresh_imports(file: ChangedFile, reached: Reached, sides: Sides) -> tuple[Import, ...]:
    """The imports of a changed file at the head that take a name which it did not take at the base.

    Args:
        file: the file.
        reached: what it imports at the head.
        sides: both trees; the answer is worked out once for all rules.
    """
    if file.path not in sides.fresh:
        known = set()
        if may_differ(file, reached):
            before = reached_at_base(file, sides)
            imports = before.found.imports if before is not None else ()
            known = {pair for one in imports for pair in _names(one)}
            found = tuple(one for one in reached.found.imports if not known.issuperset(_names(one)))
        else:
            found = ()
        sides.fresh[file.path] = found
    return sides.fresh[file.path]


def reached_at_base(file: ChangedFile, sides: Sides) -> Reached | None:
    """What a file imported; `None` if it was not there, or too large, which is told elsewhere."""
    try:
        return sides.base.reached(file.path)
    except TooLarge:
        return None


def _names(one: Import) -> set[tuple[str, str]]:
    return {(one.module, taken) for taken in one.taken or ("",)}


def may_import_anew(file: ChangedFile, sides: Sides) -> bool:
    """Whether a changed file may import something else than before, told without parsing it.

    Where that cannot be told so it may: names that are put together, and languages other than Python,
    JavaScript and TypeScript.
    """
    if file.path not in sides.anew:
        sides.anew[file.path] = _may_import_anew(file)
    return sides.anew[file.path]


def _may_import_anew(file: ChangedFile) -> bool:
    head, base = file.head_source, file.base_source
    if head is None or base is None:
        return True
    first = glance(head, file.path)
    if first is None or first.refusal:
        return first is not None
    changed = _lines(head, file.added_lines) + "\n" + _lines(base, file.removed_lines)
    if first.language is Language.PYTHON:
        is_plain, long_import = not RUN_TIME_WORDS & words(head), _LONG_IMPORT
    elif first.language.is_ecmascript:
        is_plain, long_import = not _CALLS.search(head.text), _LONG_STATEMENT
    else:
        return True
    if not is_plain or _WORDS.search(changed) or _CODE_OR_NOT.search(changed):
        return True
    for found in long_import.finditer(head.text):
        span = range(head.git_line(head.line_at(found.start())), head.git_line(head.line_at(found.end())) + 1)
        if not file.added_lines.isdisjoint(span):
            return True
    return False


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
