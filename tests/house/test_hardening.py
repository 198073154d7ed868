"""Properties of the source itself that a review must never have to look for."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("checks/**/*.py")])
STARTERS = {"Popen", "run", "call", "check_call", "check_output", "create_subprocess_exec", "posix_spawn"}


@cache
def parsed() -> list[tuple[Path, list[ast.AST]]]:
    """Every module and what its text consists of."""
    return [
        (module.relative_to(ROOT), list(ast.walk(ast.parse(module.read_text(encoding="utf-8")))))
        for module in MODULES
    ]


@pytest.mark.threat("C3")
def test_no_shell_is_given_a_text() -> None:
    """`shell=True`, `os.system` and their like appear nowhere."""
    found = [
        f"{path}:{node.lineno}"
        for path, nodes in parsed()
        for node in nodes
        if (isinstance(node, ast.keyword) and node.arg == "shell")
        or (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and (node.value.id, node.attr) in {("os", "system"), ("os", "popen"), ("subprocess", "getoutput")}
        )
    ]
    assert found == []


@pytest.mark.threat("C3")
def test_programs_are_started_in_the_few_modules_that_limit_them() -> None:
    starting = {
        str(path)
        for path, nodes in parsed()
        for node in nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "subprocess"
        and node.func.attr in STARTERS
    }
    assert starting == {
        "bot/backtest/crew.py",
        "bot/git/process.py",
        "bot/engines/jail.py",
        "bot/engines/semgrep/process.py",
        "bot/engines/zizmor/process.py",
        "bot/confined/forks.py",  # our own program, whose forks set their limits themselves
        "bot/resident/starting.py",  # our own program, which stays
        "bot/hook/examination.py",  # our own command, on a repository of our own
    }


@pytest.mark.threat("C11")
def test_no_archive_is_ever_downloaded() -> None:
    """Of what touches the world; the library only reads the word, in lock files."""
    found = [
        path
        for path in MODULES
        if path.is_relative_to(ROOT / "bot")
        and any(word in path.read_text() for word in ("tarball", "zipball", "tarfile"))
    ]
    assert found == []


@pytest.mark.threat("E1")
def test_nothing_is_evaluated_or_unpickled() -> None:
    forbidden = {"eval", "exec", "compile", "__import__"}
    found = [
        f"{path}:{node.lineno}"
        for path, nodes in parsed()
        for node in nodes
        if (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in forbidden)
        or (isinstance(node, ast.Import | ast.ImportFrom) and "pickle" in ast.unparse(node))
    ]
    assert found == []


def test_modules_stay_small_enough_to_hold_in_the_head() -> None:
    """A median under 120 lines; the largest is where a reader would first get lost."""
    sizes = sorted(len(module.read_text(encoding="utf-8").splitlines()) for module in MODULES)
    assert sizes[len(sizes) // 2] < 120


def test_nothing_is_left_undone() -> None:
    """No marker of unfinished work, and no swallowed exception without its reason beside it."""
    markers = ("TO" + "DO", "FIX" + "ME", "XX" + "X:", "NotImplemented" + "Error")
    found = [
        f"{module.relative_to(ROOT)}: {marker}"
        for module in MODULES
        for marker in markers
        if marker in module.read_text(encoding="utf-8")
    ]
    assert found == []
