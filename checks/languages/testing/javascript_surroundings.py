"""What stands around the assertions of a JavaScript test file: exits, conditions, functions, imports."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ast_grep_py import SgNode

from checks.finding import normalised
from checks.languages.syntax import lines_of, of_kinds
from checks.languages.testing.conditions import on_surroundings
from checks.languages.testing.drafts import Muted, behind_exits
from checks.languages.testing.model import Mark

GROUPS = {
    "calls": ("call_expression",),
    "exits": ("return_statement", "throw_statement"),
    "tries": ("try_statement",),
    "conditions": ("if_statement",),
    "functions": ("function_declaration", "variable_declarator"),
    "imports": ("import_statement",),
    "errors": ("ERROR",),
}
_ALIAS = re.compile(
    r"\bconst\s+(?P<name>\w+)\s*=\s*(?P<condition>[^;?=]{1,200}?)\s*\?\s*(?:describe|it|test)(?:\.skip)?"
    r"\s*:\s*(?:describe|it|test)(?:\.skip)?\s*[;\n]"
)
_SKIP_IF = re.compile(r"\.(?:skipIf|runIf)\((.{1,200})\)$", re.DOTALL)
_MOCKS = re.compile(r"(?:jest|vi|vitest)\.(?:mock|doMock|setMock)")
_ACTUAL = re.compile(r"requireActual|importActual|importOriginal|\bactual\b|spy: ?true")
_COMPLAINS = re.compile(r"\bthrow\b|\bexpect\b|\bassert|\bfail\b|\bdone\s*\(|\breject|\.fail\(")
_TIMERS = {"setTimeout", "setInterval", "setImmediate", "queueMicrotask", "process.nextTick"}
_THEN = re.compile(r"\.(?:then|catch|finally)$")
_WAITS = re.compile(
    r"\bawait\b|\breturn\b|\bdone\b|[tT]imers?\b|TimersByTime|\bclock\b|\btick\b|\bwait|,\s*\(?\w+\)?\s*=>|function\s*\(\w"
)
FUNCTIONS = {"arrow_function", "function_expression", "function", "generator_function"}
Nodes = Mapping[str, list[SgNode]]
"""The nodes of a file by the names of `GROUPS`."""


def muted_by(nodes: Nodes) -> list[Muted]:
    """Stretches of the file in which an assertion has no force."""
    muted = behind_exits(nodes["exits"], frozenset({"statement_block"}))
    for node in nodes["tries"]:
        body, handler = node.field("body"), node.field("handler")
        if body is not None and handler is not None and not _COMPLAINS.search(handler.text()):
            span = body.range()
            muted.append(Muted(span.start.index, span.end.index, "is swallowed when it fails"))
    for node in nodes["conditions"]:
        condition, body = node.field("condition"), node.field("consequence")
        if condition is not None and body is not None and normalised(condition.text()) in ("(false)", "(0)"):
            span = body.range()
            muted.append(
                Muted(span.start.index, span.end.index, "stands under a condition that is never true")
            )
    return muted


def unheard(call: SgNode, test: SgNode) -> str:
    """Why nobody waits for what a call asserts, empty if somebody may.

    Args:
        call: the assertion.
        test: the call of the runner that it stands in.
    """
    later = ""
    for outer in call.ancestors():
        if outer.range().start.index <= test.range().start.index:
            break
        if outer.kind() in ("await_expression", "return_statement", "new_expression", "yield_expression"):
            return ""
        if outer.kind() == "call_expression" and (function := outer.field("function")) is not None:
            name = function.text()
            statement = outer.parent()
            alone = statement is not None and statement.kind() == "expression_statement"
            if (
                alone
                and (name in _TIMERS or _THEN.search(name))
                and call.range().start.index > function.range().end.index
            ):
                later = name.rpartition(".")[2] or name
            elif later:
                return ""
    if not later or _WAITS.search(test.text()):
        return ""
    return f"stands in `{later}`, for which the test does not wait"


def replaced_by(path: str, calls: list[SgNode]) -> Iterator[Mark]:
    """Calls that replace the whole module that the file is named after, and so what it tests.

    Args:
        path: the test file.
        calls: the calls in it.
    """
    subject = re.sub(r"[._-](?:test|tests|spec|specs|cy|e2e)\.[cm]?[jt]sx?$", "", path.rpartition("/")[2])
    for call in calls:
        function, arguments = call.field("function"), call.field("arguments")
        if function is None or arguments is None or not _MOCKS.fullmatch(function.text()):
            continue
        given = arguments.text()
        named = re.match(r"\(\s*(?:import\(\s*)?[\"'`](?P<module>\.{1,2}/[^\"'`]+)[\"'`]", given)
        if named is None or _ACTUAL.search(given):
            continue
        module = re.sub(r"\.[cm]?[jt]sx?$", "", named["module"].rpartition("/")[2])
        if module == subject:
            text = normalised(call.text()).replace("`", "'")
            reason = f"`{text[:80]}` replaces what this file tests, `{named['module']}`"
            yield Mark(text, reason, *lines_of(call), may_be_meant=True)


def under_condition(text: str, calls: Sequence[tuple[SgNode, str]]) -> Iterator[tuple[SgNode, Mark]]:
    """Groups and tests that run under a condition that only the run decides, other than the platform.

    Args:
        text: the file.
        calls: the calls in it, with what each calls.

    Yields:
        The call that holds them, and the condition.
    """
    aliases = {found["name"]: normalised(found["condition"]) for found in _ALIAS.finditer(text)}
    for call, callee in calls:
        condition = aliases.get(callee, "")
        if not condition and (found := _SKIP_IF.search(callee)) is not None:
            condition = normalised(found[1])
        if condition and condition not in ("true", "false") and not on_surroundings(condition):
            shown = condition[:80].replace("`", "'")
            line = lines_of(call)[0]
            yield call, Mark(condition, f"is skipped under a condition: `{shown}`", line, line)


def functions_of(nodes: Nodes) -> dict[str, SgNode]:
    """Functions that have a name, by it."""
    found = {}
    for node in nodes["functions"]:
        name, value = node.field("name"), node.field("value")
        if name is not None and (
            node.kind() == "function_declaration" or (value and value.kind() in FUNCTIONS)
        ):
            found[name.text()] = value or node
    return found


def asserting_of(functions: dict[str, SgNode]) -> set[str]:
    """Names of the functions that assert, by themselves or through one another."""
    names = {name: set(re.findall(r"[\w$]+", node.text())) for name, node in functions.items()}
    asserting = {name for name, words in names.items() if words & {"expect", "assert", "should", "throw"}}
    while more := {name for name, words in names.items() if name not in asserting and words & asserting}:
        asserting |= more
    return asserting


def imports_of(nodes: Nodes) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every module that is imported, and the names that are taken from it."""
    for node in nodes["imports"]:
        module = node.field("source")
        if module is None:
            continue
        names = tuple(
            name.text()
            for specifier in of_kinds(node, ("import_specifier",))
            if (name := specifier.field("name")) is not None
        )
        yield module.text().strip("\"'"), names
    for call in nodes["calls"]:
        function = call.field("function")
        if function is not None and function.text() in ("require", "import"):
            text = call.find(kind="string_fragment")
            if text is not None:
                yield text.text(), ()
