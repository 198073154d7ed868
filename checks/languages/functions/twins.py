"""Added functions that do what a function of the base does already."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from checks.change import Change, ChangedFile
from checks.languages.functions.model import ALIKE, Function
from checks.languages.functions.nearby import nearby
from checks.languages.functions.read import functions
from checks.languages.language import Language, language_of
from checks.languages.provenance import is_foreign, is_foreign_path, is_test_place
from checks.source import Source

MOST_FILES = 200
"""Files of the base that are looked through."""

MOST_BYTES = 4_000_000
"""Bytes of them that are."""

MOST_PARSED = 20
"""Files of them that are parsed, because they hold the words of an added function."""

MOST_ADDED = 200
"""Added functions that are looked for."""

LEAST_SIZE = 16
"""Names, values and keywords that a body holds; below it one body is like another by chance."""

LEAST_STATEMENTS = 2
"""Statements that it holds: one that returns one expression is a shape, not a decision."""

LEAST_SIZE_OF_NAMESAKE = 10
"""The same for a body that equals one of the same name, neither of them a method: that is no chance."""

LEAST_WORDS = 2
"""Names and texts in it that are not its own, by which files are chosen."""

_MISSING_WORDS = 0.1
_TELLING = 5
_LENGTHS = 3
_COPIED = re.compile(
    r"(?:^|/)(?:examples?|samples?|demos?|templates?|playgrounds?|tutorials?|docs?|migrations?|benchmarks?|stories)/",
    re.IGNORECASE,
)
"""Folders whose files repeat one another because each has to stand for itself."""

_BEGINS = re.compile(r"\b(?:def|function|func|fn)\b|=>|\)[^;]*\{|\w\s*\([^;]*\)\s*$")
"""What stands on the first line of a function, in one language or another."""

_NAMED = re.compile(r"\b(?:def|function|func|fn)\b|=>")
_BRANCHES = re.compile(
    r"\W*(?:else\b\W*)?(?:(?:if|elif|for|foreach|while|switch)\b|return\s+\w|throw\s)|\W*\}\s*catch\b"
)
"""What looks like it, `if (…) {`, and begins none unless something of `_NAMED` stands there."""

_WORD = re.compile(rb"[A-Za-z_]\w+")


class Twin(NamedTuple):
    """An added function and the one that it is like.

    Attributes:
        path: the file of the added function.
        added: the added function.
        other_path: the file of the other.
        other: the function that the base holds, and the head still does.
        likeness: 1 if they are equal but for names.
    """

    path: str
    added: Function
    other_path: str
    other: Function
    likeness: float


def twins(change: Change) -> Iterator[Twin]:
    """For each added function the one of the base that is most like it, if any is; in order of the place."""
    looked_at = [file for file in change.files if is_looked_at(file.path) and not is_foreign(file)]
    added = [(file, one) for file in looked_at for one in _added(file)]
    if not added:
        return
    gone = [one for file in change.everywhere if is_looked_at(file.path) for one in _gone(file)]
    added = [(file, one) for file, one in added if not any(_likeness(one, old) for old in gone)]
    best: dict[tuple[str, int], Twin] = {}
    for path, known in _candidates(change, added[:MOST_ADDED]):
        for file, one in added[:MOST_ADDED]:
            key = (file.path, one.line)
            for other in known:
                likeness = _likeness(one, other)
                if likeness and (key not in best or likeness > best[key].likeness):
                    best[key] = Twin(file.path, one, path, other, likeness)
    for key in sorted(best):
        yield best[key]


def _likeness(one: Function, other: Function) -> float:
    """How alike two functions are, 0 where it is not enough to be more than chance."""
    shorter, longer = sorted((len(one.text), len(other.text)))
    if shorter * _LENGTHS < longer or not _has_words(one.body.words, other.words):
        return 0.0
    likeness = one.body.likeness(other.body)
    is_namesake = likeness == 1 and one.name == other.name and one.is_free and other.is_free
    return likeness if is_namesake or (likeness >= ALIKE and _is_weighty(one)) else 0.0


def _has_words(wanted: frozenset[str], words: Collection[str]) -> bool:
    """Whether a text with these words can hold a body that is nearly the same."""
    return len(wanted.difference(words)) <= _MISSING_WORDS * len(wanted)


def is_looked_at(path: str) -> bool:
    """Whether functions in a file of this name are compared, by its path alone."""
    return (
        language_of(path) is not None
        and not path.endswith(".pyi")
        and not (is_foreign_path(path) or is_test_place(path) or _COPIED.search(path))
    )


def _is_weighty(one: Function) -> bool:
    return one.body.size >= LEAST_SIZE and one.body.statements >= LEAST_STATEMENTS


def _added(file: ChangedFile) -> Iterator[Function]:
    """The functions of the head whose lines are new, without those within another of them."""
    source = file.head_source
    if source is None or not names_function(source, file.added_lines):
        return
    before = file.base_source
    end = 0
    for one in functions(file.path, source):
        if one.line <= end or source.git_line(one.line) not in file.added_lines:
            continue
        if before is not None and one.name in before.text and one.name in _names(file.path, before):
            continue
        body = one.body
        least = LEAST_SIZE_OF_NAMESAKE if one.is_free else LEAST_SIZE
        if body.size >= least and len(body.words) >= LEAST_WORDS:
            end = one.end_line
            yield one


def _gone(file: ChangedFile) -> Iterator[Function]:
    """The functions that a file has lost, by their names: what is like them only moved."""
    source = file.base_source
    if source is None or not names_function(source, file.removed_lines):
        return
    left = _names(file.path, file.head_source) if file.head_source is not None else frozenset()
    yield from (one for one in functions(file.path, source) if one.name not in left)


def _names(path: str, source: Source) -> frozenset[str]:
    return frozenset(one.name for one in functions(path, source))


def names_function(source: Source, lines: frozenset[int]) -> bool:
    """Whether a function may begin on one of some lines, as git counts them."""
    texts = (text for line in lines for text in source.excerpt(line, most=len(source.lines)))
    return any(_BEGINS.search(text) and (_NAMED.search(text) or not _BRANCHES.match(text)) for text in texts)


def _functions(path: str, source: Source | None) -> tuple[Function, ...]:
    return functions(path, source) if source is not None else ()


def _candidates(
    change: Change, added: Sequence[tuple[ChangedFile, Function]]
) -> Iterator[tuple[str, tuple[Function, ...]]]:
    """Files of the base with the functions in them that the head still holds, the nearest first."""
    if not added:
        return
    families = {
        language.family
        for file, _ in added
        if (language := language_of(file.path, file.head_source)) is not None
    }
    paths = nearby(
        change.base_tree,
        [file.path for file, _ in added],
        lambda path: is_looked_at(path) and _is_of(path, families),
        MOST_FILES,
    )
    telling = [_telling(one) for _, one in added]
    read = parsed = 0
    for path, source in _sources(change, paths):
        read += len(source.content)
        if read > MOST_BYTES or parsed >= MOST_PARSED:
            return
        if not _may_hold(source.content, telling, [one for _, one in added]):
            continue
        parsed += 1
        yield path, _standing(change, path, source)


def _is_of(path: str, families: Collection[Language]) -> bool:
    language = language_of(path)
    return language is not None and language.family in families


def _telling(one: Function) -> tuple[bytes, ...]:
    """The longest words of a body, which are the least likely to stand in a file by chance."""
    longest = sorted(one.body.words, key=lambda word: (-len(word), word))[:_TELLING]
    return tuple(word.encode() for word in longest)


def _may_hold(content: bytes, telling: Iterable[tuple[bytes, ...]], added: Iterable[Function]) -> bool:
    """Whether a file holds the words of an added function; all but one of the longest are asked for first."""
    left = [
        one
        for words, one in zip(telling, added, strict=True)
        if sum(word not in content for word in words) <= 1
    ]
    if not left:
        return False
    words = {word.decode() for word in _WORD.findall(content)}
    return any(_has_words(one.body.words, words) for one in left)


def _sources(change: Change, paths: Sequence[str]) -> Iterable[tuple[str, Source]]:
    """The base of files, in order; what differs was read before, the rest comes at once."""
    changed = {file.path: file for file in change.everywhere}
    unchanged = dict(change.base_tree.read_all([path for path in paths if path not in changed]))
    for path in paths:
        if path in changed:
            file = changed[path]
            if file.base_source is not None and file.head_source is not None:
                yield path, file.base_source
        elif path in unchanged:
            yield path, Source(unchanged[path])


def _standing(change: Change, path: str, source: Source) -> tuple[Function, ...]:
    """The functions of a file of the base that stand at the head as well, by name or by text."""
    file = next((one for one in change.everywhere if one.path == path), None)
    found = functions(path, source)
    if file is None:
        return found
    left = _functions(path, file.head_source)
    names, texts = {one.name for one in left}, {one.text for one in left}
    return tuple(one for one in found if one.name in names or one.text in texts)
