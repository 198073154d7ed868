"""Tests of Ruby: RSpec, Minitest, Test::Unit, Rails."""

from __future__ import annotations

import re

from ast_grep_py import SgNode

from checks.finding import normalised
from checks.languages.language import Language
from checks.languages.syntax import of_kinds, parse
from checks.languages.testing.drafts import Draft, Drafts, assertion, is_torn, mark
from checks.languages.testing.model import Mark, TestFile
from checks.source import Source

_EXAMPLE = re.compile(r"^[xf]?(?:it|specify|example|scenario|test|its)$|^(?:pending|skip)$")
_GROUP = re.compile(r"^[xf]?(?:describe|context|feature)$")
_OFF = re.compile(r"^(?:x(?:it|specify|example|scenario|describe|context|feature)|pending|skip)$")
_FOCUS = re.compile(r"^f(?:it|specify|example|scenario|describe|context|feature)$")
_ASSERTING = re.compile(
    r"^(?:assert\w*|refute\w*|expect|should\w*|must_\w+|wont_\w+|is_expected|flunk|verify\w*|check_\w+)$"
)
_OPTION_OFF = re.compile(r"\b(?:skip|pending):\s*(?:true|[\"'])|,\s*:(?:skip|pending)\b")
_HOLLOW = re.compile(
    r"^(?:assert\(? ?true\b|assert_equal\(? ?(?P<a>\d+|true|nil), (?P=a)\b"
    r"|expect\((?P<b>true|\d+)\)\.to (?:eq|be)\(? ?(?P=b)\b)"
)


_EXPECTING = frozenset(("to", "not_to", "to_not"))


def read(path: str, source: Source) -> TestFile:
    """The tests of a Ruby file."""
    root = parse(source.text, Language.RUBY)
    calls = of_kinds(root, ("call",))
    groups = [call for call in calls if _GROUP.match(_method(call)) and _block(call) is not None]
    drafts: list[Draft] = []
    end = -1
    for call in calls:
        span = call.range()
        if span.start.index < end or not _EXAMPLE.match(_method(call)) or call.field("receiver") is not None:
            continue
        if _block(call) is not None:
            end = span.end.index
            drafts.append(_example(call, groups))
    methods = of_kinds(root, ("method",))
    drafts += [
        Draft(node=node, name=_name(node), body=_body(node), disabled=_skip(node))
        for node in methods
        if _name(node).startswith("test_")
    ]
    helpers = {_name(node): node for node in methods if not _name(node).startswith("test_")}
    asserting = {
        name for name, node in helpers.items() if re.search(r"assert|expect|refute|raise|flunk", node.text())
    }
    all_drafts = Drafts(drafts)
    called: set[str] = set()
    for call in calls:
        name = _method(call)
        called.add(name)
        draft = all_drafts.at(call)
        if draft is None:
            continue
        draft.calls.add(name)
        if name in _EXPECTING and _is_one_liner(call):
            draft.assertions += [assertion(one, "") for one in _matchers(call)]
            draft.calls |= {symbol.text().lstrip(":") for symbol in of_kinds(call, ("simple_symbol",))}
        elif (name in asserting) if name in helpers else _ASSERTING.match(name):
            whole = _whole(call)
            if _HOLLOW.match(normalised(whole.text())):
                draft.hollow.append(mark(whole, "is always true"))
            else:
                draft.assertions.append(assertion(whole, name if name in helpers else ""))
    return TestFile(
        path,
        tests=all_drafts.finished(path),
        functions=tuple((name, _body(node)) for name, node in helpers.items()),
        asserting=frozenset(asserting),
        called=frozenset(called),
        focus=tuple(
            mark(call, "") for call in calls if _FOCUS.match(_method(call)) and _block(call) is not None
        ),
        broken=is_torn(root),
    )


def _method(call: SgNode) -> str:
    method = call.field("method")
    return method.text() if method is not None else ""


def _is_one_liner(call: SgNode) -> bool:
    """`is_expected.to …`, whose subject is a name and no call."""
    receiver = call.field("receiver")
    return receiver is not None and receiver.text() == "is_expected"


def _matchers(call: SgNode) -> list[SgNode]:
    """What a one-liner expects, each link of the chain for itself: `validate_x(:y).only_integer` are two."""
    arguments = call.field("arguments")
    chain = [child for child in arguments.children() if child.is_named()][:1] if arguments else []
    while chain and (inner := chain[-1].field("receiver")) is not None and inner.kind() == "call":
        chain.append(inner)
    return chain or [call]


def _block(call: SgNode) -> SgNode | None:
    return call.field("block")


def _name(node: SgNode) -> str:
    name = node.field("name")
    return name.text() if name is not None else ""


def _body(node: SgNode) -> str:
    body = node.field("body")
    return normalised(body.text()) if body is not None else ""


def _title(call: SgNode) -> str:
    arguments = call.field("arguments")
    first = next((child for child in arguments.children() if child.is_named()), None) if arguments else None
    return normalised(first.text()).strip("\"'") if first is not None else _method(call)


def _example(call: SgNode, groups: list[SgNode]) -> Draft:
    start = call.range().start.index
    outer = [group for group in groups if group.range().start.index < start < group.range().end.index]
    off = next((found for one in (*outer, call) if (found := _off(one)) is not None), None)
    block = _block(call)
    return Draft(
        node=call,
        name=" > ".join(map(_title, (*outer, call))),
        body=normalised(block.text()) if block is not None else "",
        disabled=off or (_skip(block) if block is not None else None),
    )


def _off(call: SgNode) -> Mark | None:
    method, arguments = call.field("method"), call.field("arguments")
    if method is not None and _OFF.match(method.text()):
        return mark(method, "is disabled by `{}`")
    if arguments is not None and _OPTION_OFF.search(arguments.text()):
        return mark(arguments, "is disabled by `{}`")
    return None


def _skip(holder: SgNode) -> Mark | None:
    """`skip` or `pending` among the statements of the body itself."""
    body = holder.field("body") or next(
        (child for child in holder.children() if child.kind() == "body_statement"), None
    )
    for statement in body.children() if body is not None else ():
        is_call = statement.kind() == "call" and statement.field("receiver") is None
        if (is_call and _method(statement) in ("skip", "pending")) or statement.text() in ("skip", "pending"):
            return mark(statement, "is disabled by `{}`")
    return None


def _whole(call: SgNode) -> SgNode:
    whole, parent = call, call.parent()
    while parent is not None and parent.kind() == "call" and parent.field("receiver") == whole:
        whole, parent = parent, parent.parent()
    return whole
