"""Imports of Rust: trees of `use`, `extern crate`, `mod`, and paths written out in full."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ast_grep_py import SgNode

from checks.languages.constants import Text, text_of
from checks.languages.imports.model import FileImports, Import
from checks.languages.imports.rust_modules import Inline
from checks.languages.language import Language
from checks.languages.syntax import Lines, excerpt, is_damaged, of_kinds, outermost, parse, short
from checks.source import Source

_PATHS = ("scoped_identifier", "scoped_type_identifier")
_OWNERS = ("use_declaration", "scoped_use_list", "use_list", "use_as_clause", "use_wildcard")
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
    lines = Lines(source)
    inline = Inline.of(root, source.text)
    aliases: dict[tuple[str, str], None] = {}
    for node in of_kinds(root, ("use_declaration", "extern_crate_declaration")):
        if node.kind() == "use_declaration":
            for one, known_as in _use(node, lines):
                found.append(replace(one, module=inline.seen(one.module, node)))
                aliases[known_as, found[-1].module] = None
        else:
            found += _extern(node, lines)
    local, files = _modules(root, Lines(source))
    found += files
    found += _included(root, Lines(source))
    found += _written_out(root, Lines(source), inline)
    found += _in_macros(root, Lines(source))
    damage = "does not parse" if is_damaged(root) else ""
    return FileImports(tuple(found), local=local, aliases=tuple(aliases), damage=damage)


def _use(node: SgNode, lines: Lines) -> Iterator[tuple[Import, str]]:
    children = node.children()
    trees = [child for child in children if child.kind() not in ("use", ";", "visibility_modifier")]
    is_public = any(child.kind() == "visibility_modifier" for child in children)
    if trees:
        span, text = lines.of(node), excerpt(node)
        for name, known_as in _unfolded(trees[0], "", 0):
            bound = (known_as if is_public else "",)
            taken = ("*" if known_as == "*" else "",)
            yield Import(name, *span, text, taken=taken, bound=bound), known_as


def _extern(node: SgNode, lines: Lines) -> Iterator[Import]:
    names = [child.text() for child in node.children() if child.kind() == "identifier"]
    if names:
        yield Import("::" + names[0], *lines.of(node), excerpt(node))


def _unfolded(tree: SgNode, prefix: str, depth: int) -> Iterator[tuple[str, str]]:
    """Every path of a tree of `use`, and the name that it gets: its last one, another, or `*`."""
    if depth > MAX_TREE_DEPTH:
        yield prefix, "*"
        return
    kind = tree.kind()
    if kind == "use_list":
        for child in tree.children():
            if child.is_named() and "comment" not in child.kind():
                yield from _unfolded(child, prefix, depth + 1)
    elif kind == "scoped_use_list":
        inner = next((child for child in tree.children() if child.kind() == "use_list"), None)
        path = "".join(
            short(c) for c in tree.children() if c.kind() != "use_list" and "comment" not in c.kind()
        )
        if inner is not None:
            yield from _unfolded(inner, _joined(prefix, path.removesuffix("::") or "::"), depth + 1)
    elif kind == "use_as_clause":
        known_as = short(tree.children()[-1])
        yield from ((name, known_as) for name, _ in _unfolded(tree.children()[0], prefix, depth + 1))
    elif kind == "use_wildcard":
        yield _joined(prefix, short(tree).removesuffix("*").removesuffix("::")), "*"
    else:
        name = prefix or "self" if kind == "self" else _joined(prefix, short(tree))
        yield name, name.rpartition("::")[2]


def _joined(prefix: str, name: str) -> str:
    name = name.replace("r#", "")
    return f"{prefix.removesuffix('::')}::{name}" if prefix and name else prefix or name


def _modules(root: SgNode, lines: Lines) -> tuple[frozenset[str], list[Import]]:
    """Names that the file declares as modules, and files that `#[path]` brings in."""
    local, files = set(), []
    for node in of_kinds(root, ("mod_item",)):
        local |= {child.text() for child in node.children() if child.kind() == "identifier"}
        before = node.prev()
        if before is not None and before.kind() == "attribute_item" and "path" in short(before):
            literal = next(iter(of_kinds(before, ("string_literal", "raw_string_literal"))), None)
            text = text_of(literal, {})
            if text.complete:
                files.append(Import(text.known, *lines.of(node), excerpt(node), is_path=True))
    return frozenset(local), files


def _included(root: SgNode, lines: Lines) -> Iterator[Import]:
    """Files that `include!` puts in its place."""
    for node in of_kinds(root, ("macro_invocation",)):
        if short(node.children()[0]).rpartition("::")[2] == "include":
            literals = of_kinds(node, ("string_literal", "raw_string_literal"))
            text = text_of(literals[0], {}) if len(literals) == 1 else Text()
            if text.complete:
                yield Import(text.known, *lines.of(node), excerpt(node), is_path=True)


def _written_out(root: SgNode, lines: Lines, inline: Inline) -> Iterator[Import]:
    for node in outermost(root, _PATHS, _OWNERS):
        name = short(node).replace("r#", "")
        if name:
            yield Import(inline.seen(name, node), *lines.of(node), name)


def _in_macros(root: SgNode, lines: Lines) -> Iterator[Import]:
    """Within a macro there are only tokens; what looks like a path is taken for one."""
    for node in outermost(root, ("token_tree",)):
        first, text = lines.of(node)[0], node.text()
        for name in _IN_MACRO.finditer(text):
            line = first + text.count("\n", 0, name.start())
            yield Import(re.sub(r"\s+|r#", "", name[0]), line, line, name[0])
