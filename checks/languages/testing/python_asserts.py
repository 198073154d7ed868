"""What a Python test asserts, and which of its assertions cannot fail."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence

from checks.languages.testing.constants import is_empty, truth
from checks.languages.testing.model import Assertion, Mark
from checks.languages.testing.python_text import dotted, every, last_part, segment

_ASSERTING_NAME = re.compile(
    r"^_*(?:assert|expect|verify|check|should|ensure|validate|must|compare)|^fail$", re.IGNORECASE
)
_EXPECTING_BLOCKS = {"raises", "warns", "deprecated_call", "assertRaises", "assertRaisesRegex", "assertWarns"}
_EXPECTING_BLOCKS |= {"assertWarnsRegex", "assertLogs", "assertNoLogs", "RaisesGroup"}
_ANY_FAILURE = {"Exception", "BaseException", "AssertionError"}
_LEAVING = {"skip", "skipTest", "xfail", "exit", "_exit"}
_TOLERANCES = {
    "abs": False,
    "atol": False,
    "abs_tol": False,
    "delta": False,
    "rel": True,
    "rtol": True,
    "rel_tol": True,
}
_CONSTANT_PAIRS = {"assertEqual", "assertEquals", "assertIs"}
_BLIND_TOLERANCE = 1e9
_BLIND_RATIO = 1_000


class Assertions:
    """Reads the assertions of one function.

    Args:
        lines: the lines of the file.
        local: functions of the same file → whether they assert; other helpers are known by their name.
    """

    def __init__(self, lines: Sequence[str], local: Mapping[str, bool]) -> None:
        self._lines = lines
        self._local = local
        self.found: list[Assertion] = []
        self.hollow: list[Mark] = []
        self._names: frozenset[str] = frozenset()
        self._given: frozenset[str] = frozenset()

    def read(self, function: ast.FunctionDef | ast.AsyncFunctionDef, nodes: Sequence[ast.AST]) -> Assertions:
        """Fill `found` and `hollow` from a function's body; `nodes` are all nodes of it."""
        self._names = frozenset(node.id for node in nodes if isinstance(node, ast.Name))
        self._given = frozenset(
            target.id
            for node in nodes
            if isinstance(node, ast.Assign) and any(isinstance(part, ast.Call) for part in every(node.value))
            for target in node.targets
            if isinstance(target, ast.Name)
        )
        self._block(function.body, "", frozenset())
        return self

    def _block(self, body: Sequence[ast.stmt], mute: str, guards: frozenset[str]) -> None:
        written: dict[str, ast.expr] = {}
        for statement in body:
            if (
                isinstance(statement, ast.Assert)
                and not mute
                and _follows(statement.test, written, self._given)
            ):
                self._mark(statement, "asserts about a value that was just written over what it is to check")
            else:
                self._statement(statement, mute, guards)
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant() as value):
                    written[name] = value
                case ast.Assert():
                    pass
                case _:
                    written.clear()
            if not mute and _leaves(statement):
                mute = f"stands behind `{segment(self._lines, statement)[:60]}` and is never reached"

    def _statement(self, node: ast.stmt, mute: str, guards: frozenset[str]) -> None:  # noqa: C901 - one case per statement
        match node:
            case ast.Assert():
                self._assert(node, mute, guards)
            case ast.If():
                self._if(node, mute, guards)
            case ast.For() | ast.AsyncFor():
                nothing = "stands in a loop over nothing" if is_empty(node.iter) else ""
                self._block([*node.body], mute or nothing, guards)
                self._block(node.orelse, mute, guards)
            case ast.While():
                nothing = "stands in a loop that is never entered" if truth(node.test) is False else ""
                self._block(node.body, mute or nothing, guards)
            case ast.With() | ast.AsyncWith():
                self._with(node, mute, guards)
            case ast.Try() | ast.TryStar():
                self._try(node, mute, guards)
            case ast.Match():
                for case in node.cases:
                    self._block(case.body, mute, guards)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                unused = node.name not in self._names and not node.decorator_list
                self._block(
                    node.body, mute or ("stands in a function that nothing calls" if unused else ""), guards
                )
            case ast.ClassDef():
                for inner in node.body:
                    if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                        self._block(inner.body, mute, guards)
            case ast.Expr(value=ast.Compare() | ast.Attribute() as value):
                if isinstance(value, ast.Compare):
                    self._mark(node, "is a comparison without `assert`")
                elif value.attr.startswith("assert"):
                    self._mark(node, "names an assertion without calling it")
            case _:
                self._calls(node, mute)

    def _assert(self, node: ast.Assert, mute: str, guards: frozenset[str]) -> None:
        test = node.test
        if not mute:
            if isinstance(test, ast.Tuple) and test.elts:
                mute = "asserts a tuple, which is always true"
            elif truth(test):
                mute = "is always true"
            elif guards and ast.dump(test) in guards:
                mute = "is guarded by its own condition"
            elif _blind(test):
                mute = "has a tolerance that nothing exceeds"
            elif _equals_anything(test):
                mute = "is compared with what equals everything"
            elif _is_its_own_measure(test):
                self._mark(node, "compares with itself what it asserts about", may_be_meant=True)
                return
        if mute:
            self._mark(node, mute)
        else:
            self.found.append(
                Assertion(segment(self._lines, test), node.lineno, node.end_lineno or node.lineno)
            )

    def _if(self, node: ast.If, mute: str, guards: frozenset[str]) -> None:
        decided = truth(node.test)
        never = "stands under a condition that is never true"
        conditions = node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]
        own = (
            frozenset(ast.dump(part) for part in (node.test, *conditions)) if not node.orelse else frozenset()
        )
        self._block(node.body, mute or (never if decided is False else ""), guards | own)
        self._block(node.orelse, mute or (never if decided is True else ""), guards)

    def _with(self, node: ast.With | ast.AsyncWith, mute: str, guards: frozenset[str]) -> None:
        inner = mute
        for item in node.items:
            call = item.context_expr
            if not isinstance(call, ast.Call):
                continue
            name, caught = last_part(call), {last_part(arg) for arg in _types(call.args)}
            if name == "suppress" and caught & _ANY_FAILURE:
                inner = inner or "is swallowed by `suppress`"
            elif name in _EXPECTING_BLOCKS:
                if caught & _ANY_FAILURE and _holds_assert(node.body) and not call.keywords:
                    inner = inner or f"fails into `{segment(self._lines, call)}`, which expects any failure"
                elif not mute:
                    self._found(call, "")
            else:
                self._calls(item.context_expr, mute)
        self._block(node.body, inner, guards)

    def _try(self, node: ast.Try | ast.TryStar, mute: str, guards: frozenset[str]) -> None:
        swallowed = ""
        for handler in node.handlers:
            types = {last_part(kind) for kind in _types([handler.type])} if handler.type else _ANY_FAILURE
            if types & _ANY_FAILURE:
                skips = any(
                    isinstance(part, ast.Call) and last_part(part) in _LEAVING
                    for part in _within(handler.body)
                )
                if skips:
                    swallowed = "is turned into a skip when it fails"
                elif not _complains(handler.body, self._local):
                    swallowed = "is swallowed when it fails"
        if any(isinstance(part, ast.Return | ast.Break | ast.Continue) for part in node.finalbody):
            swallowed = "is swallowed when it fails"
        self._block(node.body, mute or swallowed, guards)
        for handler in node.handlers:
            self._block(handler.body, mute, guards)
        self._block(node.orelse, mute, guards)
        self._block(node.finalbody, mute, guards)

    def _calls(self, node: ast.AST, mute: str) -> None:
        for call in every(node):
            if isinstance(call, ast.Call) and _asserts(call, self._local):
                hollow = mute or _hollow_call(call)
                if hollow:
                    self._mark(call, hollow)
                else:
                    self._found(call, "" if _is_primitive(call) else last_part(call))

    def _found(self, node: ast.expr, helper: str) -> None:
        text = segment(self._lines, node)
        self.found.append(Assertion(text, node.lineno, node.end_lineno or node.lineno, helper))

    def _mark(self, node: ast.stmt | ast.expr, reason: str, *, may_be_meant: bool = False) -> None:
        text, last = segment(self._lines, node), node.end_lineno or node.lineno
        self.hollow.append(Mark(text, reason, node.lineno, last, may_be_meant=may_be_meant))


