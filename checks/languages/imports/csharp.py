"""Imports of C#: `using` in its forms, names written out in full, and types loaded by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from checks.languages.constants import text_of
from checks.languages.imports.model import FileImports, Import, ImportKind
from checks.languages.language import Language
from checks.languages.syntax import argument, is_damaged, lines_of, of_kinds, parse, plain
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
    found = [one for node in of_kinds(root, ("using_directive",)) for one in _using(node)]
    found += _qualified(root)
    for call in of_kinds(root, ("invocation_expression",)):
        found += _loaded(call)
    spaces = [
        plain(child)
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


def _using(node: SgNode) -> Iterator[Import]:
    """The name is the last one of the directive; before an equals sign stands an alias."""
    named = [child for child in node.children() if child.is_named() and "comment" not in child.kind()]
    if named:
        yield Import(_plain_name(plain(named[-1])), *lines_of(node), node.text())


def _qualified(root: SgNode) -> Iterator[Import]:
    """Names with their namespace written where they are used: the outermost node of each."""
    for node in of_kinds(root, _QUALIFIED):
        parent = node.parent()
        if parent is None or parent.kind() in (*_QUALIFIED, *_NAMESPACES, "using_directive"):
            continue
        text = node.text()
        name = _NAME.match(_plain_name(plain(node))) if len(text) < 1_000 else None
        if name:
            yield Import(name[0], *lines_of(node), text)


def _loaded(call: SgNode) -> Iterator[Import]:
    function = plain(call.children()[0])[-200:] if call.children() else ""
    given = argument(call)
    if given is None or not _LOADERS.fullmatch(function):
        return
    text = text_of(given, {})
    if text.complete:
        name = text.known.partition(",")[0].strip()
        yield Import(name, *lines_of(call), call.text()[:2_000], (), ImportKind.DYNAMIC, function)
    elif not function.endswith(".GetType") or function.endswith("Type.GetType"):
        yield Import("", *lines_of(call), call.text()[:2_000], (), ImportKind.COMPUTED, function)
