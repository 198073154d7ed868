"""Why pytest or unittest would not run a Python test, or not let it fail."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from checks.languages.testing.conditions import on_surroundings
from checks.languages.testing.constants import is_empty, truth
from checks.languages.testing.model import Mark
from checks.languages.testing.python_text import dotted, every, flat, last_part, segment

Function = ast.FunctionDef | ast.AsyncFunctionDef
_ALWAYS = re.compile(r"(?:^|\.)mark\.(?:skip|xfail)$|^(?:unittest\.)?(?:skip|expectedFailure)$|^nottest$")
_UNDER_CONDITION = re.compile(r"(?:^|\.)mark\.(?:skipif|xfail)$|^(?:unittest\.)?(?:skipIf|skipUnless)$")
_LEAVES = re.compile(r"^(?:pytest\.(?:skip|xfail)|(?:self|cls)\.skipTest|unittest\.SkipTest|SkipTest|skip)$")
_SET_UP = {"setUp", "setUpClass", "setup_method", "setup_class", "asyncSetUp", "setUpModule", "setup_module"}
_FAILURES = {"Exception", "BaseException", "AssertionError"}
_SHOWN = 80


class Disabled:
    """Finds what disables the tests of one file.

    Args:
        lines: its lines.
        tree: its syntax tree.
        names: every name that occurs in it.
    """

    def __init__(self, lines: Sequence[str], tree: ast.Module, names: Sequence[str]) -> None:
        self._lines = lines
        self._aliases = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        self._names = Counter(names)
        self._dropping = {
            node.name for node in tree.body if isinstance(node, ast.FunctionDef) and _drops(node, tree)
        }
        self._skipping = {
            node.name
            for node in tree.body
            if isinstance(node, Function) and _is_fixture(node) and self._body(node.body) is not None
        }
        self._taken = self._taken_back(tree)
        self._module = self._of_module(tree)

    def aliases(self) -> dict[str, str]:
        """Names that the module binds, by any of which a decorator may be known → the code of the value."""
        return {name: segment(self._lines, value) for name, value in self._aliases.items()}

    def of_module(self) -> Mark | None:
        """What disables every test of the file."""
        return self._module

    def of_class(self, node: ast.ClassDef, *, unittest: bool) -> Mark | None:
        """What disables every test of a class.

        Args:
            node: the class.
            unittest: whether it derives from `TestCase`, which may have an `__init__`.
        """
        mark = self._taken.get(node.name) or self._decorators(node.decorator_list)
        for inner in node.body:
            if mark is not None:
                break
            match inner:
                case ast.FunctionDef(name="__init__") if not unittest:
                    reason = "is not collected, because its class has an `__init__`"
                    mark = Mark("def __init__", reason, inner.lineno, inner.lineno)
                case ast.FunctionDef(name=name) if name in _SET_UP or self._is_autouse(inner):
                    mark = self._body(inner.body)
                case ast.Assign(targets=[ast.Name(id="pytestmark")], value=value):
                    mark = self._decorators(_elements(value))
                case ast.Assign(targets=[ast.Name(id="__test__")], value=value) if truth(value) is False:
                    mark = self._mark(inner, "is not collected")
        return mark

    def of_function(self, node: Function) -> Mark | None:
        """What disables one test."""
        return (
            self._taken.get(node.name)
            or self._decorators(node.decorator_list)
            or self._fixtures(node)
            or self._body(node.body)
            or self._generator(node)
        )

    def _taken_back(self, tree: ast.Module) -> dict[str, Mark]:
        """Names of the module that it deletes, or keeps the runner from, below their definition."""
        found: dict[str, Mark] = {}
        for node in tree.body:
            match node:
                case ast.Delete(targets=targets):
                    names = [target.id for target in targets if isinstance(target, ast.Name)]
                case ast.Assign(
                    targets=[ast.Attribute(value=ast.Name(id=name), attr="__test__")], value=value
                ):
                    names = [name] if truth(value) is False else []
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant()):
                    names = [name]
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                    found.pop(name, None)
                    continue
                case _:
                    continue
            found |= {name: self._mark(node, "is taken out of the run by `{}`") for name in names}
        return found

    def _fixtures(self, node: Function) -> Mark | None:
        """A fixture of the same file that the test asks for, and that skips whoever asks."""
        asked = {
            argument.arg for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        }
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and last_part(decorator) == "usefixtures":
                asked |= {str(one.value) for one in decorator.args if isinstance(one, ast.Constant)}
        name = min(asked & self._skipping, default="")
        return self._mark_line(node, f"is skipped by its fixture `{name}`") if name else None

    def _generator(self, node: Function) -> Mark | None:
        """A body with `yield`, of which a runner gets a generator and runs nothing."""
        if any(not re.search(r"(?:^|\.)mark\.", dotted(one)) for one in node.decorator_list):
            return None  # such as `inlineCallbacks`, which runs it
        yields = next((one for one in _own(node.body) if isinstance(one, ast.Yield | ast.YieldFrom)), None)
        if yields is None or isinstance(node, ast.AsyncFunctionDef):
            return None
        return self._mark(yields, "is a generator, whose body nobody runs, by `{}`")

    def _mark_line(self, node: Function, reason: str) -> Mark:
        return Mark(f"{node.name} {reason}", reason, node.lineno, node.lineno)

    def under_condition(self, node: Function) -> Mark | None:
        """What disables one test under a condition that only the run decides, other than the platform."""
        for decorator in node.decorator_list:
            resolved = self._resolved(decorator)
            conditions = _conditions(resolved)
            if not conditions or not _UNDER_CONDITION.search(dotted(resolved)):
                continue
            asked = conditions[0]
            if _decided(asked) is None and not on_surroundings(segment(self._lines, asked)):
                return self._mark(decorator, "is skipped under a condition: `{}`")
        for statement in node.body:
            match statement:
                case ast.If(test=asked, body=body) if truth(asked) is None and any(map(self._leaves, body)):
                    if not on_surroundings(segment(self._lines, asked)):
                        return self._mark(asked, "is skipped under a condition: `{}`")
        return None

    def _resolved(self, decorator: ast.expr) -> ast.expr:
        """A decorator, or what the module bound to its name."""
        return self._aliases.get(decorator.id, decorator) if isinstance(decorator, ast.Name) else decorator

    def _of_module(self, tree: ast.Module) -> Mark | None:
        for node in tree.body:
            match node:
                case ast.Assign(targets=[ast.Name(id="pytestmark")], value=value):
                    mark = self._decorators(_elements(value))
                case ast.Assign(targets=[ast.Name(id="__test__")], value=value) if truth(value) is False:
                    mark = self._mark(node, "is not collected")
                case ast.FunctionDef(name=name) if name in _SET_UP or self._is_autouse(node):
                    mark = self._body(node.body)
                case ast.Assign(targets=[ast.Name(id=bound)], value=ast.Call() as call):
                    mark = self._import_or_skip(call, tree) if self._names[bound] == 1 else None
                case ast.Expr(value=ast.Call() as call):
                    mark = self._import_or_skip(call, tree) or self._leaves(node)
                case ast.If(test=test) if truth(test) is True:
                    mark = self._body(node.body)
                case _:
                    mark = None
            if mark is not None:
                return mark
        return None

    def _import_or_skip(self, call: ast.Call, tree: ast.Module) -> Mark | None:
        match call:
            case ast.Call(args=[ast.Constant(value=str(module)), *_]) if last_part(call) == "importorskip":
                package = module.split(".")[0]
                if package in _imported(tree):
                    return None
                return self._mark(
                    call, f"is skipped where `{package}` is not installed, which the file never uses"
                )
            case _:
                return None

    def _decorators(self, decorators: Sequence[ast.expr]) -> Mark | None:
        for decorator in decorators:
            resolved = self._resolved(decorator)
            name = dotted(resolved)
            conditions = _conditions(resolved)
            if _UNDER_CONDITION.search(name) and conditions:
                decided = _decided(conditions[0])
                if decided is not None and decided is not name.endswith("skipUnless"):
                    return self._mark(decorator, "is disabled by `{}`")
            elif _ALWAYS.search(name):
                return self._mark(decorator, "is disabled by `{}`")
            elif last_part(resolved) == "parametrize" and isinstance(resolved, ast.Call):
                values = [*resolved.args[1:2], *(k.value for k in resolved.keywords if k.arg == "argvalues")]
                if any(map(_is_off, values)):
                    return self._mark(decorator, "has no row that runs: `{}`")
                if any(map(is_empty, values)):
                    return replace(self._mark(decorator, "runs over no case at all: `{}`"), is_empty=True)
            elif name in self._dropping:
                return self._mark(decorator, "is dropped by its decorator `{}`")
            elif name in ("pytest.fixture", "fixture"):
                return self._mark(decorator, "is made a fixture and no longer run")
        return None

    def _body(self, body: Sequence[ast.stmt]) -> Mark | None:
        for node in body:
            if isinstance(node, ast.Assert | ast.Return):
                return None
            mark = self._leaves(node)
            if mark is None and isinstance(node, ast.If) and truth(node.test) is True:
                mark = self._body(node.body)
            if mark is not None:
                return mark
        return None

    def _leaves(self, node: ast.stmt) -> Mark | None:
        match node:
            case ast.Expr(value=ast.Call() as call) | ast.Raise(exc=ast.Call() as call):
                return self._mark(node, "is disabled by `{}`") if _LEAVES.match(dotted(call)) else None
            case _:
                return None

    def _is_autouse(self, node: Function) -> bool:
        return any(
            isinstance(decorator, ast.Call)
            and last_part(decorator) == "fixture"
            and any(keyword.arg == "autouse" and truth(keyword.value) for keyword in decorator.keywords)
            for decorator in node.decorator_list
        )

    def _mark(self, node: ast.stmt | ast.expr, reason: str) -> Mark:
        text = segment(self._lines, node)
        return Mark(text, reason.replace("{}", text[:_SHOWN]), node.lineno, node.end_lineno or node.lineno)


def _is_off(values: ast.expr) -> bool:
    """Whether every row of a table is marked as one to skip."""
    rows = values.elts if isinstance(values, ast.List | ast.Tuple) else []
    return bool(rows) and all(any(map(_skips, _marks_of(row))) for row in rows)


def _marks_of(row: ast.expr) -> list[ast.expr]:
    if not isinstance(row, ast.Call) or last_part(row) != "param":
        return []
    return [mark for keyword in row.keywords if keyword.arg == "marks" for mark in _elements(keyword.value)]


def _skips(mark: ast.expr) -> bool:
    return _ALWAYS.search(dotted(mark)) is not None and not _conditions(mark)


def _is_fixture(node: Function) -> bool:
    return any(dotted(decorator) in ("pytest.fixture", "fixture") for decorator in node.decorator_list)


def _own(body: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    """The nodes of a body without those of functions and classes inside."""
    stack: list[ast.AST] = list(reversed(body))
    while stack:
        node = stack.pop()
        if not isinstance(node, Function | ast.ClassDef | ast.Lambda):
            yield node
            stack += reversed(list(ast.iter_child_nodes(node)))


def _swallows(node: ast.FunctionDef, argument: str) -> bool:
    """Whether what a decorator makes of a function passes over its failures."""
    for part in every(node):
        match part:
            case ast.Try(body=body, handlers=handlers):
                quiet = any(_catches_all(handler) and _is_quiet(handler.body) for handler in handlers)
            case ast.With(items=items, body=body):
                quiet = any(
                    isinstance(item.context_expr, ast.Call)
                    and last_part(item.context_expr) == "suppress"
                    and any(last_part(one) in _FAILURES for one in item.context_expr.args)
                    for item in items
                )
            case _:
                continue
        calls = (one for statement in body for one in every(statement) if isinstance(one, ast.Call))
        if quiet and any(isinstance(one.func, ast.Name) and one.func.id == argument for one in calls):
            return True
    return False


def _catches_all(handler: ast.ExceptHandler) -> bool:
    kind = handler.type
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(one is None or last_part(one) in _FAILURES for one in kinds)


def _is_quiet(body: Sequence[ast.stmt]) -> bool:
    return not any(
        isinstance(part, ast.Raise | ast.Assert | ast.Call | ast.Continue)
        for statement in body
        for part in every(statement)
    )


def _drops(node: ast.FunctionDef, tree: ast.Module) -> bool:
    """Whether a function that decorates others forgets them, or their failures."""
    arguments = [*node.args.posonlyargs, *node.args.args]
    if len(arguments) != 1 or not isinstance(node.body[-1], ast.Return) or node.body[-1].value is None:
        return False
    is_used = any(isinstance(part, ast.Name) and part.id == arguments[0].arg for part in every(node))
    return (not is_used or _swallows(node, arguments[0].arg)) and any(
        isinstance(decorator, ast.Name) and decorator.id == node.name
        for test in flat(tree.body)
        if isinstance(test, Function)
        for decorator in test.decorator_list
    )


def _elements(value: ast.expr) -> list[ast.expr]:
    return list(value.elts) if isinstance(value, ast.List | ast.Tuple) else [value]


def _conditions(decorator: ast.expr) -> list[ast.expr]:
    if not isinstance(decorator, ast.Call):
        return []
    return [*decorator.args[:1], *(k.value for k in decorator.keywords if k.arg == "condition")]


def _decided(condition: ast.expr) -> bool | None:
    """A condition given as text is evaluated by pytest."""
    if isinstance(condition, ast.Constant) and isinstance(condition.value, str):
        try:
            return truth(ast.parse(condition.value, mode="eval").body)
        except (SyntaxError, ValueError):
            return None
    return truth(condition)


def _imported(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in flat(tree.body):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names
