"""Stand-ins that a Python test puts in place of the very thing it asks about."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from checks.languages.testing.constants import truth
from checks.languages.testing.model import Mark
from checks.languages.testing.python_text import dotted, every, last_part, segment

Function = ast.FunctionDef | ast.AsyncFunctionDef
_STANDING_IN = {"Mock", "MagicMock", "AsyncMock", "create_autospec"}


class Replaced:
    """Finds them in one file.

    Args:
        lines: its lines.
        tree: its syntax tree.
    """

    def __init__(self, lines: Sequence[str], tree: ast.Module) -> None:
        self._lines = lines
        self._imported: dict[str, str] = {}
        self._modules: dict[str, str] = {}
        for node in tree.body:
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    whole = f"{node.module or ''}.{alias.name}".strip(".")
                    self._imported[alias.asname or alias.name] = whole
            elif isinstance(node, ast.Import):
                self._modules |= {alias.asname or alias.name: alias.name for alias in node.names}
        self._tree = tree

    def of_module(self, used: frozenset[str]) -> Iterator[Mark]:
        """Names that the file imports and then binds to a stand-in.

        Args:
            used: names that its tests call.
        """
        for node in self._tree.body:
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if (
                    name in self._imported and name in used and _stands_in(value)
                ):
                    yield self._mark(node, name)
                case ast.FunctionDef(name=name) if name in self._imported and name in used:
                    yield self._mark(node, name)

    def of_test(self, name: str, test: Function, nodes: Sequence[ast.AST]) -> Iterator[Mark]:
        """Stand-ins that one test brings along.

        Args:
            name: how the runner calls the test.
            test: the test.
            nodes: all nodes of it.
        """
        called = {dotted(node): node for node in reversed(nodes) if isinstance(node, ast.Call)}
        for argument, default in _defaults(test.args):
            if argument.arg in self._imported and argument.arg in called and _stands_in(default):
                yield self._mark(default, argument.arg)
        for node in nodes:
            target = _patched(node) if isinstance(node, ast.Call) else ""
            called_as = self._called_as(target, called) if target else ""
            if called_as:
                text = segment(self._lines, node)
                reason = f"test `{name}` replaces `{called_as}` by `{text[:80]}` and then asks what it gives"
                line = getattr(node, "lineno", 1)
                yield Mark(f"{name} {text}", reason.replace("\n", " "), line, line, may_be_meant=True)

    def of_fixtures(self, tests: Sequence[ast.AST]) -> Iterator[Mark]:
        """Stand-ins that a fixture brings into every test of the file.

        Args:
            tests: all nodes of its tests.
        """
        fixtures = [node for node in every(self._tree) if isinstance(node, Function) and _is_autouse(node)]
        if not fixtures:
            return
        called = {dotted(node): node for node in tests if isinstance(node, ast.Call)}
        for fixture in fixtures:
            for node in every(fixture):
                if isinstance(node, ast.Call) and (target := _patched(node)):
                    called_as = self._called_as(target, called)
                    if called_as:
                        yield self._mark(node, called_as)

    def _called_as(self, target: str, called: Mapping[str, ast.Call]) -> str:
        """How the test itself calls what was replaced, through the module it is a part of."""
        holder, _, last = target.rpartition(".")
        for alias, module in {**self._modules, **self._imported}.items():
            is_holder = holder in (alias, module) or module.endswith(f".{holder}")
            if is_holder and f"{alias}.{last}" in called:
                return f"{alias}.{last}"
        return ""

    def _mark(self, node: ast.stmt | ast.expr, name: str) -> Mark:
        text = segment(self._lines, node)[:80]
        reason = f"`{text}` stands in for `{name}`, which the tests are about"
        return Mark(f"{name} {text}", reason, node.lineno, node.lineno)


def _is_autouse(node: Function) -> bool:
    return any(
        isinstance(decorator, ast.Call)
        and last_part(decorator) == "fixture"
        and any(one.arg == "autouse" and truth(one.value) for one in decorator.keywords)
        for decorator in node.decorator_list
    )


def _stands_in(node: ast.expr) -> bool:
    return isinstance(node, ast.Lambda) or (isinstance(node, ast.Call) and last_part(node) in _STANDING_IN)


def _defaults(arguments: ast.arguments) -> Iterator[tuple[ast.arg, ast.expr]]:
    positional = [*arguments.posonlyargs, *arguments.args]
    yield from zip(reversed(positional), reversed(arguments.defaults), strict=False)
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default is not None:
            yield argument, default


def _patched(call: ast.Call) -> str:
    """What a call replaces: `app.m.add` of `patch("app.m.add")`; empty if it replaces nothing."""
    name, args = dotted(call), call.args
    is_patch = name in ("patch", "mock.patch", "mocker.patch", "unittest.mock.patch")
    match args:
        case [ast.Constant(value=str(target)), *_] if is_patch or name == "monkeypatch.setattr":
            return target
        case [holder, ast.Constant(value=str(attribute)), *_] if (
            name.endswith("patch.object") or name == "monkeypatch.setattr"
        ):
            return f"{dotted(holder)}.{attribute}" if dotted(holder) else ""
        case _:
            return ""
