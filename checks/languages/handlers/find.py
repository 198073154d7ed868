"""Handlers in the syntax trees of seven languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from checks.languages.handlers.model import Site
from checks.languages.language import Language
from checks.languages.syntax import argument, of_kinds

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_EVERYTHING = frozenset({"", "Exception", "BaseException", "StandardError", "Throwable", "RuntimeException"})
"""Types that hold nearly every error, by the last part of their names."""

_ERROR_NAME = re.compile(r"\w*[eE]rr(?:or)?\d*")


def sites(root: SgNode, language: Language) -> Iterator[Site]:
    """Every handler of a file, in document order of each kind."""
    return _FINDERS[language](root)


def _python(root: SgNode) -> Iterator[Site]:
    for node in of_kinds(root, ("try_statement",)):
        tried = _statements(_child(node, "block"))
        for clause in _children(node, "except_clause"):
            block = _child(clause, "block")
            caught = next((one for one in clause.children() if one.is_named() and one != block), None)
            if caught is not None and caught.kind() == "as_pattern":
                caught = caught.children()[0]
            names = _names(caught) if caught is not None and caught.kind() != "comment" else ()
            yield _site(node, clause, tried, _statements(block), "except", names)
    for node in of_kinds(root, ("with_statement",)):
        item = node.find(kind="with_item")
        call = item.children()[0] if item is not None else None
        if call is None or call.kind() != "call" or call.children()[0].text() not in _SUPPRESS:
            continue
        given = _child(call, "argument_list")
        types = [part.text() for part in given.children() if part.is_named()] if given is not None else []
        if types:
            yield _site(node, node, _statements(_child(node, "block")), (), "suppress", types)


_SUPPRESS = ("suppress", "contextlib.suppress")


def _ecmascript(root: SgNode) -> Iterator[Site]:
    for node in of_kinds(root, ("try_statement",)):
        tried = _statements(_child(node, "statement_block"))
        for clause in _children(node, "catch_clause"):
            body = _statements(_child(clause, "statement_block"))
            yield Site(node, clause, tried, body, "catch", is_broad=True)
    for node in of_kinds(root, ("call_expression",)):
        called = node.children()[0]
        if called.kind() != "member_expression" or called.children()[-1].text() != "catch":
            continue
        given = argument(node)
        block = _child(given, "statement_block") if given is not None and given.kind() in _FUNCTIONS else None
        if given is not None and block is not None:
            yield Site(node, given, (called.children()[0],), _statements(block), ".catch()", is_broad=True)


_FUNCTIONS = ("arrow_function", "function_expression", "function")


def _java(root: SgNode) -> Iterator[Site]:
    for node in of_kinds(root, ("try_statement", "try_with_resources_statement")):
        tried = _statements(_child(node, "block"))
        for clause in _children(node, "catch_clause"):
            types = clause.find(kind="catch_type")
            names = tuple(part.text() for part in types.children() if part.is_named()) if types else ()
            yield _site(node, clause, tried, _statements(_child(clause, "block")), "catch", names)


def _csharp(root: SgNode) -> Iterator[Site]:
    for node in of_kinds(root, ("try_statement",)):
        tried = _statements(_child(node, "block"))
        for clause in _children(node, "catch_clause"):
            declared = _child(clause, "catch_declaration")
            types = [part for part in declared.children() if part.is_named()][:1] if declared else []
            names = tuple(part.text() for part in types)
            body = _statements(_child(clause, "block"))
            if _child(clause, "catch_filter_clause") is None:
                yield _site(node, clause, tried, body, "catch", names)


def _ruby(root: SgNode) -> Iterator[Site]:
    for clause in of_kinds(root, ("rescue",)):
        whole = clause.parent()
        if whole is None or not clause.is_named():
            continue
        before = [part for part in whole.children() if part.is_named() and part.kind() not in _RUBY_CLAUSES]
        types = _child(clause, "exceptions")
        names = tuple(part.text() for part in types.children() if part.is_named()) if types else ()
        body = _statements(_child(clause, "then"))
        tried = tuple(part for part in before if "comment" not in part.kind())
        yield _site(whole, clause, tried, body, "rescue", names)


_RUBY_CLAUSES = ("rescue", "ensure", "else")


def _go(root: SgNode) -> Iterator[Site]:
    for node in of_kinds(root, ("if_statement",)):
        parts = node.children()
        condition = next((part for part in parts if part.kind() == "binary_expression"), None)
        block = _child(node, "block")
        if condition is None or block is None or not _is_error_check(condition):
            continue
        made = [part for part in parts[: parts.index(condition)] if part.is_named()]
        if any(part.kind() == "else" for part in parts):
            continue
        before = node.prev() if not made else made[0]
        tried = _right_side(before) if before is not None and before.is_named() else ()
        shown = f"if {condition.text()}"
        yield Site(node, node, tried, _statements(block), shown, is_broad=True)
    for node in of_kinds(root, ("assignment_statement",)):
        left, *_, right = node.children()
        if left.text() == "_" and _ERROR_NAME.fullmatch(right.text()):
            yield Site(node, node, (), (), f"_ = {right.text()}", is_broad=True)
    for node in of_kinds(root, ("defer_statement",)):
        literal = node.find(kind="func_literal")
        statements = _statements(_child(literal, "block")) if literal is not None else ()
        if len(statements) == 1 and re.fullmatch(_RECOVERS, statements[0].text()):
            yield Site(node, node, (), (), "recover()", is_broad=True)


def _right_side(statement: SgNode) -> tuple[SgNode, ...]:
    """What a statement assigns; the statement itself where it assigns nothing."""
    if statement.kind() not in ("short_var_declaration", "assignment_statement"):
        return (statement,)
    return tuple(part for part in statement.children()[-1].children() if part.is_named())


_RECOVERS = r"(?:_ = )?recover\(\)|if \w+ := recover\(\); \w+ != nil \{\s*\}"


def _is_error_check(condition: SgNode) -> bool:
    parts = condition.children()
    return (
        len(parts) == 3
        and parts[1].text() == "!="
        and bool(parts[2].text() == "nil" and _ERROR_NAME.fullmatch(parts[0].text()))
    )


def _rust(root: SgNode) -> Iterator[Site]:
    for node in of_kinds(root, ("match_arm",)):
        block = node.parent()
        whole = block.parent() if block is not None else None
        if whole is None or not re.match(r"Err\s*\(\s*_?\w*\s*\)\s*=>", node.text()):
            continue
        value = next((part for part in reversed(node.children()) if part.is_named()), None)
        subject = tuple(part for part in whole.children() if part.is_named())[:1]
        if value is not None:
            yield Site(whole, node, subject, _of_value(value), "Err(_) =>", is_broad=True)
    for node in of_kinds(root, ("if_expression",)):
        condition = _child(node, "let_condition")
        block = _child(node, "block")
        if condition is None or block is None or _child(node, "else_clause") is not None:
            continue
        if re.match(r"let\s+Err\s*\(\s*_?\w*\s*\)\s*=", condition.text()):
            yield Site(
                node, node, (condition.children()[-1],), _statements(block), "if let Err(_)", is_broad=True
            )
    for node in of_kinds(root, ("expression_statement",)):
        call = node.children()[0]
        called = call.children()[0] if call.kind() == "call_expression" else None
        if called is None or called.kind() != "field_expression" or called.children()[-1].text() != "ok":
            continue
        receiver = called.children()[0]
        if not re.search(_TOLD, receiver.text()):
            yield Site(node, node, (receiver,), (), ".ok()", is_broad=True)


_TOLD = r"\b(?:try_)?(?:send|set|init)\w*\([^()]*\)$"
"""Calls that fail where nobody listens any more, or where it was done before."""


def _of_value(value: SgNode) -> tuple[SgNode, ...]:
    if value.kind() == "block":
        return _statements(value)
    return () if value.kind() == "unit_expression" else (value,)


_FINDERS: Mapping[Language, Callable[[SgNode], Iterator[Site]]] = {
    Language.PYTHON: _python,
    Language.JAVASCRIPT: _ecmascript,
    Language.TYPESCRIPT: _ecmascript,
    Language.TSX: _ecmascript,
    Language.GO: _go,
    Language.JAVA: _java,
    Language.CSHARP: _csharp,
    Language.RUBY: _ruby,
    Language.RUST: _rust,
}


def _site(
    whole: SgNode,
    handler: SgNode,
    tried: tuple[SgNode, ...],
    body: tuple[SgNode, ...],
    keyword: str,
    names: Iterable[str],
) -> Site:
    """A handler of named types; one of none catches everything."""
    types = tuple(" ".join(name.split()) for name in names)
    is_broad = not types or any(re.split(r"\.|::", name)[-1] in _EVERYTHING for name in types)
    return Site(whole, handler, tried, body, " ".join((keyword, ", ".join(types))).strip(), is_broad)


def _names(caught: SgNode) -> tuple[str, ...]:
    if caught.kind() in ("tuple", "parenthesized_expression"):
        return tuple(part.text() for part in caught.children() if part.is_named())
    return (caught.text(),)


def _child(node: SgNode | None, kind: str) -> SgNode | None:
    return next(_children(node, kind), None) if node is not None else None


def _children(node: SgNode, kind: str) -> Iterator[SgNode]:
    return (part for part in node.children() if part.kind() == kind)


def _statements(block: SgNode | None) -> tuple[SgNode, ...]:
    """The statements of a block, without comments and empty ones."""
    if block is None:
        return ()
    parts = block.children()
    inner = [part for part in parts if part.kind() == "statement_list"]
    if inner:
        parts = inner[0].children()
    return tuple(
        part
        for part in parts
        if part.is_named() and "comment" not in part.kind() and part.kind() != "empty_statement"
    )
