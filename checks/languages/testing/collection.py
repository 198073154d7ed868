"""What pytest collects and believes, as its settings and `conftest.py` say: a way to silence tests untouched.

Settings are read as pytest reads them (pytest.ini, pyproject.toml, tox.ini, setup.cfg) and compared by
meaning; of `conftest.py` only what leaves files out or takes the outcome of a run into its own hands.
"""

from __future__ import annotations

import ast
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from checks.languages.testing.model import Mark, NotParsed
from checks.languages.testing.python_text import dotted, every, segment
from checks.path_parts import name_of
from checks.source import Source

_PATTERNS: Mapping[str, tuple[str, ...]] = {
    "python_files": ("test_*.py", "*_test.py"),
    "python_classes": ("Test",),
    "python_functions": ("test",),
}
_ANYTHING = {"*", "*.py", "**"}
_LEAVING_OUT = ("--deselect", "--ignore", "--ignore-glob", "-k", "-m", "--collect-only", "--co")
_HOOKS = {"pytest_sessionstart", "pytest_sessionfinish", "pytest_runtest_makereport", "pytest_ignore_collect"}
_HOOKS |= {"pytest_configure", "pytest_unconfigure", "pytest_collection_modifyitems", "pytest_runtest_call"}
_HOOKS |= {"pytest_collection_finish", "pytest_runtest_protocol", "pytest_runtest_logreport"}
_EXITS = {"os._exit", "sys.exit", "pytest.exit", "exit", "quit"}
_OUTCOMES = {"exitstatus", "outcome", "wasxfail", "testsfailed"}


def muting(path: str, base: Source | None, head: Source | None) -> list[Mark]:
    """What the head of a file takes out of the collection or out of the outcome, and the base did not.

    Args:
        path: the file.
        base: its content at the base, `None` for a new file.
        head: its content at the head, `None` for a deleted one.

    Returns:
        Marks at the head; the reason is the end of a sentence that begins with the place.

    Raises:
        NotParsed: the head does not parse, and the base held something of the kind.
    """
    if head is None:
        return []
    if name_of(path) == "conftest.py":
        return _new_hooks(path, base, head)
    if not _may_set(base) and not _may_set(head):
        return []
    return _new_settings(path, base, head)


def _new_hooks(path: str, base: Source | None, head: Source) -> list[Mark]:
    try:
        old = _hooks(path, base) if base is not None else []
    except NotParsed:
        return []
    try:
        known = Counter(mark.text for mark in old)
        return [mark for mark in _hooks(path, head) if not _known(known, mark.text)]
    except NotParsed:
        if old:
            raise
        return []


def _may_set(source: Source | None) -> bool:
    """Whether the name of pytest is in a file, or could be behind an escape."""
    return source is not None and ("pytest" in source.text or "\\" in source.text)


def _new_settings(path: str, base: Source | None, head: Source) -> list[Mark]:
    from checks.languages.testing.pytest_settings import settings_of  # with parsers that are seldom needed

    try:
        old = settings_of(path, base)
    except NotParsed:
        return []
    try:
        return list(_narrowed(old, settings_of(path, head), head))
    except NotParsed:
        if old:
            raise
        return []


def _known(counts: Counter[str], text: str) -> bool:
    counts[text] -= 1
    return counts[text] >= 0


def _narrowed(base: Mapping[str, list[str]], head: Mapping[str, list[str]], source: Source) -> Iterator[Mark]:
    for name, default in _PATTERNS.items():
        before, after = base.get(name) or list(default), head.get(name) or list(default)
        kept = {pattern.rstrip("*") for pattern in after}
        lost = [pattern for pattern in before if pattern.rstrip("*") not in kept]
        was_chosen = bool(base.get(name)) or len(lost) == len(before)
        if lost and was_chosen and not _ANYTHING & set(after):
            yield _at(source, name, f"{name} {' '.join(lost)}", f"no longer collects `{' '.join(lost)}`")
    known = Counter(_leaving_out(base.get("addopts", [])))
    for option in _leaving_out(head.get("addopts", [])):
        if not _known(known, option):
            yield _at(source, "addopts", f"addopts {option}", f"leaves tests out by `{option}`")


def _leaving_out(words: Sequence[str]) -> list[str]:
    found = []
    for index, word in enumerate(words):
        name, equals, _ = word.partition("=")
        if name in _LEAVING_OUT:
            alone = equals or name in ("--collect-only", "--co") or index + 1 == len(words)
            found.append(word if alone else f"{word} {words[index + 1]}")
    return found


def _at(source: Source, option: str, text: str, reason: str) -> Mark:
    line = next(
        (number for number, line in enumerate(source.lines, 1) if line.lstrip().startswith(option)), 1
    )
    return Mark(text, reason.replace("\n", " "), line, line)


def _hooks(path: str, source: Source) -> list[Mark]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source.text)
        return list(_signs(tree, source.lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise NotParsed(path, "there is a syntax error in it") from None


def _signs(tree: ast.Module, lines: Sequence[str]) -> Iterator[Mark]:
    for node in tree.body:
        match node:
            case ast.Assign(
                targets=[ast.Name(id="collect_ignore" | "collect_ignore_glob" as name)], value=value
            ):
                for item in value.elts if isinstance(value, ast.List | ast.Tuple) else ():
                    text = segment(lines, item)
                    yield Mark(
                        f"{name} {text}", f"leaves {text} out of the collection", item.lineno, item.lineno
                    )
            case ast.FunctionDef(name=name) if name in _HOOKS:
                for part in every(node):
                    reason = _takes_over(part, name)
                    if reason and isinstance(part, ast.stmt):
                        yield Mark(f"{name} {segment(lines, part)}", reason, part.lineno, part.lineno)


def _takes_over(node: ast.AST, hook: str) -> str:
    match node:
        case ast.Expr(value=ast.Call() as call) if dotted(call) in _EXITS:
            return f"ends the run in `{hook}`, whatever the tests say"
        case ast.Assign(targets=[ast.Attribute(attr=name), *_]) if name in _OUTCOMES:
            return f"overwrites `{name}` in `{hook}`"
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="items"), attr="clear"))):
            return f"empties the collection in `{hook}`"
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id="items"))], value=ast.List(elts=[])):
            return f"empties the collection in `{hook}`"
        case ast.Return(value=ast.Constant(value=True)) if hook == "pytest_ignore_collect":
            return f"leaves files out in `{hook}`"
        case _:
            return ""
