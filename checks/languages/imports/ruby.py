"""Imports of Ruby: `require` and its relatives, with names that are known before the program runs."""

from __future__ import annotations

from collections.abc import Iterator

from ast_grep_py import SgNode

from checks.languages.constants import Text, text_of
from checks.languages.imports.model import FileImports, Import, ImportKind
from checks.languages.language import Language
from checks.languages.syntax import Lines, argument, excerpt, is_damaged, of_kinds, parse, short
from checks.source import Source

_REQUIRES = {"require", "require_relative", "load", "autoload", "require_dependency", "require_all"}
_SENDS = {"send", "public_send", "__send__"}
_RECEIVERS = {"", "Kernel", "Object", "self", "::Kernel"}


def read(source: Source, path: str, language: Language) -> FileImports:
    """Read one file.

    Args:
        source: its content.
        path: its path, which does not matter.
        language: Ruby.
    """
    del path
    root = parse(source.text, language)
    lines = Lines(source)
    found = [one for call in of_kinds(root, ("call",)) for one in _call(call, lines)]
    return FileImports(tuple(found), damage="does not parse" if is_damaged(root) else "")


def _call(call: SgNode, lines: Lines) -> Iterator[Import]:
    before = [
        short(child)
        for child in call.children()
        if child.kind() != "argument_list" and "block" not in child.kind()
    ]
    if not before or len(before) not in (1, 3):
        return
    receiver, method = ("" if len(before) == 1 else before[0]), before[-1]
    first = 0
    if method in _SENDS and receiver in _RECEIVERS:
        symbol = argument(call)
        method = short(symbol).strip(":\"'") if symbol is not None else ""
        first, receiver = 1, ""
    if method not in _REQUIRES or (receiver not in _RECEIVERS and method != "autoload"):
        return
    given = argument(call, first + (method == "autoload"))
    if given is None:
        return
    text = text_of(given, {})
    here = None if text.complete else _from_directory(given)
    is_path = method in ("require_relative", "load") or here is not None or text.known.startswith("./")
    text = here or text
    kind = ImportKind.DYNAMIC if text.complete else ImportKind.COMPUTED
    if method in ("require", "require_relative", "require_dependency") and text.complete and not first:
        kind = ImportKind.STATIC
    through = "" if kind is ImportKind.STATIC else method
    yield Import(text.known, *lines.of(call), excerpt(call), (), kind, through, is_path)


def _from_directory(node: SgNode) -> Text | None:
    """`File.join(__dir__, "x")` and `File.expand_path("x", __dir__)`."""
    if node.kind() != "call":
        return None
    function = "".join(short(child) for child in node.children() if child.kind() != "argument_list")
    arguments = [given for index in range(8) if (given := argument(node, index)) is not None]
    if function == "File.join" and arguments and short(arguments[0]) == "__dir__":
        result = Text(".", complete=True)
        for part in arguments[1:]:
            result = result + Text("/", complete=True) + text_of(part, {})
        return result
    if function == "File.expand_path" and len(arguments) == 2:
        base, name = short(arguments[1]), text_of(arguments[0], {})
        if base == "__dir__":
            return name
        if base == "__FILE__" and name.known.startswith(".."):
            return Text("." + name.known[2:], name.complete)
    return None
