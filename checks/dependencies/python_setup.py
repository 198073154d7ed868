"""`setup.py` and `setup.cfg`: what is written out; the code is never run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from checks.dependencies.ini import ini_options
from checks.dependencies.model import Entry, Gap, Include, NotRead, Role, Scope
from checks.dependencies.python_requirement import requirement
from checks.languages.imports.python_encoding import refused_encoding
from checks.source import Source

_KEYS = {"install_requires": Scope.RUNTIME, "setup_requires": Scope.BUILD, "tests_require": Scope.DEV}
_MOST_DEPTH = 20
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
    names = _constants(tree)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_setup(node.func)]
    for call in calls:
        for keyword in call.keywords:
            if keyword.arg is None:
                yield from _unpacked(keyword.value, names)
            elif keyword.arg in _KEYS:
                yield from _listed(keyword.value, keyword.arg, _KEYS[keyword.arg], names)
            elif keyword.arg == "extras_require":
                yield from _extras(keyword.value, names)


def _is_setup(function: ast.expr) -> bool:
    return (isinstance(function, ast.Name) and function.id == "setup") or (
        isinstance(function, ast.Attribute) and function.attr == "setup"
    )


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    """Names that the module binds exactly once, by a plain assignment at its top."""
    bound: dict[str, list[ast.expr | None]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.setdefault(node.id, []).append(None)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            bound.setdefault(node.value.id, []).append(None)  # `REQUIRES.append(…)` may change it
    plain: dict[str, ast.expr] = {}
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name = statement.targets[0].id
            if len(bound.get(name, [])) == 1 and len(statement.targets) == 1:
                plain[name] = statement.value
    return plain


def _unpacked(value: ast.expr, names: dict[str, ast.expr]) -> Iterator[Entry]:
    value = _followed(value, names)
    if not isinstance(value, ast.Dict):
        yield _gap(value, "setup(**…)")
        return
    for key, item in zip(value.keys, value.values, strict=True):
        if isinstance(key, ast.Constant) and key.value in _KEYS:
            yield from _listed(item, str(key.value), _KEYS[str(key.value)], names)
        elif isinstance(key, ast.Constant) and key.value == "extras_require":
            yield from _extras(item, names)
        elif not isinstance(key, ast.Constant):
            yield _gap(item, "setup(**…)")


def _extras(value: ast.expr, names: dict[str, ast.expr]) -> Iterator[Entry]:
    value = _followed(value, names)
    if not isinstance(value, ast.Dict):
        yield _gap(value, "extras_require")
        return
    for key, item in zip(value.keys, value.values, strict=True):
        group = str(key.value) if isinstance(key, ast.Constant) else "extras_require"
        yield from _listed(item, group, Scope.OPTIONAL, names)


def _followed(value: ast.expr, names: dict[str, ast.expr]) -> ast.expr:
    for _ in range(_MOST_DEPTH):
        if not (isinstance(value, ast.Name) and value.id in names):
            break
        value = names[value.id]
    return value


def _listed(
    value: ast.expr, group: str, scope: Scope, names: dict[str, ast.expr], depth: int = 0
) -> Iterator[Entry]:
    value = _followed(value, names)
    if depth > _MOST_DEPTH:
        yield _gap(value, group)
    elif isinstance(value, (ast.List, ast.Tuple, ast.Set)):
        for item in value.elts:
            yield from _listed(
                item.value if isinstance(item, ast.Starred) else item, group, scope, names, depth + 1
            )
    elif isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add) and not _is_text(value):
        yield from _listed(value.left, group, scope, names, depth + 1)
        yield from _listed(value.right, group, scope, names, depth + 1)
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        for offset, line in enumerate(value.value.splitlines()):
            if line.strip() and not line.strip().startswith("#"):
                number = min(value.lineno + offset, value.end_lineno or value.lineno)
                yield requirement(line, number, number, scope, group)
    elif not (isinstance(value, ast.Constant) and value.value is None):
        yield _gap(value, group)


def _is_text(value: ast.BinOp) -> bool:
    return any(isinstance(side, (ast.JoinedStr, ast.Constant)) for side in (value.left, value.right))


def _gap(value: ast.expr, group: str) -> Gap:
    try:
        written = ast.unparse(value)
    except RecursionError:
        written = "…"
    return Gap(value.lineno, f"`{group}`, computed by `{' '.join(written.split())[:80]}`")
