"""Imports of C#: `using` in its forms, names written out in full, and types loaded by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from checks.languages.constants import text_of
from checks.languages.imports.model import FileImports, Import, ImportKind
from checks.languages.language import Language
from checks.languages.syntax import Lines, argument, excerpt, is_damaged, of_kinds, outermost, parse, short
from checks.source import Source

_QUALIFIED = ("qualified_name", "member_access_expression", "alias_qualified_name")
_NAMESPACES = ("namespace_declaration", "file_scoped_namespace_declaration")
_NAME = re.compile(r"@?[A-Z_]\w*(?:\.@?\w+)+")
_LOADERS = re.compile(r"(?:.*\.)?(?:Type\.GetType|Assembly\.Load(?:From|File)?|GetType)")


def read(source: Source, path: str, language: Language) -> FileImports:
    """Read one file.

    Args:
        source: its content.
        path: its path, which does not matter.
        language: C#.
    """
    del path
    root = parse(source.text, language)
    lines = Lines(source)
    found = [one for node in of_kinds(root, ("using_directive",)) for one in _using(node, lines)]
    found += _qualified(root, Lines(source))
    lines = Lines(source)
    for call in of_kinds(root, ("invocation_expression",)):
        found += _loaded(call, lines)
    spaces = [
        short(child)
        for node in of_kinds(root, _NAMESPACES)
        for child in node.children()
        if child.kind() in ("identifier", "qualified_name")
    ]
    return FileImports(
        tuple(found),
        namespace=spaces[0] if spaces else "",
        damage="does not parse" if is_damaged(root) else "",
    )


def _plain_name(text: str) -> str:
    return text.removeprefix("global::").replace("@", "")


def _using(node: SgNode, lines: Lines) -> Iterator[Import]:
    """The name is the last one of the directive; before an equals sign stands an alias."""
    named = [child for child in node.children() if child.is_named() and "comment" not in child.kind()]
    if named:
        yield Import(_plain_name(short(named[-1])), *lines.of(node), excerpt(node))


def _qualified(root: SgNode, lines: Lines) -> Iterator[Import]:
    """Names with their namespace written where they are used: the outermost node of each."""
    for node in outermost(root, _QUALIFIED, (*_NAMESPACES, "using_directive")):
        name = _NAME.match(_plain_name(short(node)))
        if name:
            yield Import(name[0], *lines.of(node), excerpt(node))


def _loaded(call: SgNode, lines: Lines) -> Iterator[Import]:
    function = short(call.children()[0]) if call.children() else ""
    given = argument(call)
    if given is None or not _LOADERS.fullmatch(function):
        return
    text = text_of(given, {})
    if text.complete:
        name = text.known.partition(",")[0].strip()
        yield Import(name, *lines.of(call), excerpt(call), (), ImportKind.DYNAMIC, function)
    elif not function.endswith(".GetType") or function.endswith("Type.GetType"):
        yield Import("", *lines.of(call), excerpt(call), (), ImportKind.COMPUTED, function)
