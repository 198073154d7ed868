"""What hooks and fixtures of pytest take out of the run, or out of its outcome."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from checks.finding import Level
from checks.languages.testing.constants import truth
from checks.languages.testing.model import NotParsed
from checks.languages.testing.python_text import dotted, every, last_part, segment
from checks.source import Source
from checks.test_runs.muting import Muting

Function = ast.FunctionDef | ast.AsyncFunctionDef
_EXITS = {"os._exit", "sys.exit", "pytest.exit", "exit", "quit"}
_OUTCOMES = {"exitstatus", "outcome", "wasxfail", "testsfailed"}
_SELECTING = {"keyword", "markexpr", "collectonly", "deselect", "ignore", "lf"}
_RUNNING = {"pytest_pyfunc_call", "pytest_runtest_protocol", "pytest_runtestloop"}
_OFF = {"skip", "xfail"}


def parsed(path: str, source: Source) -> ast.Module:
    """The syntax tree of a file.

    Raises:
        NotParsed: the file is no Python.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise NotParsed(path, "there is a syntax error in it") from None


def signs_of(path: str, source: Source | None) -> list[Muting]:
    """What the hooks and fixtures of a file do to the run, in order; nothing where there is no file.

    Raises:
        NotParsed: the file is no Python.
    """
    if source is None:
        return []
    try:
        return list(_signs(parsed(path, source), source.lines))
    except RecursionError:
        raise NotParsed(path, "it nests too deeply") from None


def _signs(tree: ast.Module, lines: Sequence[str]) -> Iterator[Muting]:
    for node in tree.body:
        match node:
            case ast.Assign(
                targets=[ast.Name(id="collect_ignore" | "collect_ignore_glob" as name)], value=value
            ):
                for item in value.elts if isinstance(value, ast.List | ast.Tuple) else ():
                    text = segment(lines, item)
                    yield Muting(f"{name} {text}", f"leaves {text} out of the collection", item.lineno)
            case ast.Expr(value=ast.Call() as call) if _ends_well(call):
                text = segment(lines, call)
                yield Muting(text, f"ends the run where it is loaded, by `{text}`", node.lineno)
    for inner in every(tree):
        if isinstance(inner, Function):
            if inner.name.startswith("pytest_"):
                yield from _Hook(inner.name, lines, tuple(part for part in every(inner))).signs(
                    inner.body, ()
                )
            elif _is_autouse(inner):
                yield from _skipping(inner, lines)


def _ends_well(call: ast.Call) -> bool:
    """Whether a call ends the process with success, at once or at its end."""
    name, args = dotted(call), call.args
    if name == "atexit.register" and args:
        return dotted(args[0]) == "os._exit" and _is_success(args[1:])
    return name in ("os._exit", "sys.exit", "exit", "quit") and _is_success(args)


def _is_success(args: Sequence[ast.expr]) -> bool:
    return not args or (isinstance(args[0], ast.Constant) and args[0].value in (0, None, False))


def _is_autouse(node: Function) -> bool:
    return any(
        isinstance(decorator, ast.Call)
        and last_part(decorator) == "fixture"
        and any(keyword.arg == "autouse" and truth(keyword.value) for keyword in decorator.keywords)
        for decorator in node.decorator_list
    )


def _skipping(node: Function, lines: Sequence[str]) -> Iterator[Muting]:
    for statement in node.body:
        match statement:
            case ast.Expr(value=ast.Call() as call) if dotted(call) in ("pytest.skip", "pytest.xfail"):
                text = segment(lines, call)
                said = f"skips every test by `{text}` in the fixture `{node.name}`"
                yield Muting(f"{node.name} {text}", said, statement.lineno)


