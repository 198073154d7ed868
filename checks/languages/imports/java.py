"""Imports of Java: declarations, names written out in full, and `Class.forName`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from checks.languages.constants import text_of
from checks.languages.imports.model import FileImports, Import, ImportKind
from checks.languages.language import Language
from checks.languages.syntax import argument, is_damaged, lines_of, of_kinds, parse, plain
from checks.source import Source

_QUALIFIED = ("scoped_type_identifier", "scoped_identifier", "field_access", "method_reference")
_CLASS_NAME = re.compile(r"(?:[a-z_][\w$]*\.)+[A-Z][\w$]*(?:\.[A-Z][\w$]*)*")
_LOADERS = re.compile(r"(?:.*\.)?(?:Class\.forName|loadClass|findClass)")


def read(source: Source, path: str, language: Language) -> FileImports:
    """Read one file.

    Args:
        source: its content.
        path: its path, which does not matter.
        language: Java.
    """
    del path
    root = parse(source.text, language)
    found = [_declaration(node) for node in of_kinds(root, ("import_declaration",))]
    found += _qualified(root)
    for call in of_kinds(root, ("method_invocation",)):
        found += _loaded(call)
    package = next((plain(node) for node in of_kinds(root, ("package_declaration",))), "")
    return FileImports(
        tuple(found),
        namespace=re.sub(r"^(?:@.*?)?package|;$", "", package),
        damage="does not parse" if is_damaged(root) else "",
    )


def _declaration(node: SgNode) -> Import:
    name = next((plain(child) for child in node.children() if "identifier" in child.kind()), "")
    is_wildcard = any(child.kind() == "asterisk" for child in node.children())
    return Import(name + ".*" * is_wildcard, *lines_of(node), node.text())


def _qualified(root: SgNode) -> Iterator[Import]:
    """Names with their package written where they are used: the outermost node of each."""
    for node in of_kinds(root, _QUALIFIED):
        parent = node.parent()
        if parent is None or parent.kind() in (*_QUALIFIED, "import_declaration", "package_declaration"):
            continue
        text = node.text()
        name = _CLASS_NAME.match(plain(node)) if len(text) < 1_000 else None
        if name:
            yield Import(name[0], *lines_of(node), text)


def _loaded(call: SgNode) -> Iterator[Import]:
    function = "".join(plain(child) for child in call.children() if child.kind() != "argument_list")
    if not _LOADERS.fullmatch(function[-200:]):
        return
    text = text_of(argument(call), {})
    kind = ImportKind.DYNAMIC if text.complete else ImportKind.COMPUTED
    yield Import(
        text.known, *lines_of(call), call.text()[:2_000], (), kind, function.rpartition(")")[2].lstrip(".")
    )
