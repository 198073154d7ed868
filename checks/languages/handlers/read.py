"""What becomes of the errors that a file catches."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from checks.languages.handlers.find import sites
from checks.languages.handlers.model import Excuse, Fate, Handler, Site
from checks.languages.handlers.words import CLEANUP, LOGS, PARSING, PROBING, PUTS_AWAY, WHISPERS, explains
from checks.languages.language import Language, language_of
from checks.languages.syntax import excerpt, lines_of, of_kinds, parse
from checks.source import Source

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_GAP = r"(?:\s|//[^\n]*\n|/\*[^*]*(?:\*(?!/)[^*]*)*\*/)*"
_DRESSED = r"(?:\(\s*)*(?:await\b[\s(]*)?"
_SAYS = rf"{_DRESSED}[\w.$@:]{{0,200}}(?:log|print|console|debug|trace|info|warn|err|write|puts)"
_WHISPERS = rf"{_DRESSED}(?:{WHISPERS.pattern})"


def _beginnings(says: str) -> Mapping[Language, re.Pattern[str]]:
    """How a handler begins that does nothing, or says something first, which `says` matches."""
    curly = rf"\{{{_GAP}(?:\}}|;|{says})"
    texts = {
        **dict.fromkeys(Language, rf"\bcatch\b[^{{}}]{{0,300}}{curly}"),
        Language.PYTHON: rf"\bexcept\b[^:]{{0,300}}:(?:\s|#[^\n]*\n)*(?:pass\b|\.\.\.|{says})|\bsuppress\(",
        Language.GO: rf"!= nil {curly}|\brecover\(\)|_ = \w*[eE]rr",
        Language.RUST: rf"\bErr\s*\(\s*\w*\s*\)\s*=(?:>\s*(?:{curly}|\(\)|{says})|[^{{}}]*{curly})"
        r"|\.ok\(\)\s*;",
        Language.RUBY: r"\brescue\b",
    }
    return {language: re.compile(text, re.IGNORECASE) for language, text in texts.items()}


_LIKELY = _beginnings(_SAYS)
"""Without any of it a file is not parsed."""

_SILENT = _beginnings(_WHISPERS)
"""Without any of it no handler of a file is worse than one that logs the error."""

_NEW = ("new_expression", "object_creation_expression")
_CALLS: Mapping[Language, tuple[str, ...]] = {
    Language.PYTHON: ("call",),
    Language.RUBY: ("call",),
    Language.GO: ("call_expression",),
    Language.JAVA: ("method_invocation", _NEW[1]),
    Language.CSHARP: ("invocation_expression", _NEW[1]),
    Language.RUST: ("call_expression", "macro_invocation"),
    **dict.fromkeys((Language.JAVASCRIPT, Language.TYPESCRIPT, Language.TSX), ("call_expression", _NEW[0])),
}
_EVERY_CALL = frozenset(kind for kinds in _CALLS.values() for kind in kinds)
_COMMENTS: Mapping[Language, tuple[str, ...]] = {
    **dict.fromkeys(Language, ("comment",)),
    **dict.fromkeys((Language.JAVA, Language.RUST), ("line_comment", "block_comment")),
}
_ASSIGNMENTS = (
    *("assignment", "assignment_expression", "lexical_declaration", "variable_declaration"),
    *("local_variable_declaration", "local_declaration_statement"),
)
_RETURNS = ("return_statement", "return")
_NOTHING = ("pass_statement", "nil", "ellipsis", "unit_expression")
_AWAY = ("finally_clause", "ensure")
_FUNCTIONS = (
    *(
        "function_definition",
        "function_declaration",
        "method_definition",
        "method_declaration",
        "function_item",
    ),
    *(
        "method",
        "singleton_method",
        "constructor_declaration",
        "local_function_statement",
        "variable_declarator",
    ),
)
_MOST_PARSED = 3
_MOST_NODES = 400


def may_drop(path: str, source: Source, *, logged: bool = True) -> bool:
    """Whether a file could drop an error, by how its handlers begin.

    Args:
        path: tells the language.
        source: the content.
        logged: whether a handler that only logs the error counts as well.
    """
    language = language_of(path, source)
    return language is not None and (_LIKELY if logged else _SILENT)[language].search(source.text) is not None


@lru_cache(64)
def handlers(path: str, source: Source) -> tuple[Handler, ...]:
    """The handlers of a file that do nothing with an error, or only log it; in order of their lines.

    Args:
        path: tells the language.
        source: the content; a syntax error hides no more than the node that it stands in.
    """
    language = language_of(path, source)
    if language is None or source.is_binary or not may_drop(path, source):
        return ()
    root = parse(source.text, language)
    found = [(site, fate) for site in sites(root, language) if (fate := _fate(site)) is not Fate.HANDLED]
    comments = _comments(root, language) if found else {}
    read = (_handler(site, fate, comments, language) for site, fate in found)
    return tuple(sorted(read, key=lambda one: (one.line, one.end_line)))


def _handler(site: Site, fate: Fate, comments: Mapping[int, str], language: Language) -> Handler:
    line, end_line = lines_of(site.handler)
    first_line, last_line = lines_of(site.whole)
    function = _function(site.whole)
    said = " ".join(comments[number] for number in range(line, end_line + 1) if number in comments)
    return Handler(
        shown=site.shown,
        line=line,
        end_line=end_line,
        first_line=first_line,
        last_line=last_line,
        fate=fate,
        is_broad=site.is_broad,
        excuse=_excuse(site, function, language),
        is_explained=explains(said),
        function=function,
        guarded=" ".join(excerpt(node, _MOST_NODES) for node in site.tried),
    )


def _fate(site: Site) -> Fate:
    fates = [_fate_in(statement) for statement in site.body]
    for fate in (Fate.HANDLED, Fate.LOGGED, Fate.WHISPERED):
        if fate in fates:
            return fate
    return Fate.DROPPED


def _fate_in(statement: SgNode) -> Fate:
    """What one statement of a handler does."""
    inner = _bare(statement)
    if inner.kind() in _NOTHING:
        return Fate.DROPPED
    if inner.kind() not in _EVERY_CALL or inner.kind() in _NEW:
        return Fate.HANDLED
    text = inner.text()
    if WHISPERS.match(text):
        return Fate.WHISPERED
    return Fate.LOGGED if LOGS.match(text) else Fate.HANDLED


def _bare(statement: SgNode) -> SgNode:
    """The expression of a statement, without what waits for it."""
    while statement.kind() in (
        "expression_statement",
        "await",
        "await_expression",
        "parenthesized_expression",
    ):
        named = [part for part in statement.children() if part.is_named() and "comment" not in part.kind()]
        if len(named) != 1:
            return statement
        statement = named[0]
    return statement


def _excuse(site: Site, function: str, language: Language) -> Excuse:
    tried = [_bare(statement) for statement in site.tried]
    outer = [_called(node) for node in tried]
    if (outer and all(name in CLEANUP for name in outer)) or PUTS_AWAY.match(function):
        return Excuse.CLEANUP
    if any(above.kind() in _AWAY for above in site.whole.ancestors()):
        return Excuse.CLEANUP
    called = {_called(call) for node in tried for call in of_kinds(node, _CALLS[language])}
    if len(tried) <= _MOST_PARSED and called & PARSING:
        return Excuse.PARSING
    if tried and tried[-1].kind() in _RETURNS:
        return Excuse.FALLBACK
    if len(tried) == 1 and tried[0].kind() in _ASSIGNMENTS:
        return Excuse.FALLBACK
    is_import = any("import" in node.kind() for node in tried)
    return Excuse.FALLBACK if is_import or (len(tried) <= _MOST_PARSED and called & PROBING) else Excuse.NONE


def _called(node: SgNode) -> str:
    """The last name of what a call calls, in lower case; empty where it is no call."""
    if node.kind() not in _EVERY_CALL:
        return ""
    head = re.split(r"[({!]", node.text(), maxsplit=1)[0] if node.kind() != "call_expression" else ""
    if node.kind() == "call_expression":
        head = node.children()[0].text()
    names = re.findall(r"\w+", head)
    return names[-1].lower() if names else ""


def _function(node: SgNode) -> str:
    for above in node.ancestors():
        if above.kind() in _FUNCTIONS:
            name = above.field("name")
            if name is not None:
                return name.text()
    return ""


def _comments(root: SgNode, language: Language) -> dict[int, str]:
    """Line → the comments that begin on it."""
    found: dict[int, str] = {}
    for node in of_kinds(root, _COMMENTS[language]):
        line = lines_of(node)[0]
        found[line] = f"{found.get(line, '')} {node.text()}"
    return found
