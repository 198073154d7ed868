"""Imports of JavaScript that happen by a call: `require` in its dresses, `import()`, and code in a text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from ast_grep_py import SgNode

from checks.languages.constants import Text, text_of, unescaped
from checks.languages.imports.ecmascript_paths import path_of
from checks.languages.imports.model import Import, ImportKind
from checks.languages.syntax import Lines, argument, excerpt, of_kinds, short

_REQUIRES = {
    "require",
    "require.resolve",
    "module.require",
    "import",
    "import.meta.resolve",
    "System.import",
    "importScripts",
    "process.getBuiltinModule",
    "globalThis.require",
    "createRequire(import.meta.url)",
    "createRequire(__filename)",
    "Module._load",
}
_LISTED = {"define", "require", "requirejs"}
_GLOBBED = {"import.meta.glob", "import.meta.globEager", "require.context"}
_EVALUATES = {"eval", "globalThis.eval", "window.eval", "Function"}
_DETOURS = ("call", "apply")
_LAST_NAMES = {name.rpartition(".")[2] for name in (*_REQUIRES, *_LISTED, *_GLOBBED, *_EVALUATES, *_DETOURS)}
_CALLED = re.compile(
    r"\b(?:require(?:js)?|createRequire|define|getBuiltinModule|_load|(?:Shared)?Worker)\b|\b(?:eval|Function)\s*\(|\\u\{?0*[4-7]"
)
_MAKER = re.compile(r"\bcreateRequire\s*(?:\bas\b|:)\s*(\w+)")
_WORKERS = {"Worker", "SharedWorker"}
_PATTERN = re.compile(r"[*?{}\[\]()!]")

Read = Callable[[str], Iterable[Import]]


def may_call(text: str, statements: list[SgNode]) -> bool:
    """Whether anything may be imported by a call: each needs a word that no statement holds."""
    if _CALLED.search(text):
        return True
    return text.count("import") > sum(node.text().startswith("import") for node in statements)


def calls(root: SgNode, text: str, lines: Lines, read: Read) -> Iterator[Import]:
    """The imports by calls.

    Args:
        root: the tree.
        text: its code.
        lines: finds the lines of its nodes.
        read: reads the imports of code that is given as a text.
    """
    names, aliases = _assigned(root, {"createRequire", *_MAKER.findall(text)})
    for call in of_kinds(root, ("call_expression", "new_expression")):
        function, shift = _function(call)
        through = aliases.get(function, function)
        if call.kind() == "new_expression" and through != "Function":
            yield from _started(call, names, lines)
            continue
        if through in _EVALUATES:
            yield from _nested(call, through, names, lines, read)
        if through in _GLOBBED:
            yield from _globbed(call, through, lines)
        if through in _LISTED:
            yield from _listed(call, through, lines)
        if through in _REQUIRES:
            yield from _required(call, through, _given(call, shift), names, lines)


def _started(node: SgNode, names: Mapping[str, Text], lines: Lines) -> Iterator[Import]:
    """`new Worker(new URL("./x", import.meta.url))`: code that runs beside, by the name of its file."""
    made = next((child.text() for child in node.children() if child.kind() == "identifier"), "")
    given = argument(node) if made in _WORKERS else None
    if given is not None:
        text = path_of(given, names) or text_of(given, names)
        if text.complete and text.known.startswith("."):
            yield Import(text.known, *lines.of(node), excerpt(node), (), ImportKind.DYNAMIC, made)


def _function(call: SgNode) -> tuple[str, str]:
    """What is called, and `call` or `apply` where it is by that detour; empty for what imports nothing."""
    children = [child for child in call.children() if child.kind() != "new"]
    name = _named(children[0]) if children else ""
    plain, _, detour = name.rpartition(".")
    if detour in _DETOURS and plain:
        return plain, detour
    return ("Module._load" if detour == "_load" else name), ""


def _named(node: SgNode, depth: int = 0) -> str:
    kind, children = node.kind(), node.children()
    if kind == "identifier":
        text = node.text()
        return unescaped(text) if "\\" in text else text
    if depth > 5:
        return ""
    if kind in ("parenthesized_expression", "sequence_expression"):
        inner = [child for child in children if child.is_named() and "comment" not in child.kind()]
        return _named(inner[-1], depth + 1) if inner else ""
    if kind == "subscript_expression":
        given = [child for child in children if child.is_named()]
        key = text_of(given[-1], {})
        return f"{_named(given[0], depth + 1)}.{key.known}" if key.complete else ""
    if kind == "member_expression":
        last = children[-1]
        name = unescaped(last.text())
        if last.kind() == "property_identifier" and name not in _LAST_NAMES:
            return ""
        owner = _named(children[0], depth + 1) if "_expression" in children[0].kind() else ""
        return f"{owner or short(children[0])}.{name}".replace("?.", ".")
    return short(node).replace("?.", ".")


def _given(call: SgNode, detour: str) -> SgNode | None:
    if not detour:
        return argument(call)
    given = argument(call, 1)
    if detour == "apply" and given is not None and given.kind() == "array":
        return next((part for part in given.children() if part.is_named()), None)
    return given


def _listed(call: SgNode, through: str, lines: Lines) -> Iterator[Import]:
    """`define(["a", "b"], …)` of AMD."""
    for index in (0, 1):
        given = argument(call, index)
        if given is not None and given.kind() == "array":
            for part in given.children():
                text = text_of(part, {})
                if text.complete:
                    yield Import(text.known, *lines.of(call), excerpt(call), (), ImportKind.DYNAMIC, through)


def _globbed(call: SgNode, through: str, lines: Lines) -> Iterator[Import]:
    """`import.meta.glob("../db/*.ts")`: all of a folder."""
    given = argument(call)
    for part in given.children() if given is not None and given.kind() == "array" else [given]:
        text = text_of(part, {})
        if text.complete and not text.known.startswith("!"):
            start, *pattern = _PATTERN.split(text.known, maxsplit=1)
            module = start.rpartition("/")[0] if pattern else start
            yield Import(module, *lines.of(call), excerpt(call), (), ImportKind.DYNAMIC, through)


def _nested(
    call: SgNode, through: str, names: Mapping[str, Text], lines: Lines, read: Read
) -> Iterator[Import]:
    """Imports in code that is given as a text; the last argument of `Function` is its body."""
    given = [part for index in range(8) if (part := argument(call, index)) is not None]
    text = text_of(given[-1], names) if given else Text()
    if text.complete:
        for one in read(text.known):
            first, last = lines.of(call)
            kind = ImportKind.COMPUTED if one.kind is ImportKind.COMPUTED else ImportKind.DYNAMIC
            yield replace(one, line=first, end_line=last, text=excerpt(call), kind=kind, through=through)


def _required(
    call: SgNode, through: str, given: SgNode | None, names: Mapping[str, Text], lines: Lines
) -> Iterator[Import]:
    if given is None or given.kind() == "array":
        return
    text = text_of(given, names)
    if not text.complete:
        text = path_of(given, names) or text
    kind = ImportKind.DYNAMIC if text.complete else ImportKind.COMPUTED
    name = "import()" if through == "import" else through.partition("(")[0]
    if text.complete and through == "import" and _is_in_type(call):
        kind, name = ImportKind.TYPE_ONLY, ""
    yield Import(text.known, *lines.of(call), excerpt(call), (), kind, name)


_PARTS_OF_TYPES = ("member_expression", "nested_type_identifier", "generic_type")
_PLACES_FOR_TYPES = (
    "type_query",
    "type_annotation",
    "type_alias_declaration",
    "type_arguments",
    "union_type",
    "array_type",
)


def _is_in_type(call: SgNode) -> bool:
    """`import("x").T` in a place for types; `f<typeof import("x")>()` is a comparison for the grammar."""
    parent = call.parent()
    while parent is not None and parent.kind() in _PARTS_OF_TYPES:
        parent = parent.parent()
    if parent is not None and parent.kind() == "unary_expression" and parent.text().startswith("typeof"):
        above = parent.parent()
        return above is not None and any(child.text() == "<" for child in above.children())
    return parent is not None and parent.kind() in _PLACES_FOR_TYPES


def _assigned(root: SgNode, makers: set[str]) -> tuple[dict[str, Text], dict[str, str]]:
    """Names that hold one constant text, and names that stand for `require`."""
    names: dict[str, Text] = {}
    aliases: dict[str, str] = {}
    stores: Counter[str] = Counter()
    bound = ("assignment_expression", "augmented_assignment_expression", "variable_declarator")
    for node in of_kinds(root, bound):
        children = node.children()
        target = children[0]
        stores[target.text()] += 1
        if target.kind() != "identifier" or len(children) < 3 or node.kind() == bound[1]:
            continue
        name, value = target.text(), children[-1]
        text = text_of(value, names) if node.kind() == bound[2] else Text()
        if text.complete:
            names[name] = text
        elif value.kind() in ("identifier", "member_expression", "call_expression", "subscript_expression"):
            code = short(value)
            made = code.partition("(")[0].rpartition(".")[2] in makers and "(" in code
            if made or _named(value) in ("require", "module.require"):
                aliases[name] = "require"
    return {name: text for name, text in names.items() if stores[name] == 1}, aliases
