"""Imports of JavaScript and TypeScript: statements, `require` in its dresses, and `import()`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ast_grep_py import SgNode

from checks.languages.constants import Text, text_of
from checks.languages.imports.ecmascript_names import exported_names, names_of
from checks.languages.imports.ecmascript_paths import path_of
from checks.languages.imports.model import FileImports, Import, ImportKind
from checks.languages.language import Language
from checks.languages.syntax import Lines, argument, excerpt, grouped, is_damaged, of_kinds, parse, short
from checks.source import Source

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
}
_LISTED = {"define", "require", "requirejs"}
_LAST_NAMES = {name.rpartition(".")[2] for name in _REQUIRES | _LISTED}
_CALLED = re.compile(r"\b(?:require(?:js)?|createRequire|define|getBuiltinModule|(?:Shared)?Worker)\b")
_GROUPS = {"statements": ("import_statement", "export_statement"), "errors": ("ERROR",)}
_MAKES_REQUIRE = re.compile(r"(?:\w+\.)?createRequire\(")
_KNOWN_AS = re.compile(r"\bcreateRequire\s*(?:\bas\b|:)\s*(\w+)")
_WORKERS = {"Worker", "SharedWorker"}
_DECLARATION_FILE = re.compile(r"\.d\.[mc]?ts$", re.IGNORECASE)
_PARTS_OF_TYPES = ("member_expression", "nested_type_identifier", "generic_type")
_PLACES_FOR_TYPES = (
    "type_query",
    "type_annotation",
    "type_alias_declaration",
    "type_arguments",
    "union_type",
    "array_type",
)


def read(source: Source, path: str, language: Language) -> FileImports:
    """Read one file.

    Args:
        source: its content.
        path: its path; a `.d.ts` is read by type checkers alone.
        language: which of the grammars; JavaScript with types in it is tried as TypeScript.
    """
    root, statements, is_whole = _tree(source.text, language)
    lines = Lines(source)
    exported = exported_names(statements)
    found = [one for node in statements for one in _statement(node, lines, exported)]
    if _may_call(source.text, statements):
        found += _calls(root, Lines(source))
    if _DECLARATION_FILE.search(path):
        found = [replace(one, kind=ImportKind.TYPE_ONLY) for one in found]
    return FileImports(tuple(found), damage="" if is_whole else "does not parse")


def _tree(text: str, language: Language) -> tuple[SgNode, list[SgNode], bool]:
    """The tree by the first grammar that needs not guess, its statements, and whether there is one."""
    root = parse(text, language)
    nodes = grouped(root, _GROUPS)
    if nodes["errors"]:
        for other in (Language.TSX, Language.TYPESCRIPT):
            if other is not language:
                again = parse(text, other)
                if not is_damaged(again):
                    return again, of_kinds(again, _GROUPS["statements"]), True
    return root, nodes["statements"], not nodes["errors"]


def _may_call(text: str, statements: list[SgNode]) -> bool:
    """Whether anything may be imported by a call: each needs a word that no statement holds."""
    if _CALLED.search(text):
        return True
    return text.count("import") > sum(node.text().startswith("import") for node in statements)


def _statement(node: SgNode, lines: Lines, exported: Mapping[str, tuple[str, ...]]) -> Iterator[Import]:
    children = node.children()
    clause = next((child for child in children if child.kind() == "import_require_clause"), node)
    given = next((child for child in clause.children() if child.kind() == "string"), None)
    exports_value = node.kind() == "export_statement" and all(child.kind() != "from" for child in children)
    if given is None or exports_value:
        return
    kind = ImportKind.TYPE_ONLY if _is_type_only(node) else ImportKind.STATIC
    taken, bound = names_of(node, exported)
    known = text_of(given, {}).known
    yield Import(known, *lines.of(node), excerpt(node), (), kind, taken=taken, bound=bound)


def _is_type_only(node: SgNode) -> bool:
    """`import type …`, or an import whose every name is marked `type`."""
    children = node.children()
    if len(children) > 1 and children[1].kind() in ("type", "typeof"):
        return True
    clause = next((child for child in children if child.kind() in ("import_clause", "export_clause")), None)
    if clause is None:
        return False
    parts = [child for child in clause.children() if child.is_named()]
    if clause.kind() == "import_clause":
        if len(parts) != 1 or parts[0].kind() != "named_imports":
            return False
        parts = [child for child in parts[0].children() if child.is_named()]
    return bool(parts) and all(part.children() and part.children()[0].kind() == "type" for part in parts)


def _function(call: SgNode) -> str:
    """The code of what is called; empty, without looking closer, for a method that imports nothing."""
    children = call.children()
    if not children:
        return ""
    function = children[0]
    if function.kind() == "identifier":
        return function.text()
    if function.kind() == "member_expression":
        last = function.children()[-1]
        if last.kind() == "property_identifier" and last.text() not in _LAST_NAMES:
            return ""
    return short(function)


def _calls(root: SgNode, lines: Lines) -> Iterator[Import]:
    makers = frozenset(_KNOWN_AS.findall(root.text()))
    names, aliases = _assigned(root, makers)
    for call in of_kinds(root, ("call_expression", "new_expression")):
        if call.kind() == "new_expression":
            yield from _started(call, names, lines)
            continue
        function = _original(_function(call), makers)
        through = aliases.get(function, function).replace("?.", ".")
        if through in _LISTED:
            yield from _listed(call, through, lines)
        if through in _REQUIRES:
            yield from _required(call, through, names, lines)


def _original(code: str, makers: frozenset[str]) -> str:
    """The code of a function with the name that `createRequire` has of its own."""
    called, parenthesis, rest = code.partition("(")
    return f"createRequire({rest}" if parenthesis and called in makers else code


def _started(node: SgNode, names: Mapping[str, Text], lines: Lines) -> Iterator[Import]:
    """`new Worker(new URL("./x", import.meta.url))`: code that runs beside, by the name of its file."""
    made = next((child.text() for child in node.children() if child.kind() == "identifier"), "")
    given = argument(node) if made in _WORKERS else None
    if given is not None:
        text = path_of(given, names) or text_of(given, names)
        if text.complete and text.known.startswith("."):
            yield Import(text.known, *lines.of(node), excerpt(node), (), ImportKind.DYNAMIC, made)


def _listed(call: SgNode, through: str, lines: Lines) -> Iterator[Import]:
    """`define(["a", "b"], …)` of AMD."""
    for index in (0, 1):
        given = argument(call, index)
        if given is not None and given.kind() == "array":
            for part in given.children():
                text = text_of(part, {})
                if text.complete:
                    yield Import(text.known, *lines.of(call), excerpt(call), (), ImportKind.DYNAMIC, through)


def _required(call: SgNode, through: str, names: Mapping[str, Text], lines: Lines) -> Iterator[Import]:
    given = argument(call)
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


def _is_in_type(call: SgNode) -> bool:
    """`import("x").T` in a place for types."""
    parent = call.parent()
    while parent is not None and parent.kind() in _PARTS_OF_TYPES:
        parent = parent.parent()
    return parent is not None and parent.kind() in _PLACES_FOR_TYPES


def _assigned(root: SgNode, makers: frozenset[str]) -> tuple[dict[str, Text], dict[str, str]]:
    """Names that hold one constant text, and names that stand for `require`."""
    names: dict[str, Text] = {}
    aliases: dict[str, str] = {}
    assignments = of_kinds(root, ("assignment_expression", "augmented_assignment_expression"))
    stores: Counter[str] = Counter(node.children()[0].text() for node in assignments)
    for declared in of_kinds(root, ("variable_declarator",)):
        children = declared.children()
        if children[0].kind() != "identifier" or len(children) < 3:
            continue
        name, value = children[0].text(), children[-1]
        stores[name] += 1
        text = text_of(value, names)
        if text.complete:
            names[name] = text
        elif value.kind() in ("identifier", "member_expression", "call_expression"):
            code = _original(short(value), makers)
            if code in ("require", "module.require") or _MAKES_REQUIRE.match(code):
                aliases[name] = "require"
    return {name: text for name, text in names.items() if stores[name] == 1}, aliases
