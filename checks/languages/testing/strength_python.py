"""How much an assertion of Python asks for: `assert`, `unittest`, `pytest.raises` and `unittest.mock`."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from checks.languages.testing.python_text import last_part
from checks.languages.testing.strength import Claim, Strength

_ANYTHING = {"Exception", "BaseException"}
_PAIRS = {"assertEqual", "assertEquals", "assertIs", "assertListEqual", "assertDictEqual", "assertSetEqual"}
_PAIRS |= {
    "assertSequenceEqual",
    "assertTupleEqual",
    "assertMultiLineEqual",
    "assertCountEqual",
    "assert_equal",
}
_PARTS = {"assertIn", "assertRegex", "assertGreater", "assertGreaterEqual", "assertLess", "assertLessEqual"}
_PARTS |= {"assertIsInstance", "assertDictContainsSubset"}
_PRESENT = {"assertIsNotNone", "assertTrue", "assertNotEqual", "assertIsNot"}
_CLOSE = {"assertAlmostEqual", "assertAlmostEquals", "assert_allclose", "isclose", "allclose"}
_TOLERANCES = {"abs": "absolute", "atol": "absolute", "abs_tol": "absolute", "delta": "absolute"}
_TOLERANCES |= {"rel": "relative", "rtol": "relative", "rel_tol": "relative"}
_CALLED = {
    "assert_called",
    "assert_called_once",
    "assert_called_with",
    "assert_called_once_with",
    "assert_any_call",
}
_CALLED |= {"assert_has_calls", "assert_awaited", "assert_awaited_once", "assert_awaited_with"}
_BY_ITSELF = {"assert_called", "assert_awaited"}
_PLACES = 7


def claims(text: str) -> Iterator[Claim]:
    """What an assertion says; nothing where its form is not known.

    Args:
        text: the condition of an `assert`, or the call of an assertion.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            node = ast.parse(text, mode="eval").body
        yield from _of(node)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return


def _of(node: ast.expr) -> Iterator[Claim]:
    match node:
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            yield from _compared(left, op, right)
        case ast.UnaryOp(op=ast.Not(), operand=ast.Compare(left=left, ops=[ast.Eq()], comparators=[right])):
            yield from _compared(left, ast.NotEq(), right)
        case ast.UnaryOp(
            op=ast.Not(), operand=ast.Compare(left=left, ops=[ast.NotEq()], comparators=[right])
        ):
            yield from _compared(left, ast.Eq(), right)
        case ast.BoolOp(op=ast.And(), values=values):
            for value in values:
                yield from _of(value)
        case ast.Call():
            yield from _called(node)
        case ast.Name() | ast.Attribute() | ast.Subscript():
            yield Claim(ast.unparse(node), Strength.PRESENCE)


def _compared(left: ast.expr, op: ast.cmpop, right: ast.expr) -> Iterator[Claim]:
    match op, right:
        case (ast.Eq(), _):
            yield from _equal(left, right)
        case (ast.Is(), ast.Constant()):
            yield from _equal(left, right)
        case (ast.IsNot(), ast.Constant(value=None)) | (ast.NotEq(), _):
            yield from _about(left, Strength.PRESENCE)
        case (ast.In(), _):
            yield from _about(right, Strength.PART)
        case (ast.Gt() | ast.GtE() | ast.Lt() | ast.LtE(), _):
            yield from _about(left, Strength.PART)


def _equal(left: ast.expr, right: ast.expr) -> Iterator[Claim]:
    for one, other in ((left, right), (right, left)):
        tolerance, measure = _tolerance(other)
        for claim in _about(one, Strength.EXACT):
            yield Claim(claim.subject, claim.strength, tolerance, measure)


def _about(node: ast.expr, strength: Strength) -> Iterator[Claim]:
    """A claim about an expression; one about the length of it says a part of it."""
    match node:
        case ast.Constant() | ast.List() | ast.Dict() | ast.Tuple() | ast.Set() | ast.JoinedStr():
            return
        case ast.Call(func=ast.Name(id="len"), args=[inner]):
            yield Claim(ast.unparse(node), strength)
            yield Claim(ast.unparse(inner), min(strength, Strength.PART))
        case ast.Call() if last_part(node) == "approx":
            return
        case _:
            yield Claim(ast.unparse(node), strength)


def _called(call: ast.Call) -> Iterator[Claim]:
    name, args = last_part(call), call.args
    keywords = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords if keyword.arg}
    if name in ("raises", "assertRaises", "assertRaisesRegex", "warns"):
        kinds = [ast.unparse(arg) for arg in args[:1]]
        yield Claim(name[-6:], Strength.PART, named="".join(kind for kind in kinds if kind not in _ANYTHING))
        yield Claim("message", Strength.PART, named=keywords.get("match", ""))
    elif name in _CALLED and isinstance(call.func, ast.Attribute):
        given = ast.unparse(call).partition("(")[2][:-1] if args or keywords else name.removeprefix("assert_")
        named = "" if name in _BY_ITSELF else given
        yield Claim(ast.unparse(call.func.value), Strength.PART, named=named)
    elif name in _CLOSE and len(args) > 1:
        tolerance, measure = _tolerance(call)
        yield Claim(ast.unparse(args[0]), Strength.EXACT, tolerance, measure)
    elif name in _PAIRS and len(args) > 1:
        yield from _equal(args[0], args[1])
    elif name in _PARTS and len(args) > 1:
        yield from _about(args[1 if name == "assertIn" else 0], Strength.PART)
    elif name == "assertTrue" and args and isinstance(args[0], ast.Compare | ast.BoolOp | ast.Call):
        yield from _of(args[0])
    elif name in _PRESENT and args:
        yield from _about(args[0], Strength.PRESENCE)
    elif name == "isinstance" and args:
        yield from _about(args[0], Strength.PART)
    elif name in ("startswith", "endswith") and isinstance(call.func, ast.Attribute):
        yield from _about(call.func.value, Strength.PART)


def _tolerance(node: ast.expr) -> tuple[float, str]:
    """How far a number may be off, and in what measure; zero where it may not."""
    if not isinstance(node, ast.Call) or last_part(node) not in {"approx", *_CLOSE}:
        return 0.0, ""
    for keyword in node.keywords:
        match keyword.value:
            case ast.Constant(value=int() | float() as value) if keyword.arg in _TOLERANCES:
                return float(value), _TOLERANCES[keyword.arg or ""]
            case ast.Constant(value=int(places)) if keyword.arg == "places":
                return 10.0 ** -min(places, 300), "absolute"
    if last_part(node).startswith("assertAlmost"):
        return 10.0**-_PLACES, "absolute"
    return 1e-6, "relative"
