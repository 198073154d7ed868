"""Imports of Rust: trees of `use`, `extern crate`, `mod`, and paths written out in full."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from checks.languages.constants import text_of
from checks.languages.imports.model import FileImports, Import
from checks.languages.language import Language
from checks.languages.syntax import is_damaged, lines_of, of_kinds, parse, plain
from checks.source import Source

_PATHS = ("scoped_identifier", "scoped_type_identifier")
_OWNERS = {*_PATHS, "use_declaration", "scoped_use_list", "use_list", "use_as_clause", "use_wildcard"}
_IN_MACRO = re.compile(r"(?<![\w:.])(?:::)?(?:r#)?[a-z_]\w*(?:\s*::\s*(?:r#)?\w+)+")
MAX_TREE_DEPTH = 100
"""Trees of `use` nested deeper are not unfolded further; the compiler's own limit is 128."""


def read(source: Source, path: str, language: Language) -> FileImports:
    """Read one file.

    Args:
        source: its content.
        path: its path, which does not matter.
        language: Rust.
    """
    del path
    root = parse(source.text, language)
    found: list[Import] = []
    for node in of_kinds(root, ("use_declaration",)):
        tree = next(
            (child for child in node.children() if child.kind() not in ("use", ";", "visibility_modifier")),
            None,
        )
        if tree is not None:
            span, text = lines_of(node), node.text()
            found += [Import(name, *span, text) for name in _unfolded(tree, "", 0)]
    for node in of_kinds(root, ("extern_crate_declaration",)):
        names = [child.text() for child in node.children() if child.kind() == "identifier"]
        if names:
            found.append(Import("::" + names[0], *lines_of(node), node.text()))
    local, files = _modules(root)
    found += files
    found += _written_out(root)
    return FileImports(tuple(found), local=local, damage="does not parse" if is_damaged(root) else "")


def _unfolded(tree: SgNode, prefix: str, depth: int) -> Iterator[str]:
    if depth > MAX_TREE_DEPTH:
        yield prefix
        return
    kind = tree.kind()
    if kind == "use_list":
        for child in tree.children():
            if child.is_named() and "comment" not in child.kind():
                yield from _unfolded(child, prefix, depth + 1)
    elif kind == "scoped_use_list":
        inner = next((child for child in tree.children() if child.kind() == "use_list"), None)
        path = "".join(
            plain(c) for c in tree.children() if c.kind() != "use_list" and "comment" not in c.kind()
        )
        if inner is not None:
            yield from _unfolded(inner, _joined(prefix, path.removesuffix("::") or "::"), depth + 1)
    elif kind == "use_as_clause":
        yield from _unfolded(tree.children()[0], prefix, depth + 1)
    elif kind == "use_wildcard":
        yield _joined(prefix, plain(tree).removesuffix("*").removesuffix("::"))
    elif kind == "self":
        yield prefix or "self"
    else:
        yield _joined(prefix, plain(tree))


def _joined(prefix: str, name: str) -> str:
    name = name.replace("r#", "")
    return f"{prefix.removesuffix('::')}::{name}" if prefix and name else prefix or name


def _modules(root: SgNode) -> tuple[frozenset[str], list[Import]]:
    """Names that the file declares as modules, and files that `#[path]` brings in."""
    local, files = set(), []
    for node in of_kinds(root, ("mod_item",)):
        local |= {child.text() for child in node.children() if child.kind() == "identifier"}
        before = node.prev()
        if before is not None and before.kind() == "attribute_item" and "path" in before.text():
            literal = next(iter(of_kinds(before, ("string_literal", "raw_string_literal"))), None)
            text = text_of(literal, {})
            if text.complete:
                files.append(Import(text.known, *lines_of(node), node.text()[:2_000], is_path=True))
    return frozenset(local), files


def _written_out(root: SgNode) -> Iterator[Import]:
    for node in of_kinds(root, _PATHS):
        parent = node.parent()
        if parent is None or parent.kind() in _OWNERS or len(node.text()) > 1_000:
            continue
        yield Import(plain(node).replace("r#", ""), *lines_of(node), node.text())
    for node in of_kinds(root, ("token_tree",)):
        parent = node.parent()
        if parent is not None and parent.kind() == "token_tree":
            continue
        first, text = lines_of(node)[0], node.text()
        for name in _IN_MACRO.finditer(text):
            line = first + text.count("\n", 0, name.start())
            yield Import(re.sub(r"\s+|r#", "", name[0]), line, line, name[0])
