"""Tests of Python as pytest and unittest collect them."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checks.languages.testing.model import Mark, NotParsed, Test, TestFile
from checks.languages.testing.python_asserts import Assertions, asserts_itself
from checks.languages.testing.python_disabled import Disabled
from checks.languages.testing.python_replaced import Replaced
from checks.languages.testing.python_text import body_text, every, flat, last_part
from checks.source import Source

Function = ast.FunctionDef | ast.AsyncFunctionDef
_WORD = re.compile(r"[^\W\d]\w*")
_TEST_BASE = re.compile(r"TestCase$|Tests?$|TestBase$")


def read(path: str, source: Source) -> TestFile:
    """The tests of a Python file.

    Raises:
        NotParsed: it is no Python, or nests deeper than the parser goes.
    """
    return read_text(path, source.text)[0]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around the tests of a file and can take effect on them.

    Attributes:
        disabled: what disables every test of the file.
        aliases: names that the module binds → the code of their value.
        helpers: functions that are no tests → whether they assert.
    """

    disabled: Mark | None
    aliases: Mapping[str, str]
    helpers: Mapping[str, bool]


def read_text(path: str, text: str) -> tuple[TestFile, Surroundings]:
    """The tests of a Python file and what stands around them; see `read`.

    Args:
        path: the file.
        text: its content, with line feeds as the only line ends.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
        reader = _Reader(path, text, tree)
        return reader.read(), reader.surroundings()
    except (SyntaxError, ValueError):
        raise NotParsed(path, "there is a syntax error in it") from None
    except (RecursionError, MemoryError):
        raise NotParsed(path, "it nests too deeply") from None


class _Reader:
    def __init__(self, path: str, text: str, tree: ast.Module) -> None:
        self._path = path
        self._lines = text.split("\n")
        self._tree = tree
        self._nodes = every(tree)
        self._names = [node.id for node in self._nodes if isinstance(node, ast.Name)]
        self._disabled = Disabled(self._lines, tree, self._names)
        self._replacing = Replaced(self._lines, tree)
        self._replaced: list[Mark] = []
        self._in_tests: list[ast.AST] = []
        functions = [node for node in self._nodes if isinstance(node, Function)]
        self._local = _asserting(functions)
        self._functions = functions

    def read(self) -> TestFile:
        tests = list(self._collect(self._tree.body, (), None))
        lines = {test.line for test in tests}
        return TestFile(
            self._path,
            tests=tuple(tests),
            functions=tuple(
                (node.name, body_text(self._lines, node))
                for node in self._functions
                if node.lineno not in lines
            ),
            asserting=frozenset(name for name, asserts in self._local.items() if asserts),
            called=frozenset(self._names).union(
                node.attr for node in self._nodes if isinstance(node, ast.Attribute)
            ),
            replaced=(
                *self._replaced,
                *self._replacing.of_fixtures(self._in_tests),
                *self._replacing.of_module(frozenset(name for test in tests for name in test.calls)),
            ),
            imports=tuple(_imports(self._nodes)),
        )

    def surroundings(self) -> Surroundings:
        return Surroundings(self._disabled.of_module(), self._disabled.aliases(), self._local)

    def _collect(
        self, body: list[ast.stmt], names: tuple[str, ...], disabled: Mark | None, *, unittest: bool = False
    ) -> Iterator[Test]:
        last = {node.name: node for node in body if isinstance(node, Function | ast.ClassDef)}
        for node in flat(body):
            if isinstance(node, Function) and node.name.startswith("test"):
                yield self._test(node, names, disabled or self._shadow(node, last))
            elif isinstance(node, ast.ClassDef):
                is_case = any(_TEST_BASE.search(last_part(base)) for base in node.bases)
                if is_case or node.name.startswith("Test"):
                    mark = disabled or self._disabled.of_class(node, unittest=is_case or unittest)
                    yield from self._collect(
                        node.body, (*names, node.name), mark or self._shadow(node, last), unittest=is_case
                    )

    def _shadow(
        self, node: Function | ast.ClassDef, last: Mapping[str, Function | ast.ClassDef]
    ) -> Mark | None:
        final = last.get(node.name)
        if final is None or final is node or final.lineno <= node.lineno:
            return None
        if any(last_part(decorator) in ("overload", "setter") for decorator in node.decorator_list):
            return None
        text = f"def {node.name}"
        return Mark(text, f"is replaced by another `{node.name}` further down", final.lineno, final.lineno)

    def _test(self, node: Function, names: tuple[str, ...], disabled: Mark | None) -> Test:
        nodes = every(node)
        asserts = Assertions(self._lines, self._local).read(node, nodes)
        name = "::".join((*names, node.name))
        self._replaced += self._replacing.of_test(name, node, nodes)
        self._in_tests += nodes
        first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        last = node.end_lineno or node.lineno
        return Test(
            path=self._path,
            name=name,
            line=node.lineno,
            end_line=last,
            body=body_text(self._lines, node),
            assertions=tuple(asserts.found),
            hollow=tuple(asserts.hollow),
            disabled=disabled or self._disabled.of_function(node) or self._disabled.of_module(),
            conditional=self._disabled.under_condition(node),
            calls=frozenset(last_part(call) for call in nodes if isinstance(call, ast.Call)) - {""},
            words=frozenset(_WORD.findall("\n".join(self._lines[first - 1 : last]))),
            cases=_cases(node, nodes),
        )


def _asserting(functions: list[Function]) -> dict[str, bool]:
    """Which functions of the file assert, by themselves or through one another."""
    helpers = {node.name: every(node) for node in functions if not node.name.startswith("test")}
    asserting = {name for name, nodes in helpers.items() if asserts_itself(nodes)}
    calls = {
        name: {last_part(call) for call in nodes if isinstance(call, ast.Call)}
        for name, nodes in helpers.items()
    }
    while more := {name for name, called in calls.items() if name not in asserting and called & asserting}:
        asserting |= more
    return {name: name in asserting for name in helpers}


def _cases(node: Function, nodes: list[ast.AST]) -> int:
    rows = 1
    for decorator in node.decorator_list:
        if (
            isinstance(decorator, ast.Call)
            and last_part(decorator) == "parametrize"
            and len(decorator.args) > 1
        ):
            values = decorator.args[1]
            rows *= max(len(values.elts), 1) if isinstance(values, ast.List | ast.Tuple) else 1
    loops = [
        len(part.iter.elts)
        for part in nodes
        if isinstance(part, ast.For) and isinstance(part.iter, ast.List | ast.Tuple)
    ]
    return rows * max(loops, default=1)


def _imports(nodes: list[ast.AST]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, ()
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or ""), tuple(alias.name for alias in node.names)
