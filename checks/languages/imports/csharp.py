"""Imports of C#: `using` in its forms, names written out in full, and types loaded by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from checks.languages.constants import text_of, unescaped
from checks.languages.imports.model import FileImports, Import, ImportKind
from checks.languages.language import Language
from checks.languages.syntax import Lines, argument, excerpt, is_damaged, of_kinds, outermost, parse, short
from checks.source import Source

_QUALIFIED = ("qualified_name", "member_access_expression", "alias_qualified_name")
_NAMESPACES = ("namespace_declaration", "file_scoped_namespace_declaration")
_NAME = re.compile(r"@?[A-Z_]\w*(?:\.@?\w+)+")
_ALIAS = re.compile(r"^@?\w+::")
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
    spaces = [
        short(child)
        for node in of_kinds(root, _NAMESPACES)
        for child in node.children()
        if child.kind() in ("identifier", "qualified_name")
    ]
    namespace = _plain_name(spaces[0]) if spaces else ""
    found = [one for node in of_kinds(root, ("using_directive",)) for one in _using(node, lines, namespace)]
    found += _qualified(root, Lines(source), namespace)
    lines = Lines(source)
    for call in of_kinds(root, ("invocation_expression",)):
        found += _loaded(call, lines)
    return FileImports(
        tuple(found),
        namespace=namespace,
        damage="does not parse" if is_damaged(root) else "",
    )


def _plain_name(text: str) -> str:
    return _ALIAS.sub("", unescaped(text) if "\\" in text else text).replace("@", "")


def _using(node: SgNode, lines: Lines, namespace: str) -> Iterator[Import]:
    """The name is the last one of the directive; before an equals sign stands an alias."""
    named = [child for child in node.children() if child.is_named() and "comment" not in child.kind()]
    if named:
        parent = node.parent()
        is_inside = parent is not None and parent.kind() != "compilation_unit"
        within = namespace if is_inside else ""
        yield Import(_plain_name(short(named[-1])), *lines.of(node), excerpt(node), within=within)


def _qualified(root: SgNode, lines: Lines, namespace: str) -> Iterator[Import]:
    """Names with their namespace written where they are used: the outermost node of each."""
    for node in outermost(root, _QUALIFIED, (*_NAMESPACES, "using_directive")):
        name = _NAME.match(_plain_name(short(node)))
        if name:
            within = namespace if node.kind() == "qualified_name" else ""
            yield Import(name[0], *lines.of(node), excerpt(node), within=within)


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
