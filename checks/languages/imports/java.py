"""Imports of Java: declarations, names written out in full, and `Class.forName`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from checks.languages.constants import text_of
from checks.languages.imports.model import FileImports, Import, ImportKind
from checks.languages.language import Language
from checks.languages.syntax import Lines, argument, excerpt, is_damaged, of_kinds, outermost, parse, short
from checks.source import Source

_QUALIFIED = ("scoped_type_identifier", "scoped_identifier", "field_access", "method_reference")
_CLASS_NAME = re.compile(r"(?:[a-z_][\w$]*\.)+[A-Z][\w$]*(?:\.[A-Z][\w$]*)*")
_LOWER = re.compile(r"[a-z_][\w$]*(?:\.[a-z_][\w$]*)+")
_ESCAPE = re.compile(r"\\\\|\\u+(?P<code>[0-9a-fA-F]{4})")
_ARRAY = re.compile(r"\[+L([^;]*);")
_LOADERS = re.compile(r"(?:.*\.)?(?:Class\.forName|loadClass|findClass)")


def read(source: Source, path: str, language: Language) -> FileImports:
    """Read one file.

    Args:
        source: its content.
        path: its path, which does not matter.
        language: Java.
    """
    del path
    text, is_broken = _translated(source.text)
    root = parse(text, language)
    lines = Lines(source)
    found = [_declaration(node, lines) for node in of_kinds(root, ("import_declaration",))]
    found += _qualified(root, Lines(source))
    lines = Lines(source)
    for call in of_kinds(root, ("method_invocation",)):
        found += _loaded(call, lines)
    package = next((short(node) for node in of_kinds(root, ("package_declaration",))), "")
    return FileImports(
        tuple(found),
        namespace=re.sub(r"^(?:@.*?)?package|;$", "", package),
        damage="holds an escaped end of a line" if is_broken else "does not parse" * is_damaged(root),
    )


def _translated(text: str) -> tuple[str, bool]:
    """The text with letters that are written as escapes, and whether an end of a line is written so."""
    if "\\u" not in text:
        return text, False
    is_broken = False

    def letter(found: re.Match[str]) -> str:
        nonlocal is_broken
        if found["code"] is None:
            return found[0]
        character = chr(int(found["code"], 16))
        is_broken = is_broken or character in "\n\r"
        return " " if character in "\n\r" or "\ud800" <= character <= "\udfff" else character

    return _ESCAPE.sub(letter, text), is_broken


def _declaration(node: SgNode, lines: Lines) -> Import:
    name = next((short(child) for child in node.children() if "identifier" in child.kind()), "")
    is_wildcard = any(child.kind() == "asterisk" for child in node.children())
    return Import(name + ".*" * is_wildcard, *lines.of(node), excerpt(node))


def _qualified(root: SgNode, lines: Lines) -> Iterator[Import]:
    """Names with their package written where they are used: the outermost node of each."""
    for node in outermost(root, _QUALIFIED, ("import_declaration", "package_declaration")):
        written = short(node)
        name = _CLASS_NAME.match(written)
        if name:
            yield Import(name[0], *lines.of(node), excerpt(node))
        elif node.kind() == "scoped_type_identifier" and _LOWER.fullmatch(written):
            yield Import(written, *lines.of(node), excerpt(node))


def _loaded(call: SgNode, lines: Lines) -> Iterator[Import]:
    function = "".join(short(child) for child in call.children() if child.kind() != "argument_list")
    if not _LOADERS.fullmatch(function):
        return
    text = text_of(argument(call), {})
    kind = ImportKind.DYNAMIC if text.complete else ImportKind.COMPUTED
    array = _ARRAY.fullmatch(text.known)
    name = array[1] if array else text.known
    yield Import(name, *lines.of(call), excerpt(call), (), kind, function.rpartition(")")[2].lstrip("."))
