"""Imports of Ruby: `require` and its relatives, with names that are known before the program runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ast_grep_py import SgNode

from checks.languages.constants import Text, text_of
from checks.languages.imports.model import FileImports, Import, ImportKind
from checks.languages.language import Language
from checks.languages.syntax import Lines, argument, excerpt, is_damaged, of_kinds, parse, short
from checks.source import Source

_REQUIRES = {"require", "require_relative", "load", "autoload", "require_dependency", "require_all"}
_SENDS = {"send", "public_send", "__send__"}
_EVALUATES = {"eval", "instance_eval", "class_eval", "module_eval"}
_NESTED_CODE = 3
_RECEIVERS = {"", "Kernel", "Object", "self", "::Kernel"}


def read(source: Source, path: str, language: Language) -> FileImports:
    """Read one file.

    Args:
        source: its content.
        path: its path, which does not matter.
        language: Ruby.
    """
    del path
    return _read(source, language, _NESTED_CODE)


def _read(source: Source, language: Language, depth: int) -> FileImports:
    root = parse(source.text, language)
    lines = Lines(source)
    found: list[Import] = []
    for call in of_kinds(root, ("call",)):
        found += _call(call, lines)
        if code := _evaluated(call) if depth else "":
            inner = _read(Source(code.encode("utf-8", "replace")), language, depth - 1)
            first, last = lines.of(call)
            for one in inner.imports:
                kind = ImportKind.COMPUTED if one.kind is ImportKind.COMPUTED else ImportKind.DYNAMIC
                text = excerpt(call)
                found.append(replace(one, line=first, end_line=last, text=text, kind=kind, through="eval"))
    return FileImports(tuple(found), damage="does not parse" if is_damaged(root) else "")


def _evaluated(call: SgNode) -> str:
    """Code that is given as a text."""
    names = [child.text() for child in call.children() if child.kind() == "identifier"]
    text = text_of(argument(call), {}) if names and names[-1] in _EVALUATES else Text()
    return text.known if text.complete else ""


def _call(call: SgNode, lines: Lines) -> Iterator[Import]:
    before = [
        short(child)
        for child in call.children()
        if child.kind() != "argument_list" and "block" not in child.kind()
    ]
    if not before or len(before) not in (1, 3):
        return
    receiver, method = ("" if len(before) == 1 else before[0]), before[-1]
    if method == "method" and receiver in _RECEIVERS:
        yield from _through_method(call, lines)
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
    is_path = method == "require_relative" or here is not None or text.known.startswith(("./", "../"))
    text = here or text
    kind = ImportKind.DYNAMIC if text.complete else ImportKind.COMPUTED
    if method in ("require", "require_relative", "require_dependency") and text.complete and not first:
        kind = ImportKind.STATIC
    through = "" if kind is ImportKind.STATIC else method
    yield Import(text.known, *lines.of(call), excerpt(call), (), kind, through, is_path)


def _through_method(call: SgNode, lines: Lines) -> Iterator[Import]:
    """`method(:require).call("x")`, and `%w[x y].each(&method(:require))`."""
    symbol = argument(call)
    name = short(symbol).strip(":\"'") if symbol is not None else ""
    user = call.parent()
    if name not in _REQUIRES or user is None:
        return
    given: list[SgNode | None] = [argument(user)]
    if user.kind() == "block_argument":
        arguments = user.parent()
        user = arguments.parent() if arguments is not None else None
        listed = user.children()[0] if user is not None else None
        is_list = listed is not None and listed.kind() in ("array", "string_array")
        given = [part for part in listed.children() if part.is_named()] if listed and is_list else [None]
    for part in given if user is not None and user.kind() == "call" else ():
        is_bare = part is not None and part.kind() == "bare_string"
        text = Text(part.text(), complete=True) if part is not None and is_bare else text_of(part, {})
        kind = ImportKind.DYNAMIC if text.complete else ImportKind.COMPUTED
        is_path = name == "require_relative" or text.known.startswith(("./", "../"))
        yield Import(text.known, *lines.of(call), excerpt(call), (), kind, name, is_path)


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
