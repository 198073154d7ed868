"""Tests of Go: functions `TestX(t *testing.T)` and suite methods `TestX()`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from checks.finding import normalised
from checks.languages.language import Language
from checks.languages.syntax import of_kinds, parse
from checks.languages.testing.drafts import (
    Draft,
    Drafts,
    Muted,
    assertion,
    behind_exits,
    is_torn,
    last_name,
    mark,
)
from checks.languages.testing.model import Mark, TestFile
from checks.source import Source

_NAME = re.compile(r"^(?:Test|Fuzz|Example)(?![a-z])")
_HANDLE = re.compile(r"(\w+)\s+\*?testing\.(?:T|F|TB)\b")
_CONSTRAINT = re.compile(r"^//(?:go:build|\s*\+build)\s+(.+)$", re.MULTILINE)
_PLATFORMS = re.compile(
    r"^(?:[!()\s&|]|\b(?:linux|windows|darwin|unix|freebsd|amd64|arm64|386|arm|wasm|js|cgo|race|go1\.\d+)\b)*$"
)
_NEVER = re.compile(r"^false$|^false\s*&&|&&\s*false$")
_ALWAYS = re.compile(r"^true$|^true\s*\|\||\|\|\s*true$")
_SELDOM = re.compile(
    r"_(?:aix|android|dragonfly|illumos|ios|js|nacl|netbsd|openbsd|plan9|solaris|wasip1|zos|hurd)"
    r"(?:_[a-z0-9]+)?_test\.go$"
)
_PASSED_OVER = re.compile(r"(?:^|/)(?:testdata|[_.][^/]*)(?:/|$)")
_FAILING = {"Error", "Errorf", "Fatal", "Fatalf", "Fail", "FailNow"}
_SKIPPING = {"Skip", "Skipf", "SkipNow"}
_LIBRARIES = re.compile(
    r"^(?:assert|require|is|should|must|qt|quick|cmp|td|check|gomega|Expect|suite|s\.(?:Require|Assert)\(\))\."
)
_SUITE = re.compile(
    r"^(?:Equal|NotEqual|True|False|Nil|NotNil|NoError|Error|Len|Contains|Empty|NotEmpty|Greater|Less)"
)
_HELPER = re.compile(r"^(?:assert|require|verify|check|expect|must|ensure|validate)", re.IGNORECASE)
_HOLLOW = re.compile(
    r"^(?:assert|require)\.(?:True\(\w+, true\b|False\(\w+, false\b|(?:Exactly|Equal|EqualValues)\("
    r"\w+, (?P<a>\d+|true|false|nil|\"[^\"]*\"), (?P=a)[,)])"
)


def read(path: str, source: Source) -> TestFile:
    """The tests of a Go file."""
    root = parse(source.text, Language.GO)
    functions = of_kinds(root, ("function_declaration", "method_declaration"))
    whole_file = _constraint(source) or _passed_over(path)
    tests = [draft for node in functions if (draft := _draft(node, whole_file)) is not None]
    helpers = {_name(node): node for node in functions if not _NAME.match(_name(node))}
    asserting = {
        name
        for name, node in helpers.items()
        if re.search(r"\.(?:Error|Fatal|Fail|Equal|NoError|Require)\w*\(|panic\(", node.text())
    }
    drafts = Drafts(tests, _muted(root))
    called: set[str] = set()
    for call in of_kinds(root, ("call_expression",)):
        callee = _callee(call)
        name = last_name(callee)
        called.add(name)
        draft = drafts.at(call)
        if draft is not None:
            draft.calls.add(name)
            _assert(call, callee, name, draft, drafts, known=name in helpers, asserting=name in asserting)
    return TestFile(
        path,
        tests=drafts.finished(path),
        functions=tuple((name, _body(node)) for name, node in helpers.items()),
        asserting=frozenset(asserting),
        called=frozenset(called),
        imports=tuple(
            (node.text().split('"')[1], ()) for node in of_kinds(root, ("import_spec",)) if '"' in node.text()
        ),
        broken=is_torn(root),
    )


def _name(node: SgNode) -> str:
    name = node.field("name")
    return name.text() if name is not None else ""


def _callee(call: SgNode) -> str:
    function = call.field("function")
    return normalised(function.text()) if function is not None else ""


def _body(node: SgNode) -> str:
    body = node.field("body")
    return normalised(body.text()) if body is not None else ""


def _draft(node: SgNode, whole_file: Mark | None) -> Draft | None:
    name = _name(node)
    parameters = node.field("parameters")
    given = parameters.text() if parameters is not None else ""
    is_suite = node.kind() == "method_declaration" and given == "()"
    handle = _HANDLE.search(given)
    if not _NAME.match(name) or name == "TestMain" or not (handle or is_suite or name.startswith("Example")):
        return None
    if is_suite:
        receiver = re.search(
            r"\*?(\w+)\)", ((receiver_node := node.field("receiver")) and receiver_node.text()) or ""
        )
        name = f"{receiver[1]}::{name}" if receiver else name
    return Draft(
        node=node, name=name, body=_body(node), disabled=whole_file or _skip(node), cases=_cases(node)
    )


def _skip(node: SgNode) -> Mark | None:
    """A skip among the statements of the body itself, before anything is checked."""
    for statement in _statements(node.field("body")):
        if statement.kind() == "if_statement":
            condition, body = statement.field("condition"), statement.field("consequence")
            if condition is None or not _ALWAYS.search(condition.text()):
                continue
            candidates = [*_statements(body)]
        else:
            candidates = [statement]
        for candidate in candidates:
            found = re.match(r"(?:\w+|\w+\.T\(\))\.(\w+)\(", candidate.text())
            if candidate.kind() == "expression_statement" and found and found[1] in _SKIPPING:
                return mark(candidate, "is disabled by `{}`")
    return None


def _statements(block: SgNode | None) -> Iterator[SgNode]:
    for child in block.children() if block is not None else ():
        if child.kind() == "statement_list":
            yield from (inner for inner in child.children() if inner.is_named())
        elif child.is_named():
            yield child


def _cases(node: SgNode) -> int:
    tables = [
        sum(row.is_named() and "comment" not in row.kind() for row in literal.children())
        for literal in of_kinds(node, ("literal_value",))
        if (holder := literal.parent()) is not None and "[]" in holder.text()[:4]
    ]
    return max(tables, default=1) or 1


def _assert(
    call: SgNode, callee: str, name: str, draft: Draft, drafts: Drafts, *, known: bool, asserting: bool
) -> None:
    is_primitive = (
        (name in _FAILING and "." in callee)
        or _LIBRARIES.match(callee) is not None
        or (callee.count(".") == 1 and callee.startswith("s.") and _SUITE.match(name) is not None)
    )
    helper = not is_primitive and (asserting if known else _HELPER.match(name) is not None)
    if not is_primitive and not helper:
        return
    reason = drafts.mute_of(call, draft)
    if not reason and _HOLLOW.match(normalised(call.text())):
        reason = "is always true"
    if reason:
        draft.hollow.append(mark(call, reason))
    else:
        draft.assertions.append(assertion(call, name if helper else ""))


def _muted(root: SgNode) -> list[Muted]:
    muted = behind_exits(of_kinds(root, ("return_statement",)), frozenset({"statement_list", "block"}))
    for node in of_kinds(root, ("if_statement",)):
        condition, body = node.field("condition"), node.field("consequence")
        if condition is not None and body is not None and _NEVER.search(condition.text()):
            span = body.range()
            muted.append(
                Muted(span.start.index, span.end.index, "stands under a condition that is never true")
            )
    return muted


def _passed_over(path: str) -> Mark | None:
    """A name by which the compiler passes a file over: `_x_test.go`, `testdata/`, a system that few have."""
    found = _PASSED_OVER.search(path)
    if found is not None:
        name = found[0].strip("/")
        return Mark(name, f"lies in `{name}`, which Go passes over", 1, 1)
    seldom = _SELDOM.search(path)
    if seldom is not None:
        name = path.rpartition("/")[2]
        return Mark(seldom[0], f"is compiled only for the system in the name `{name}`", 1, 1)
    return None


def _constraint(source: Source) -> Mark | None:
    """A build constraint that is not about the platform takes the file out of the ordinary run."""
    head = source.text.split("\npackage ", 1)[0]
    found = _CONSTRAINT.search(head)
    if found is None or _PLATFORMS.match(found[1]):
        return None
    line = source.line_at(found.start())
    return Mark(
        normalised(found.group()), f"is left out of the build by `{normalised(found.group())}`", line, line
    )