def asserts_itself(nodes: Sequence[ast.AST]) -> bool:
    """Whether the nodes of a function hold an assertion of its own, not one of a helper."""
    return any(
        isinstance(node, ast.Assert | ast.Raise)
        or (isinstance(node, ast.Call) and (_is_primitive(node) or last_part(node) in _EXPECTING_BLOCKS))
        for node in nodes
    )


def _is_primitive(call: ast.Call) -> bool:
    """An assertion of a test framework itself: `self.assertEqual`, `mock.assert_called`, `pytest.fail`."""
    name = dotted(call)
    head, _, last = name.rpartition(".")
    return bool(head) and (re.match(r"assert[A-Z_]", last) is not None or last in ("fail", "raises", "warns"))


def _asserts(call: ast.Call, local: Mapping[str, bool]) -> bool:
    name = last_part(call)
    if name in local:
        return local[name]
    return _is_primitive(call) or _ASSERTING_NAME.match(name) is not None


def _hollow_call(call: ast.Call) -> str:
    name, args = last_part(call), call.args
    if (
        name == "assertTrue"
        and args
        and (truth(args[0]) or (isinstance(args[0], ast.Tuple) and args[0].elts))
    ):
        return "is always true"
    if name == "assertFalse" and args and truth(args[0]) is False:
        return "is always true"
    if name in _CONSTANT_PAIRS and len(args) > 1:
        left, right = args[:2]
        if isinstance(left, ast.Constant) and isinstance(right, ast.Constant) and left.value == right.value:
            return "is always true"
    return "has a tolerance that nothing exceeds" if _blind(call) else ""


