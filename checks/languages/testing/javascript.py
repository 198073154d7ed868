"""Tests of JavaScript and TypeScript: Jest, Vitest, Mocha, Jasmine, Playwright, Cypress, `node:test`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ast_grep_py import SgNode

from checks.finding import normalised
from checks.languages.language import Language, language_of
from checks.languages.legible import parse_legible
from checks.languages.syntax import grouped
from checks.languages.testing.drafts import (
    Draft,
    Drafts,
    assertion,
    is_torn,
    last_name,
    mark,
)
from checks.languages.testing.javascript_surroundings import (
    FUNCTIONS,
    GROUPS,
    asserting_of,
    functions_of,
    imports_of,
    muted_by,
    replaced_by,
    under_condition,
    unheard,
)
from checks.languages.testing.model import Mark, TestFile
from checks.source import Source

_RUNNER = re.compile(
    r"^(?P<name>[xf]?(?:describe|context|suite|it|specify|test)|test\.describe)"
    r"(?P<modifiers>(?:\.(?:only|skip|todo|fails|failing|fixme|fail|concurrent|sequential|serial|parallel|shuffle"
    r"|each|for|skipIf|runIf|configure))*)(?P<rest>[(`].*)?$",
    re.DOTALL,
)
_GROUPS = ("describe", "context", "suite")
_OFF = {"skip", "todo", "fails", "failing", "fixme", "fail"}
_ASSERTION = re.compile(
    r"^(?:expect|expectTypeOf|assertType|assert|should|chai\.expect)(?:\.\w+)*$|\.should$|^cy\.contains$"
)
_ASSERTING_HELPER = re.compile(r"^(?:expect|assert|verify|check|should|ensure|validate)[A-Z_]")
_NO_ASSERTION = {
    "expect.extend",
    "expect.assertions",
    "expect.hasAssertions",
    "expect.objectContaining",
    "expect.any",
}
_NO_ASSERTION |= {
    "expect.stringContaining",
    "expect.anything",
    "expect.arrayContaining",
    "expect.stringMatching",
}
_NO_ASSERTION |= {"expect.closeTo", "expect.addSnapshotSerializer", "expect.getState", "expect.setState"}
_LITERAL = r"(?:true|false|null|undefined|-?\d+(?:\.\d+)?|\"[^\"]*\"|'[^']*')"
_HOLLOW = re.compile(
    rf"^(?:await )?expect\( ?(?P<a>{_LITERAL}) ?\)\.(?:to\.)?"
    rf"(?:toBe|toEqual|toStrictEqual|equal|eql|be\.equal)\( ?(?P=a) ?\)"
    r"|^expect\([^\"'`]*\|\| ?true ?\)\.(?:toBe\( ?true ?\)|toBeTruthy\(\)|toEqual\( ?true ?\)|to\.be\.true)"
    r"|^expect\( ?(?:true|1) ?\)\.(?:toBeTruthy\(\)|toBeDefined\(\)|to\.be\.true|to\.be\.ok)"
    r"|^expect\( ?(?:false|0|null|undefined) ?\)\.(?:toBeFalsy\(\)|to\.be\.false)"
    rf"|^assert(?:\.ok|\.isTrue)?\( ?(?:true|1)\b"
    rf"|^assert\.(?:strictE|e|deepE)qual\( ?(?P<b>{_LITERAL}), ?(?P=b) ?[,)]"
)
_ANYTHING = re.compile(r"\.(?:toBe|toEqual|toStrictEqual|toMatchObject)\( ?expect\.anything\(\) ?,? ?\)$")
_UNCALLED = re.compile(r"\)(?:\.not)?\.to[A-Z]\w+$")
_UNAWAITED = re.compile(r"^expect\(.*\)\.(?:resolves|rejects)\.(?:not\.)?\w+\(", re.DOTALL)
_CHAIN = {
    "call_expression",
    "member_expression",
    "await_expression",
    "non_null_expression",
    "subscript_expression",
}
_OPTION_OFF = re.compile(r"[{,]\s*(?:skip|todo)\s*:\s*(?:true\b|[\"'])")
_OPTION_ONLY = re.compile(r"[{,]\s*only\s*:\s*true\b")


@dataclass(frozen=True, slots=True)
class _Runner:
    """A call of `it`, `describe` and the like."""

    node: SgNode
    callee: str
    title: str
    is_group: bool
    function: SgNode | None
    disabled: Mark | None
    focus: Mark | None
    cases: int


def read(path: str, source: Source) -> TestFile:
    """The tests of a JavaScript or TypeScript file."""
    root = parse_legible(source.text, language_of(path) or Language.JAVASCRIPT)
    nodes = grouped(root, GROUPS)
    calls = nodes["calls"]
    callees = list(map(_callee, calls))
    runners = [
        runner
        for call, callee in zip(calls, callees, strict=True)
        if (found := _RUNNER.match(callee)) is not None and (runner := _runner(call, found)) is not None
    ]
    local = functions_of(nodes)
    asserting = asserting_of(local)
    drafts = Drafts(_drafts(runners), muted_by(nodes))
    for call, condition in under_condition(source.text, list(zip(calls, callees, strict=True))):
        drafts.set_condition(call, condition)
    called: set[str] = set()
    for call, callee in zip(calls, callees, strict=True):
        name = last_name(callee)
        called.add(name)
        draft = drafts.at(call)
        if draft is None:
            continue
        draft.calls.add(name)
        _skip_inside(call, callee, draft)
        _assert(call, callee, name, draft, drafts, asserting if name in local else None)
    return TestFile(
        path,
        tests=drafts.finished(path),
        functions=tuple((name, normalised(node.text())) for name, node in local.items()),
        asserting=frozenset(asserting),
        called=frozenset(called),
        replaced=tuple(replaced_by(path, calls)),
        focus=tuple(runner.focus for runner in runners if runner.focus is not None),
        imports=tuple(imports_of(nodes)),
        broken=is_torn(root, nodes["errors"]),
    )


def _callee(call: SgNode) -> str:
    function = call.field("function")
    return normalised(function.text()).replace("?.", ".") if function is not None else ""


def _runner(call: SgNode, found: re.Match[str]) -> _Runner | None:
    """The runner that a call is, given the match of what it calls."""
    function, arguments = call.field("function"), call.field("arguments")
    if function is None or arguments is None:
        return None
    head = function
    while head.kind() == "call_expression" and (inner := head.field("function")) is not None:
        head = inner
    if len(head.text()) > 80:
        return None
    given = [child for child in arguments.children() if child.is_named() and child.kind() != "comment"]
    if not given or given[0].kind() in FUNCTIONS:
        return None
    functions = [
        node
        for node in given[1:]
        if node.kind() in FUNCTIONS or node.kind() in ("identifier", "call_expression")
    ]
    modifiers = set(found["modifiers"].split(".")) - {""}
    if not functions and not (modifiers & _OFF and given[0].kind() in ("string", "template_string")):
        return None
    name = found["name"]
    options = " ".join(node.text() for node in given[1:] if node.kind() == "object")
    rest = normalised(found["rest"] or "")
    off = (
        name.startswith("x")
        or bool(modifiers & _OFF)
        or _OPTION_OFF.search(options) is not None
        or ("skipIf" in modifiers and rest.startswith("(true"))
        or ("runIf" in modifiers and rest.startswith("(false"))
    )
    on_its_own = (
        name in ("fit", "fdescribe", "fcontext") or "only" in modifiers or _OPTION_ONLY.search(options)
    )
    option = next(
        (node for node in given[1:] if node.kind() == "object" and _OPTION_OFF.search(node.text())), None
    )
    written = mark(option or head, "is disabled by `{}`")
    rows = _rows(function) if modifiers & {"each", "for"} else 1
    if not off and not rows:
        off, written = True, replace(mark(function, "runs over no case at all: `{}`"), is_empty=True)
    return _Runner(
        node=call,
        callee=found["name"],
        title=normalised(given[0].text()).strip("\"'`"),
        is_group=name.removeprefix("test.").lstrip("xf") in _GROUPS,
        function=functions[-1] if functions else None,
        disabled=written if off else None,
        focus=mark(head, "") if on_its_own else None,
        cases=max(rows, 1),
    )


def _rows(function: SgNode) -> int:
    arguments = function.field("arguments")
    if arguments is None:
        return 1
    if arguments.kind() == "template_string":
        return max(arguments.text().count("\n") - 1, 1)
    table = arguments.find(kind="array")
    return sum(child.is_named() for child in table.children()) if table is not None else 1


def _drafts(runners: list[_Runner]) -> Iterator[Draft]:
    open_groups: list[_Runner] = []
    end_of_test = -1
    for runner in sorted(
        runners, key=lambda one: (one.node.range().start.index, -one.node.range().end.index)
    ):
        span = runner.node.range()
        if span.start.index < end_of_test:
            continue
        while open_groups and open_groups[-1].node.range().end.index <= span.start.index:
            open_groups.pop()
        if runner.is_group:
            open_groups.append(runner)
            continue
        end_of_test = span.end.index
        off = next((group.disabled for group in (*open_groups, runner) if group.disabled is not None), None)
        body = runner.function.field("body") if runner.function is not None else None
        yield Draft(
            node=runner.node,
            name=" > ".join([*(group.title for group in open_groups), runner.title]),
            body=normalised(body.text()) if body is not None else normalised(runner.node.text()),
            disabled=off,
            cases=runner.cases,
        )


def _skip_inside(call: SgNode, callee: str, draft: Draft) -> None:
    """`test.skip()`, `this.skip()`, `ctx.skip()` as a statement of the test's own body."""
    if draft.disabled is not None or not re.fullmatch(
        r"(?:test|it|this|ctx|context|t)\.(?:skip|fixme|todo)", callee
    ):
        return
    statement = call.parent()
    block = statement.parent() if statement is not None else None
    function = block.parent() if block is not None else None
    outer = function.parent() if function is not None else None
    arguments = outer.parent() if outer is not None and outer.kind() == "arguments" else None
    if arguments is None or arguments.range().start.index != draft.node.range().start.index:
        return
    given = call.field("arguments")
    first = (
        next((child.text() for child in given.children() if child.is_named()), "true")
        if given is not None
        else ""
    )
    if first == "true" or first[:1] in "\"'`":
        draft.disabled = mark(call, "is disabled by `{}`")