@dataclass(frozen=True, slots=True)
class _Hook:
    """One hook that is being read.

    Attributes:
        name: the hook.
        lines: those of the file.
        parts: all nodes of the function.
    """

    name: str
    lines: Sequence[str]
    parts: tuple[ast.AST, ...]

    def signs(self, body: Iterable[ast.stmt], conditions: tuple[ast.expr, ...]) -> Iterator[Muting]:
        """What statements under some conditions do to the run."""
        for node in body:
            found = self._sign(node, conditions)
            if found is not None:
                said, level = found
                yield Muting(f"{self.name} {segment(self.lines, node)}", said, node.lineno, level)
            match node:
                case ast.If():
                    yield from self.signs(node.body, (*conditions, node.test))
                    yield from self.signs(node.orelse, (*conditions, node.test))
                case ast.For() | ast.AsyncFor() | ast.While() | ast.With() | ast.AsyncWith():
                    yield from self.signs(node.body, conditions)
                case ast.Try():
                    yield from self.signs([*node.body, *node.orelse, *node.finalbody], conditions)
                    for handler in node.handlers:
                        yield from self.signs(handler.body, conditions)

    def _sign(self, node: ast.stmt, conditions: tuple[ast.expr, ...]) -> tuple[str, Level | None] | None:
        is_certain = not conditions or any(truth(one) is True for one in conditions)
        weight = None if is_certain else Level.WARN
        match node:
            case ast.Expr(value=ast.Call() as call):
                return self._call(call, conditions, weight)
            case ast.Assign(targets=[target, *_], value=value):
                return self._assigned(target, value, weight)
            case ast.Delete(targets=[ast.Subscript(value=ast.Name(id="items"), slice=ast.Slice())]):
                return f"empties the collection in `{self.name}`", weight
            case ast.Return(value=ast.Constant(value=True)) if self.name == "pytest_ignore_collect":
                return f"leaves files out in `{self.name}`", weight
            case ast.Return(value=ast.Constant(value=True)) if self.name in _RUNNING and not self._runs():
                return f"says in `{self.name}` that the test was run, and runs nothing", weight
        return None

    def _runs(self) -> bool:
        """Whether anything in the function may run a test."""
        ran = ("runtest", "obj", "funcargs", "runcall", "run_until_complete", "_request")
        return any(
            isinstance(part, ast.Attribute | ast.Name)
            and any(word in (part.attr if isinstance(part, ast.Attribute) else part.id) for word in ran)
            for part in self.parts
        )

    def _call(
        self, call: ast.Call, conditions: tuple[ast.expr, ...], weight: Level | None
    ) -> tuple[str, Level | None] | None:
        name = dotted(call)
        if name in _EXITS and not _fails(call):
            return f"ends the run in `{self.name}`, whatever the tests say", weight
        if name == "setattr" and len(call.args) == 3:
            match call.args[1]:
                case ast.Constant(value=str(attribute)) if attribute in _OUTCOMES:
                    return self._outcome(attribute, call.args[2], weight)
        if name == "items.clear":
            return f"empties the collection in `{self.name}`", weight
        if name == "items.remove" or name == "items.pop":
            return f"takes tests out of the collection in `{self.name}`", Level.WARN
        if last_part(call) == "add_marker" and call.args and last_part(call.args[0]) in _OFF:
            return self._marked(conditions)
        return None

    def _marked(self, conditions: tuple[ast.expr, ...]) -> tuple[str, Level | None] | None:
        """Every test marked, or one by its name; a mark that follows another one is pytest's own recipe."""
        if not conditions or all(truth(one) is True for one in conditions):
            return f"marks every test as one to skip in `{self.name}`", None
        by_name = any(
            isinstance(part, ast.Attribute) and part.attr in ("name", "nodeid", "originalname")
            for one in conditions
            for part in every(one)
        )
        return (f"marks tests by their name as ones to skip in `{self.name}`", None) if by_name else None

    def _assigned(
        self, target: ast.expr, value: ast.expr, weight: Level | None
    ) -> tuple[str, Level | None] | None:
        match target:
            case ast.Attribute(attr=name) if name in _OUTCOMES:
                return self._outcome(name, value, weight)
            case ast.Attribute(attr=name, value=holder) if name in _SELECTING and dotted(holder).endswith(
                "option"
            ):
                return f"sets `{name}` in `{self.name}`, which leaves tests out", weight
            case ast.Attribute(attr="args", value=ast.Name(id="config")):
                return f"sets what is collected in `{self.name}`", weight
            case ast.Subscript(value=ast.Name(id="items"), slice=ast.Slice()):
                return self._filtered(value, weight)
        return None

    def _filtered(self, value: ast.expr, weight: Level | None) -> tuple[str, Level | None] | None:
        match value:
            case ast.List(elts=[]):
                return f"empties the collection in `{self.name}`", weight
            case ast.ListComp(generators=generators) if any(part.ifs for part in generators):
                return f"takes tests out of the collection in `{self.name}`", Level.WARN
        return None

    def _outcome(self, name: str, value: ast.expr, weight: Level | None) -> tuple[str, Level | None] | None:
        """An outcome made worse holds nobody back."""
        match value:
            case ast.Constant(value="failed" | "error"):
                return None
            case ast.Constant(value=int(number)) if name in ("exitstatus", "testsfailed") and number:
                return None
        return f"overwrites `{name}` in `{self.name}`", weight


def _fails(call: ast.Call) -> bool:
    """Whether a call ends the run with a failure, as far as its text tells."""
    if dotted(call) == "pytest.exit":
        codes = [keyword.value for keyword in call.keywords if keyword.arg == "returncode"] or call.args[1:2]
        return not codes or not _is_success(codes)
    return bool(call.args) and not _is_success(call.args)