def _follows(test: ast.expr, written: Mapping[str, ast.expr], given: frozenset[str]) -> bool:
    """Whether a condition holds by what was written just before over names that held results of calls."""
    names = {part.id for part in every(test) if isinstance(part, ast.Name)}
    if not names & given or not names <= written.keys() or not isinstance(test, ast.Name | ast.Compare):
        return False
    if isinstance(test, ast.Name):
        return truth(written[test.id]) is True
    sides = [
        written[side.id] if isinstance(side, ast.Name) else side for side in (test.left, *test.comparators)
    ]
    return truth(ast.Compare(left=sides[0], ops=test.ops, comparators=sides[1:])) is True


def _equals_anything(test: ast.expr) -> bool:
    match test:
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            return any(dotted(side) in ("ANY", "mock.ANY", "unittest.mock.ANY") for side in (left, right))
        case _:
            return False


def _is_its_own_measure(test: ast.expr) -> bool:
    match test:
        case ast.Compare(left=left, ops=[ast.Eq() | ast.Is()], comparators=[right]):
            return ast.dump(left) == ast.dump(right)
        case _:
            return False


def _blind(node: ast.expr) -> bool:
    return any(isinstance(part, ast.Call) and _blind_call(part) for part in every(node))


def _blind_call(call: ast.Call) -> bool:
    for keyword in call.keywords:
        if keyword.arg not in _TOLERANCES or not isinstance(keyword.value, ast.Constant):
            continue
        value = keyword.value.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if _TOLERANCES[keyword.arg]:
            if value >= 1:
                return True
        elif value >= _BLIND_TOLERANCE or value >= _BLIND_RATIO * max(
            _magnitudes(call), default=float("inf")
        ):
            return True
    return False


def _magnitudes(call: ast.Call) -> list[float]:
    return [
        max(abs(float(arg.value)), 1.0)
        for arg in call.args
        if isinstance(arg, ast.Constant) and isinstance(arg.value, int | float)
    ]


def _types(nodes: Sequence[ast.expr | None]) -> list[ast.expr]:
    flat: list[ast.expr] = []
    for node in nodes:
        if isinstance(node, ast.Tuple):
            flat += node.elts
        elif node is not None:
            flat.append(node)
    return flat


def _within(body: Sequence[ast.stmt]) -> list[ast.AST]:
    return [part for statement in body for part in every(statement)]


def _holds_assert(body: Sequence[ast.stmt]) -> bool:
    return any(isinstance(part, ast.Assert) for part in _within(body))


def _complains(body: Sequence[ast.stmt], local: Mapping[str, bool]) -> bool:
    return any(
        isinstance(part, ast.Assert | ast.Raise) or (isinstance(part, ast.Call) and _asserts(part, local))
        for part in _within(body)
    )


def _leaves(node: ast.stmt) -> bool:
    match node:
        case ast.Return() | ast.Raise() | ast.Continue() | ast.Break():
            return True
        case ast.Expr(value=ast.Call() as call):
            return last_part(call) in _LEAVING and "." in dotted(call)
        case ast.If(test=test, body=body):
            return truth(test) is True and any(map(_leaves, body))
        case _:
            return False