def _assert(
    call: SgNode, callee: str, name: str, draft: Draft, drafts: Drafts, local: set[str] | None
) -> None:
    is_assertion = _ASSERTION.search(callee) is not None and callee not in _NO_ASSERTION
    if local is not None:
        helper = name if name in local else ""
    else:
        helper = name if not is_assertion and _ASSERTING_HELPER.match(name) else ""
    if not is_assertion and not helper:
        return
    whole, parent = call, call.parent()
    while parent is not None and parent.kind() in _CHAIN:
        whole, parent = parent, parent.parent()
    text = normalised(whole.text())
    reason = drafts.mute_of(call, draft) or unheard(call, draft.node)
    if not reason and _HOLLOW.match(text):
        reason = "is always true"
    if not reason and _ANYTHING.search(text):
        reason = "is satisfied by anything"
    if not reason and callee == "expect" and text == normalised(call.text()) and parent is not None:
        reason = (
            "checks nothing, because no matcher is called" if parent.kind() == "expression_statement" else ""
        )
    if not reason and callee == "expect" and parent is not None and parent.kind() == "expression_statement":
        if _UNCALLED.search(text):
            reason = "names a matcher and does not call it"
        elif _UNAWAITED.search(text):
            reason = "waits for a promise that nobody awaits"
    if reason:
        draft.hollow.append(mark(whole, reason))
    else:
        draft.assertions.append(assertion(whole, helper))
