"""What an attacker adds never makes the verdict milder, and what does not matter does not change it."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.adversarial.case import Case, Head, all_cases, laid
from tests.adversarial.gate import Gate
from tests.adversarial.ground import FILES
from tests.git.repository import Content, Repository

Tree = Mapping[Any, Content]
Variant = Callable[[Repository, Tree, Head], tuple[str, str]]

FILLER: Head = {
    "docs/filler.md": "# Filler\n" * 50,
    "src/allowed/filler.py": "def one():\n    return 1\n",
    "tests/test_filler.py": "from allowed.filler import one\n\n\ndef test_one():\n    assert one() == 1\n",
}
CASES = tuple(case for case in all_cases() if case.grows and case.build is None and not case.refused)


def _plain(repository: Repository, before: Tree, head: Head) -> tuple[str, str]:
    base = repository.commit(before)
    return base, repository.commit(laid(before, head), base)


def _filled(repository: Repository, before: Tree, head: Head) -> tuple[str, str]:
    """An unrelated, harmless feature with its test beside it."""
    return _plain(repository, before, {**head, **FILLER})


def _split(repository: Repository, before: Tree, head: Head) -> tuple[str, str]:
    """One commit for each file, a harmless one in between, and the whole brought in by a merge."""
    base = at = repository.commit(before)
    now = dict(before)
    for path, content in head.items():
        now = laid(now, {path: content})
        at = repository.commit(now, at)
    other = repository.commit(laid(before, FILLER), base)
    return base, repository.commit(laid(now, FILLER), other, at, message="Merge\n")


def _carried(repository: Repository, before: Tree, head: Head) -> tuple[str, str]:
    """Every text with CRLF, before and after."""
    crlf = {path: _crlf(content) for path, content in before.items()}
    return _plain(
        repository,
        crlf,
        {path: None if content is None else _crlf(content) for path, content in head.items()},
    )


def _crlf(content: Content) -> Content:
    return content.replace("\n", "\r\n") if isinstance(content, str) and "\r" not in content else content


def _among_others(repository: Repository, before: Tree, head: Head) -> tuple[str, str]:
    """The default branch went on meanwhile, and has a large folder of another script."""
    base = repository.commit(before)
    tip = repository.commit(laid(before, {"文档/é.md": "x\n" * 5_000}), base)
    return tip, repository.commit(laid(before, head), base)


def _padded(repository: Repository, before: Tree, head: Head) -> tuple[str, str]:
    """A thousand files of prose that sort before and after everything else."""
    prose = {
        f"{folder}/{number:03}.md": f"# {number}\n" * 9 for folder in ("!", "~é") for number in range(500)
    }
    return _plain(repository, before, {**head, **prose})


def _reordered(repository: Repository, before: Tree, head: Head) -> tuple[str, str]:
    """The files one by one from the last to the first, each with its lines put back once in between."""
    base = at = repository.commit(before)
    now = dict(before)
    for path, content in reversed(list(head.items())):
        was = now
        now = laid(now, {path: content})
        at = repository.commit(now, repository.commit(was, repository.commit(now, at)))
    return base, at


def _wrapped(repository: Repository, before: Tree, head: Head) -> tuple[str, str]:
    """The code of every Python file of the product in a function, where it may stand in one."""
    return _plain(repository, before, {path: _in_a_function(path, content) for path, content in head.items()})


def _in_a_function(path: object, content: Content | None) -> Content | None:
    if not isinstance(content, str) or not str(path).startswith("src/") or not str(path).endswith(".py"):
        return content
    wrapped = "def grown():\n" + textwrap.indent(content, "    ")
    try:
        compile(wrapped, "", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return content
    return wrapped


def _applies(case: Case, variant: str) -> bool:
    """Wrapping is for what the code of the product does; cases of weakened tests are about its tests."""
    if variant != "wrapped":
        return True
    is_wrapped = any(_in_a_function(path, content) != content for path, content in case.head.items())
    return is_wrapped and not case.id.startswith("TW")


VARIANTS: Mapping[str, Variant] = {
    "filled": _filled,
    "split": _split,
    "carried": _carried,
    "among-others": _among_others,
    "padded": _padded,
    "reordered": _reordered,
    "wrapped": _wrapped,
}
_NAMES = tuple(VARIANTS)
_ALL = tuple((case, name) for case in CASES for name in _NAMES if _applies(case, name))
_PAIRS = _ALL if os.environ.get("DECISIS_ALL_MOMENTS") else _ALL[::13]


@pytest.mark.parametrize(("case", "variant"), _PAIRS, ids=lambda value: getattr(value, "id", value))
def test_a_variant_is_judged_no_milder(case: Case, variant: str, gate: Gate) -> None:
    before = laid(FILES, case.base)
    answer = gate.ask(*VARIANTS[variant](gate.repository, before, case.head), *case.options)
    assert set(case.blocked_by) <= answer.blocking, f"{case.does}\n{answer}"
    assert set(case.gaps) <= answer.gaps, f"{case.does}\n{answer}"
    assert bool(answer.exit_code) == bool(case.exit_code), f"{case.does}\n{answer}"
