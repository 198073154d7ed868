"""`setup.py` and `setup.cfg`: what is written out; the code is never run."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

from checks.dependencies.ini import ini_options
from checks.dependencies.model import Entry, Gap, Include, NotRead, Role, Scope
from checks.dependencies.python_requirement import requirement
from checks.languages.imports.python_encoding import refused_encoding
from checks.source import Source

_KEYS = {"install_requires": Scope.RUNTIME, "setup_requires": Scope.BUILD, "tests_require": Scope.DEV}
_MOST_DEPTH = 20
_MOST_STEPS = 20_000
_MARKER = re.compile(r"(?:python|platform|sys|os|implementation)_|extra\s*[=!]|\(")


def setup_cfg(source: Source, path: str) -> Iterator[Entry]:
    """The requirements of `setup.cfg`."""
    del path
    for option in ini_options(source.text):
        if option.section == "options" and option.key in _KEYS:
            scope = _KEYS[option.key]
        elif option.section == "options.extras_require":
            scope = Scope.OPTIONAL
        else:
            continue
        for line, written in option.lines:
            is_inline = line == option.line  # such a list is divided by semicolons
            for part in written.split(";") if is_inline else [written]:
                text = part.split(" #", 1)[0].strip()
                if text.startswith("file:"):
                    for name in text.removeprefix("file:").split(","):
                        yield Include(line, name.strip(), Role.REQUIRED, scope)
                elif text and not (is_inline and _MARKER.match(text)):
                    yield requirement(text, line, line, scope, option.key)


def setup_py(source: Source, path: str) -> Iterator[Entry]:
    """The literal requirements in the call of `setup`; what is computed is a gap."""
    del path
    if refused := refused_encoding(source):
        raise NotRead(f"it declares the encoding `{refused}`")
    try:
        tree = ast.parse(source.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise NotRead("it is no Python that can be read") from None
    yield from _Setup(tree).entries()


class _Setup:
    """The requirements in the calls of `setup` of one module."""

    def __init__(self, tree: ast.Module) -> None:
        self._names = _constants(tree)
        self._steps = _MOST_STEPS
        functions = _functions(tree)
        self._calls = [
            node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_setup(node.func, functions)
        ]

    def entries(self) -> Iterator[Entry]:
        for call in self._calls:
            for keyword in call.keywords:
                if keyword.arg is None:
                    yield from self._unpacked(keyword.value)
                else:
                    yield from self._option(keyword.arg, keyword.value)

    def _option(self, name: str, value: ast.expr) -> Iterator[Entry]:
        if name in _KEYS:
            yield from self._listed(value, name, _KEYS[name], 0)
        elif name == "extras_require":
            yield from self._extras(value)

    def _unpacked(self, value: ast.expr) -> Iterator[Entry]:
        value = self._followed(value)
        if not isinstance(value, ast.Dict):
            yield _gap(value, "setup(**…)")
            return
        for key, item in zip(value.keys, value.values, strict=True):
            if isinstance(key, ast.Constant):
                yield from self._option(str(key.value), item)
            else:
                yield _gap(item, "setup(**…)")

    def _extras(self, value: ast.expr) -> Iterator[Entry]:
        value = self._followed(value)
        if not isinstance(value, ast.Dict):
            yield _gap(value, "extras_require")
            return
        for key, item in zip(value.keys, value.values, strict=True):
            if key is None:
                yield _gap(item, "extras_require")
                continue
            group = str(key.value) if isinstance(key, ast.Constant) else "extras_require"
            yield from self._listed(item, group, Scope.OPTIONAL, 0)

    def _followed(self, value: ast.expr) -> ast.expr:
        for _ in range(_MOST_DEPTH):
            if not (isinstance(value, ast.Name) and value.id in self._names):
                break
            value = self._names[value.id]
        return value

    def _listed(self, value: ast.expr, group: str, scope: Scope, depth: int) -> Iterator[Entry]:
        self._steps -= 1
        if self._steps < 0:
            raise NotRead("its lists are made of one another too often")
        value = self._followed(value)
        if depth > _MOST_DEPTH:
            yield _gap(value, group)
        elif isinstance(value, (ast.List, ast.Tuple, ast.Set)):
            for item in value.elts:
                part = item.value if isinstance(item, ast.Starred) else item
                yield from self._listed(part, group, scope, depth + 1)
        elif isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add) and not _is_text(value):
            yield from self._listed(value.left, group, scope, depth + 1)
            yield from self._listed(value.right, group, scope, depth + 1)
        elif isinstance(value, ast.Constant) and isinstance(value.value, str):
            for offset, line in enumerate(value.value.splitlines()):
                if line.strip() and not line.strip().startswith("#"):
                    number = min(value.lineno + offset, value.end_lineno or value.lineno)
                    yield requirement(line, number, number, scope, group)
        elif not (isinstance(value, ast.Constant) and value.value is None):
            yield _gap(value, group)


def _functions(tree: ast.Module) -> frozenset[str]:
    """Names by which the module calls `setup`."""
    return frozenset(
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name == "setup"
    ) | {"setup"}


def _is_setup(function: ast.expr, names: frozenset[str]) -> bool:
    if isinstance(function, ast.Name):
        return function.id in names
    return isinstance(function, ast.Attribute) and function.attr == "setup"


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    """Names that the module binds exactly once, by a plain assignment at its top, and never changes."""
    bound: Counter[str] = Counter()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound[node.id] += 1
        elif isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.value, ast.Name):
            bound[node.value.id] += 1  # `REQUIRES.append(…)` and `EXTRAS["x"] = …` may change it
    return {
        statement.targets[0].id: statement.value
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        and len(statement.targets) == 1
        and isinstance(statement.targets[0], ast.Name)
        and bound[statement.targets[0].id] == 1
    }


def _is_text(value: ast.BinOp) -> bool:
    return any(isinstance(side, (ast.JoinedStr, ast.Constant)) for side in (value.left, value.right))


def _gap(value: ast.expr, group: str) -> Gap:
    try:
        written = ast.unparse(value)
    except RecursionError:
        written = "…"
    return Gap(value.lineno, f"`{group}`, computed by `{' '.join(written.split())[:80]}`")
