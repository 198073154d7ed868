"""What the tools of Python are asked for: ruff, flake8, mypy, pyright, pylint, coverage."""

from __future__ import annotations

import re

from checks.finding import Level
from checks.strictness.guards import Asked, Codes, Guard, Kind, is_true, listed, number
from checks.values.lookups import child, entries, nodes, text
from checks.values.node import Leaf, Node

_RUFF_DEFAULT = ("E4", "E7", "E9", "F")
_FLAKE8_DEFAULT = ("E", "F", "W", "C90")
_FLAKE8_IGNORED = ("E121", "E123", "E126", "E226", "E24", "E704", "W503", "W504")
_STRICT_MYPY = (
    *("disallow_untyped_defs", "disallow_any_generics", "disallow_incomplete_defs", "check_untyped_defs"),
    *("disallow_untyped_calls", "disallow_subclassing_any", "disallow_untyped_decorators", "strict_equality"),
    *(
        "warn_redundant_casts",
        "warn_unused_ignores",
        "warn_return_any",
        "extra_checks",
        "no_implicit_reexport",
    ),
)
_MORE_MYPY = (
    "warn_unreachable",
    "disallow_any_explicit",
    "disallow_any_expr",
    "disallow_any_unimported",
    "strict",
)
_LOOSE_MYPY = ("ignore_errors", "ignore_missing_imports", "allow_untyped_globals", "allow_redefinition")
_PYRIGHT_MODES = {"off": 0.0, "basic": 1.0, "standard": 2.0, "recommended": 3.0, "strict": 4.0, "all": 5.0}
_SEVERITIES = {"none": 0, "false": 0, "information": 1, "hint": 1, "warning": 1, "true": 2, "error": 2}
_FAIL_UNDER = re.compile(r"--cov-fail-under[= ](\d+(?:\.\d+)?)")


def ruff(node: Node) -> Asked:
    """`[tool.ruff]`, or a file of its own."""
    asked = Asked()
    lint = child(node, "lint")
    selected = _codes(child(lint, "select"), child(node, "select"))
    if child(lint, "select") is None and child(node, "select") is None and child(node, "extend") is None:
        selected = dict.fromkeys(_RUFF_DEFAULT, 0)
    selected |= _codes(child(lint, "extend-select"), child(node, "extend-select"))
    ignored = _codes(
        child(lint, "ignore"),
        child(node, "ignore"),
        child(lint, "extend-ignore"),
        child(node, "extend-ignore"),
    )
    in_files = {}
    for holder in (node, lint):
        for key in ("per-file-ignores", "extend-per-file-ignores"):
            for entry in entries(child(holder, key)):
                for code in listed(entry.node):
                    in_files[entry.key, str(code.value)] = code.line
    asked.codes = Codes(selected, ignored, in_files)
    for key in ("exclude", "extend-exclude"):
        asked.excludes("exclude", child(node, key))
        asked.excludes("lint.exclude", child(lint, key))
    return asked


def flake8(node: Node) -> Asked:
    """The section `flake8`."""
    asked = Asked()
    selected = _codes(child(node, "select")) or dict.fromkeys(_FLAKE8_DEFAULT, 0)
    ignored = _codes(child(node, "ignore")) if child(node, "ignore") else dict.fromkeys(_FLAKE8_IGNORED, 0)
    selected |= _codes(child(node, "extend-select"))
    asked.codes = Codes(selected, ignored | _codes(child(node, "extend-ignore")))
    asked.threshold(
        "max-complexity",
        number(child(node, "max-complexity")),
        _line(node, "max-complexity"),
        absent=-999,
        sign=-1,
    )
    asked.excludes("exclude", child(node, "exclude"))
    asked.excludes("exclude", child(node, "extend-exclude"))
    return asked


def mypy(node: Node) -> Asked:
    """`[tool.mypy]`, or the section `mypy`."""
    asked = Asked()
    is_strict = is_true(child(node, "strict"))
    for name in (*_STRICT_MYPY, *_MORE_MYPY):
        if (value := child(node, name)) is not None:
            asked.switch(name, _line(node, name), is_on=is_true(value), default=False)
        elif is_strict and name in _STRICT_MYPY:
            asked.switch(name, _line(node, "strict"), is_on=True, default=False)
    for name in _LOOSE_MYPY:
        if (value := child(node, name)) is not None:
            asked.switch(name, _line(node, name), is_on=not is_true(value), default=True)
    for code in listed(child(node, "disable_error_code")):
        asked.rule(str(code.value), 0, code.line, inherits=False)
    for override in nodes(child(node, "overrides")):
        for module in listed(child(override, "module")):
            if is_true(child(override, "ignore_errors")):
                asked.excludes(
                    "ignore_errors", Leaf(module.line, str(module.value), is_typed=True), Level.WARN
                )
    asked.excludes("exclude", child(node, "exclude"))
    return asked


def pyright(node: Node) -> Asked:
    """`[tool.pyright]`, or `pyrightconfig.json`."""
    asked = Asked()
    mode = _PYRIGHT_MODES.get(text(child(node, "typeCheckingMode")))
    if mode is not None:
        asked.guards["typeCheckingMode"] = Guard(
            Kind.THRESHOLD,
            mode,
            _line(node, "typeCheckingMode"),
            2.0,
            2.0,
            shown=text(child(node, "typeCheckingMode")),
        )
    for entry in entries(node):
        severity = _SEVERITIES.get(text(entry.node).lower())
        if entry.key.startswith("report") and severity is not None:
            asked.rule(entry.key, severity, entry.line, inherits=True)
    for key in ("exclude", "ignore"):
        asked.excludes(key, child(node, key))
    return asked


def pylint(node: Node) -> Asked:
    """`[tool.pylint]`, or `.pylintrc`."""
    asked = Asked()
    for section in (node, *(entry.node for entry in entries(node))):
        for code in listed(child(section, "disable")):
            asked.rule(str(code.value), 0, code.line, inherits=False)
        for key in ("fail-under", "fail_under"):
            asked.threshold("fail-under", number(child(section, key)), _line(section, key))
    return asked


def coverage(node: Node) -> Asked:
    """A mapping of the sections `report`, `run` and, of pytest, `addopts`."""
    asked = Asked()
    report = child(node, "report")
    asked.threshold("fail_under", number(child(report, "fail_under")), _line(report, "fail_under"))
    for section in ("run", "report"):
        asked.excludes("omit", child(node, section, "omit"))
    return asked


def coverage_of_pytest(options: Node | None) -> Asked:
    """`addopts` of pytest, for `--cov-fail-under`."""
    asked = Asked()
    words = " ".join(text(item) for item in nodes(child(options, "addopts")))
    if found := _FAIL_UNDER.search(words):
        asked.threshold("fail_under", float(found[1]), _line(options, "addopts"))
    return asked


def _codes(*found: Node | None) -> dict[str, int]:
    return {str(code.value): code.line for node in found for code in listed(node)}


def _line(node: Node | None, key: str) -> int:
    return next((entry.line for entry in entries(node) if entry.key == key), 0)
