"""Tests that an annotation makes: JUnit and TestNG, xUnit, NUnit and MSTest, Kotlin, Rust."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from checks.finding import normalised
from checks.languages.syntax import of_kinds, parse
from checks.languages.testing.drafts import Draft, Drafts, assertion, behind_exits, is_torn, last_name, mark
from checks.languages.testing.model import Mark, TestFile
from checks.path_parts import suffix_of
from checks.source import Source

if TYPE_CHECKING:
    from ast_grep_py import SgNode


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How one language writes tests.

    Attributes:
        hint: without it a file holds no test and is not parsed.
        functions: kinds of node that can be a test.
        classes: kinds of node that hold tests.
        annotations: kinds of node that annotate either.
        test: what makes a test, matched on the annotation.
        off: what disables it.
        calls: kinds of node that call.
        exits: kinds of statement that leave a block.
        blocks: kinds of node that are such a block.
    """

    hint: re.Pattern[str]
    functions: tuple[str, ...]
    classes: tuple[str, ...]
    annotations: tuple[str, ...]
    test: re.Pattern[str]
    off: re.Pattern[str]
    calls: tuple[str, ...]
    exits: tuple[str, ...]
    blocks: frozenset[str]


_GRAMMARS = {".java": "java", ".kt": "kotlin", ".cs": "csharp", ".rs": "rust"}
_JAVA_TEST = r"^@(?:[\w.]+\.)?(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Property)\b"
_JAVA_OFF = r"^@(?:[\w.]+\.)?(?:Disabled|Ignore)(?!\w)|^@(?:[\w.]+\.)?Test\s*\(.*enabled\s*=\s*false"


@cache
def _dialect(grammar: str) -> _Dialect:
    """The dialect of one of the grammars; its patterns are compiled when they are needed."""
    match grammar:
        case "java":
            return _Dialect(
                re.compile(r"@(?:[\w.]+\.)?\w*Test"),
                ("method_declaration",),
                ("class_declaration", "record_declaration"),
                ("annotation", "marker_annotation"),
                re.compile(_JAVA_TEST),
                re.compile(_JAVA_OFF, re.DOTALL),
                ("method_invocation",),
                ("return_statement", "throw_statement"),
                frozenset({"block"}),
            )
        case "kotlin":
            return _Dialect(
                re.compile(r"@\w*Test"),
                ("function_declaration",),
                ("class_declaration", "object_declaration"),
                ("annotation",),
                re.compile(_JAVA_TEST),
                re.compile(_JAVA_OFF, re.DOTALL),
                ("call_expression",),
                ("jump_expression",),
                frozenset({"statements"}),
            )
        case "csharp":
            return _Dialect(
                re.compile(r"\b(?:Fact|Theory|TestMethod|DataTestMethod|TestCase|Test)\b"),
                ("method_declaration",),
                ("class_declaration", "record_declaration"),
                ("attribute",),
                re.compile(
                    r"^(?:[\w.]+\.)?\w*(?:Fact|Theory|Test|TestMethod|TestCase|TestCaseSource)(?:Attribute)?\s*(?:\(|$)"
                ),
                re.compile(
                    r"^(?:[\w.]+\.)?(?:Ignore|Explicit)(?:Attribute)?\s*(?:\(|$)|\bSkip\s*=\s*(?!null)(?!.*\bSkip(?:Unless|When)\s*=)|\bIgnore\s*=\s*\""
                ),
                ("invocation_expression",),
                ("return_statement", "throw_statement"),
                frozenset({"block"}),
            )
        case _:
            return _Dialect(
                re.compile(r"#\[\s*(?:[\w:]+::)?(?:test|rstest|test_case|wasm_bindgen_test|quickcheck)\b"),
                ("function_item",),
                ("mod_item",),
                ("attribute_item",),
                re.compile(r"^#\[\s*(?:[\w:]+::)?(?:test|rstest|test_case|wasm_bindgen_test|quickcheck)\b"),
                re.compile(r"^#\[\s*ignore\b|^#\[\s*cfg\s*\(\s*any\s*\(\s*\)\s*\)"),
                ("macro_invocation", "call_expression"),
                ("return_expression",),
                frozenset({"block"}),
            )


_ASSERTING = re.compile(
    r"^(?:(?:debug_)?assert\w*|expect\w*|verify\w*|should\w*|fail|panic|check[A-Z_]\w*|ensure[A-Z_]\w*|prop_assert\w*"
    r"|Should\w*|Assert\w*|Verify\w*|Expect\w*|Fail|Throws\w*|Received)$"
)
_CONDITION = re.compile(r"^@(?:[\w.]+\.)?(?:Enabled|Disabled)If(?:EnvironmentVariable|SystemProperty)?\b")
_STOPS = re.compile(
    r"^(?:Assum\w+\.)?(?:assumeTrue|assumeThat)\( ?false\b|^(?:Assum\w+\.)?assumeFalse\( ?true\b"
    r"|^Assert\.(?:Ignore|Inconclusive|Skip)\(|^Skip\.If\( ?true\b|^Skip\.IfNot\( ?false\b"
)
_CHAIN = {"method_invocation", "invocation_expression", "member_access_expression", "navigation_expression"}
_CHAIN |= {"navigation_suffix", "call_expression", "field_access", "await_expression"}
_HOLLOW = re.compile(
    r"^(?:\w+\.)?(?:assertTrue|Assert\.True|Assert\.IsTrue|assert!|XCTAssertTrue)\s*\(\s*true\s*(?:[,)]|\|\|)"
    r"|^(?:\w+\.)?(?:assertTrue|Assert\.True|Assert\.IsTrue|assert!|XCTAssertTrue)\s*\([^\"]*\|\|\s*true\s*[,)]"
    r"|^(?:\w+\.)?(?:assertEquals|Assert\.Equal|Assert\.AreEqual|assert_eq!)\s*\(\s*(?P<a>\d+|\"[^\"]*\"|true|false)\s*,\s*(?P=a)\s*[,)]"
)


