"""The tests of a Python file that stand in it before and after alike, left out before the file is read.

Most of a large test file is not touched by a change. A test whose text is the same on both sides is its
own counterpart, with as many assertions as before, as long as nothing around it takes effect on it: so
both sides are read without it, and read whole wherever that cannot be told for sure.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checks.languages.imports.python_words import words_of
from checks.languages.testing.model import NotParsed, TestFile
from checks.languages.testing.python import Surroundings, read_text
from checks.source import Source

_START = re.compile(r"^(?:@|(?:async[ \t]+def|def|class)\b)", re.MULTILINE)
_NAME = re.compile(r"^(?:(?:async[ \t]+)?def|class)[ \t]+(\w+)", re.MULTILINE)
_DEFINED = re.compile(r"\b(?:def|class)\b[\s\\]*(\w+)")
_FUNCTION = re.compile(r"\bdef\b[\s\\]*(\w+)")
_FAR_REACHING = ("importorskip", "autouse")
_FOLLOWED = re.compile(r"^[^\s#)\]}\"']", re.MULTILINE)
"""A line at the margin that is no comment and does not end a bracket or a text: a statement of its own."""


@dataclass(frozen=True, slots=True)
class Differing:
    """Both sides of a file without the tests that they share.

    Attributes:
        base: the base; lines are those of the whole file.
        head: the head, likewise.
        functions: names of the functions that are defined in what was left out.
    """

    base: TestFile
    head: TestFile
    functions: frozenset[str]


def differing(path: str, base: Source, head: Source) -> Differing | None:
    """Read both sides of a file without what they share.

    Args:
        path: the file.
        base: its content at the base.
        head: its content at the head.

    Returns:
        Both sides, or `None` if what would be left out could matter, or is too little to be worth it; then
        the sides must be read whole.
    """
    if any(word in text for word in _FAR_REACHING for text in (base.text, head.text)):
        return None
    left, right = _pieces(base.text), _pieces(head.text)
    shared = _shared(left, right)
    if 2 * sum(map(len, shared)) < len(base.text):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _read(path, left, right, shared)
        except (SyntaxError, ValueError, RecursionError, MemoryError, NotParsed):
            return None


def _read(path: str, left: list[str], right: list[str], shared: dict[str, _Shared]) -> Differing | None:
    for piece in {*left, *right} - shared.keys():
        ast.parse(piece)  # whole by itself, so that it neither opens nor closes what is left out
    before, around = read_text(path, _without(left, shared))
    after, around_head = read_text(path, _without(right, shared))
    left_out = "\n".join(shared)
    if not _alike_around(around, around_head, left_out):
        return None
    if not before.tests and all(one.is_class for one in shared.values()):
        return None  # whether a class holds tests decides whether the file is one of tests
    if not all(_is_alone(piece) for piece in shared):
        return None
    return Differing(before, after, frozenset(_FUNCTION.findall(left_out)))


def _pieces(text: str) -> list[str]:
    """The text cut before every function and class at the margin, decorators included."""
    starts = [0]
    decorated = False
    for found in _START.finditer(text):
        if not decorated:
            starts.append(found.start())
        decorated = text.startswith("@", found.start())
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


@dataclass(frozen=True, slots=True)
class _Shared:
    """A test or class that both sides hold."""

    name: str
    is_class: bool
    helpers: frozenset[str]


def _shared(left: list[str], right: list[str]) -> dict[str, _Shared]:
    """The tests and classes that both sides hold once, in the same order, and that nothing else refers to."""
    in_both = Counter(left).keys() & Counter(right).keys()
    shared = {text: found for text in left if text in in_both and (found := _test(text)) is not None}
    if [text for text in left if text in shared] != [text for text in right if text in shared]:
        return {}  # moved, or there more than once on one side
    while shared:
        rest = "\n".join(text for text in (*left, *right) if text not in shared)
        if not (entangled := set(_entangled(shared, rest))):
            break
        shared = {text: found for text, found in shared.items() if text not in entangled}
    return shared


def _test(text: str) -> _Shared | None:
    """The function or class at the beginning of a piece, if it may be a test and nothing follows it."""
    named = _NAME.search(text)
    if named is None or not text.isascii() or _FOLLOWED.search(text, named.end()):
        return None
    is_class = named[0].startswith("class")
    return _Shared(named[1], is_class, _helpers(text)) if is_class or named[1].startswith("test") else None


def _is_alone(text: str) -> bool:
    """Whether a piece is one function or class, and nothing else."""
    match ast.parse(text).body:
        case [ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef()]:
            return True
        case _:
            return False


def _entangled(shared: dict[str, _Shared], rest: str) -> Iterator[str]:
    """Pieces whose name or helpers the rest knows, or that call a helper which the rest defines as well."""
    defined = words_of(" ".join(_DEFINED.findall(rest)))
    used = words_of(_FUNCTION.sub("", rest))
    names = Counter(one.name for one in shared.values())
    twice = sorted(defined.intersection(name for one in shared.values() for name in one.helpers))
    for text, one in shared.items():
        if (
            names[one.name] > 1
            or one.name in defined
            or not used.isdisjoint(one.helpers)
            or one.name in used
            or any(text.count(name) > text.count(f"def {name}") for name in twice)
        ):
            yield text


def _helpers(text: str) -> frozenset[str]:
    return frozenset(name for name in _FUNCTION.findall(text) if not name.startswith("test"))


def _without(pieces: Iterable[str], shared: dict[str, _Shared]) -> str:
    """The text with empty lines in place of what is shared, so that the rest keeps its line numbers."""
    return "".join("\n" * piece.count("\n") if piece in shared else piece for piece in pieces)


def _alike_around(base: Surroundings, head: Surroundings, left_out: str) -> bool:
    """Whether marks of the module, names for decorators and helpers mean the same to what was left out."""
    if (base.disabled is None) is not (head.disabled is None):
        return False
    changed = {name for name, _ in base.aliases.items() ^ head.aliases.items()}
    changed |= {name for name, _ in base.helpers.items() ^ head.helpers.items()}
    return changed.isdisjoint(words_of(left_out)) if changed else True
