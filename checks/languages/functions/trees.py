"""Functions of the other languages, from the trees of their grammars."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from checks.languages.functions.model import Body, Function, words_in
from checks.languages.language import Language
from checks.languages.syntax import lines_of, of_kinds, parse

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_ECMASCRIPT = (
    *("function_declaration", "generator_function_declaration", "method_definition", "variable_declarator"),
)
_KINDS: Mapping[Language, tuple[str, ...]] = {
    **dict.fromkeys((Language.JAVASCRIPT, Language.TYPESCRIPT, Language.TSX), _ECMASCRIPT),
    Language.GO: ("function_declaration", "method_declaration"),
    Language.JAVA: ("method_declaration",),
    Language.CSHARP: ("method_declaration", "local_function_statement"),
    Language.RUBY: ("method", "singleton_method"),
    Language.RUST: ("function_item",),
}
_OUTERMOST = frozenset(
    {
        *("program", "source_file", "export_statement", "lexical_declaration", "variable_declaration"),
        *("mod_item", "declaration_list"),
    }
)
"""What a function may stand in that stands by itself."""

_VALUES = ("arrow_function", "function_expression")
_DECLARING = frozenset(
    {
        *("formal_parameters", "parameters", "parameter_list", "method_parameters", "block_parameters"),
        *("closure_parameters", "lambda_parameters", "variable_declarator", "short_var_declaration"),
        *("let_declaration", "let_condition", "for_in_statement", "range_clause", "foreach_statement"),
        *("enhanced_for_statement", "catch_clause", "catch_formal_parameter", "exception_variable"),
        *("var_spec", "const_spec", "match_pattern", "for_expression", "catch_declaration", "parameter"),
    }
)
"""Nodes whose first names are names that a function gives."""

_LEFT_ONLY = frozenset(
    {
        *(
            "variable_declarator",
            "short_var_declaration",
            "let_declaration",
            "let_condition",
            "for_in_statement",
        ),
        *("range_clause", "foreach_statement", "enhanced_for_statement", "for_expression", "catch_clause"),
        *("var_spec", "const_spec"),
    }
)
_SIDE = ("=", ":=", "of", "in", ":", "block", "statement_block", "type", "equals_value_clause")
_LEFT_OUT = frozenset(
    {"comment", "line_comment", "block_comment", "type_annotation", "type_arguments", "type_parameters"}
)
_IDENTIFIERS = frozenset({"identifier", "shorthand_property_identifier_pattern"})
_STATEMENT = re.compile(
    r"\w*(?:statement|declaration)|assignment|call|if|return|let_declaration|match_arm|case|when"
)
_TEXTS = frozenset(
    {"string_fragment", "string_content", "string_literal_content", "interpreted_string_literal_content"}
)
_MOST_TOKENS = 5_000


def functions(text: str, language: Language) -> Iterator[Function]:
    """The functions of a file, in document order, nested ones too.

    Args:
        text: the code; a syntax error hides no more than the node that it stands in.
        language: any but Python.
    """
    for node in of_kinds(parse(text, language), _KINDS[language]):
        name, body, owner = node.field("name"), node.field("body"), node
        if node.kind() == "variable_declarator":
            value = node.field("value")
            if value is None or value.kind() not in _VALUES:
                continue
            body, owner = value.field("body"), value
        if name is not None and body is not None:
            line, end_line = lines_of(node)
            is_free = all(above.kind() in _OUTERMOST for above in node.ancestors())
            yield Function(name.text(), line, end_line, is_free, node.text(), partial(_body, owner, body))


def _body(owner: SgNode, body: SgNode) -> Body:
    reader = _Reader(_locals(owner))
    reader.read(body)
    return Body(tuple(reader.tokens), frozenset(reader.words), reader.size, reader.statements)


def _locals(owner: SgNode) -> frozenset[str]:
    """The names that a function gives: parameters, variables, what a loop or a handler binds."""
    found: set[str] = set()
    stack = [owner]
    while stack:
        node = stack.pop()
        kind = node.kind()
        parts = node.children()
        stack += parts
        if kind in _LEFT_ONLY:
            side = next((at for at, part in enumerate(parts) if part.kind() in _SIDE), len(parts))
            parts = parts[:side]
        elif kind not in _DECLARING:
            continue
        for part in parts:
            found.update(_named(part))
    if owner.kind() == "arrow_function" and (single := owner.field("parameter")) is not None:
        found.add(single.text())
    return frozenset(found)


def _named(node: SgNode) -> Iterator[str]:
    stack = [node]
    while stack:
        one = stack.pop()
        if one.kind() in _IDENTIFIERS:
            yield one.text()
        elif one.kind() not in _LEFT_OUT:
            stack += one.children()


@dataclass
class _Reader:
    """Writes a body down as tokens.

    Args:
        own: the names that are local to the function.
    """

    own: frozenset[str]

    def __post_init__(self) -> None:
        self._numbers: dict[str, str] = {}
        self.tokens: list[str] = []
        self.words: set[str] = set()
        self.size = 0
        self.statements = 0

    def read(self, body: SgNode) -> None:
        """The leaves of a body, in order, without what says nothing."""
        stack = [body]
        while stack and len(self.tokens) < _MOST_TOKENS:
            node = stack.pop()
            kind = node.kind()
            if kind in _LEFT_OUT:
                continue
            self.statements += node.is_named() and _STATEMENT.fullmatch(kind) is not None
            parts = node.children()
            if parts:
                stack.extend(reversed(parts))
            else:
                self._leaf(node.text(), kind)

    def _leaf(self, text: str, kind: str) -> None:
        if text in (";", ",", "(", ")") or not text.strip():
            return
        is_text = kind in _TEXTS
        if kind in _IDENTIFIERS and text in self.own:
            self.tokens.append(self._numbers.setdefault(text, f"${len(self._numbers)}"))
            self.size += 1
            return
        self.tokens.append("'" if text in ('"', "`") else text)
        if is_text or text[0].isalnum() or text[0] == "_":
            self.size += 1
            self.words |= words_in(text)