def read(path: str, source: Source) -> TestFile:
    """The tests of a file whose language marks them; the ending of `path` tells which of them it is."""
    grammar = _GRAMMARS[suffix_of(path)]
    dialect = _dialect(grammar)
    if not dialect.hint.search(source.text):
        return TestFile(path)
    root = parse(source.text, grammar)
    functions = of_kinds(root, dialect.functions)
    tests = [draft for node in functions if (draft := _draft(node, dialect)) is not None]
    lines = {draft.node.range().start.index for draft in tests}
    helpers = {_name(node): node for node in functions if node.range().start.index not in lines}
    asserting = {
        name
        for name, node in helpers.items()
        if re.search(r"(?i)assert|expect|verify|fail|throw|panic", node.text())
    }
    drafts = Drafts(tests, behind_exits(of_kinds(root, dialect.exits), dialect.blocks))
    called: set[str] = set()
    for call in of_kinds(root, dialect.calls):
        name = _called(call)
        called.add(name)
        draft = drafts.at(call)
        if draft is None:
            continue
        draft.calls.add(name)
        if (
            draft.disabled is None
            and _STOPS.match(normalised(call.text()))
            and _is_own_statement(call, draft)
        ):
            draft.disabled = mark(call, "is disabled by `{}`")
        known = name in helpers
        if (
            (name in asserting)
            if known
            else (_ASSERTING.match(name) or _callee(call).startswith(("Assert.", "Assertions.")))
        ):
            whole, reason = _whole(call), drafts.mute_of(call, draft)
            if not reason and _HOLLOW.match(normalised(whole.text())):
                reason = "is always true"
            if reason:
                draft.hollow.append(mark(whole, reason))
            else:
                draft.assertions.append(assertion(whole, name if known else ""))
    return TestFile(
        path,
        tests=drafts.finished(path),
        functions=tuple((name, _body(node)) for name, node in helpers.items()),
        asserting=frozenset(asserting),
        called=frozenset(called),
        broken=is_torn(root),
    )


def _is_own_statement(call: SgNode, draft: Draft) -> bool:
    """Whether a call is a statement of the test's own body, under no condition."""
    statement = call.parent()
    block = (
        statement.parent() if statement is not None and statement.kind() == "expression_statement" else None
    )
    return block is not None and block == draft.node.field("body")


def _whole(call: SgNode) -> SgNode:
    """The chain that a call begins: `assertThat(a).isEqualTo(b)`."""
    whole, parent = call, call.parent()
    while parent is not None and parent.kind() in _CHAIN:
        whole, parent = parent, parent.parent()
    return whole


def _draft(node: SgNode, dialect: _Dialect) -> Draft | None:
    own = list(_annotations(node, dialect))
    if not any(dialect.test.search(text.text()) for text in own):
        return None
    names, disabled = [_name(node)], _off(own, dialect)
    for holder in node.ancestors():
        if holder.kind() in dialect.classes:
            names.append(_name(holder))
            disabled = disabled or _off(list(_annotations(holder, dialect)), dialect)
    rows = sum(
        bool(re.match(r"(?:InlineData|TestCase|DataRow|#\[(?:test_)?case)\b", text.text())) for text in own
    )
    asked = next((one for one in own if _CONDITION.match(one.text())), None)
    return Draft(
        node=node,
        name="::".join(reversed(names)),
        body=_body(node),
        disabled=disabled,
        conditional=mark(asked, "is skipped under a condition: `{}`") if asked is not None else None,
        cases=max(rows, 1),
    )


def _off(annotations: list[SgNode], dialect: _Dialect) -> Mark | None:
    for annotation in annotations:
        if dialect.off.search(annotation.text()):
            return mark(annotation, "is disabled by `{}`")
    return None


def _annotations(node: SgNode, dialect: _Dialect) -> Iterator[SgNode]:
    """Annotations inside the declaration, and in Rust those on the lines before it."""
    for child in node.children():
        if child.kind() in dialect.annotations:
            yield child
        elif child.kind() in ("modifiers", "attribute_list"):
            yield from (inner for inner in child.children() if inner.kind() in dialect.annotations)
    if "attribute_item" in dialect.annotations:
        before = node.prev()
        while before is not None and (before.kind() == "attribute_item" or "comment" in before.kind()):
            if before.kind() == "attribute_item":
                yield before
            before = before.prev()


def _name(node: SgNode) -> str:
    name = node.field("name")
    if name is None:
        name = next((child for child in node.children() if child.kind().endswith("identifier")), None)
    return name.text() if name is not None else ""


def _body(node: SgNode) -> str:
    body = node.field("body") or next(
        (child for child in node.children() if child.kind() == "function_body"), None
    )
    return normalised(body.text()) if body is not None else ""


def _callee(call: SgNode) -> str:
    function = call.field("function") or call.field("macro")
    if function is None and call.kind() == "call_expression":
        function = next(iter(call.children()), None)
    return normalised(function.text()) if function is not None else ""


def _called(call: SgNode) -> str:
    name = call.field("name") if call.kind() == "method_invocation" else None
    return name.text() if name is not None else last_name(_callee(call))
