"""What is left of a text without white space and comments: whether a change says anything new."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from checks.blank_characters import holds_invisible, without_invisible
from checks.change import Blob, ChangedFile
from checks.languages.comment_spans import comment_spans
from checks.languages.comments import grammar_of
from checks.languages.text_files import is_text_name
from checks.path_parts import suffix_of
from checks.source import Source

_BY_INDENTATION = {"python", "yaml"}
_HTML_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_IDLE = re.compile("(?<![A-Za-z0-9_]) | (?![A-Za-z0-9_])")
"""White space that parts no words."""

_MARKDOWN = {".md", ".mdx", ".markdown"}


@dataclass(frozen=True, slots=True)
class _Signs:
    """How comments of a language begin: up to the end of the line, and over lines."""

    line: str
    block: tuple[str, ...] = ()


_SIGNS = {
    **dict.fromkeys(("python", "yaml", "bash", "hash"), _Signs("#")),
    **dict.fromkeys(
        (
            "javascript",
            "typescript",
            "tsx",
            "go",
            "java",
            "csharp",
            "rust",
            "c",
            "cpp",
            "kotlin",
            "scala",
            "swift",
        ),
        _Signs("//", ("/*",)),
    ),
}
_SEEN: WeakKeyDictionary[Source, dict[str, str]] = WeakKeyDictionary()


def says_something_new(file: ChangedFile) -> bool:
    """Whether a change of a file is more than white space, blank lines, comments or a mode.

    A link, a submodule and a file that is no text or was not read say something new wherever they differ.
    """
    if (file.base is not None and file.head is not None) and file.base.oid == file.head.oid:
        return file.base.mode.is_regular != file.head.mode.is_regular
    if _is_opaque(file.base, file.base_source) or _is_opaque(file.head, file.head_source):
        return True
    return _is_plainly_new(file) or _substance(file.path, file.base_source) != _substance(
        file.path, file.head_source
    )


def says_something_visible(file: ChangedFile) -> bool:
    """Whether a change of a file is more than that, and more than characters that leave no mark.

    It is asked of a file on which another relies. A NUL does not turn a text into something else.
    """
    if not says_something_new(file):
        return False
    entries = [blob for blob in (file.base, file.head) if blob is not None]
    sources = [source for source in (file.base_source, file.head_source) if source is not None]
    if len(sources) < len(entries) or not any(holds_invisible(source.text) for source in sources):
        return True
    if any(source.is_binary for source in sources) and not is_text_name(file.path):
        return True
    before, after = (_look(file.path, source) for source in (file.base_source, file.head_source))
    return before != after


def _is_plainly_new(file: ChangedFile) -> bool:
    """Whether the changed lines alone prove it, without a parse: letters in front of comments differ."""
    sides = [source for source in (file.base_source, file.head_source) if source is not None]
    signs = _SIGNS.get(grammar_of(file.path, sides[-1]) or "") if sides else None
    if signs is None or any(sign in source.raw_text for source in sides for sign in ("\r", *signs.block)):
        return False
    if file.base_source is None or file.head_source is None:
        return any(line.strip() and not line.lstrip().startswith(signs.line) for line in sides[0].lines)
    removed = _code(file.base_source, file.removed_lines, signs.line)
    added = _code(file.head_source, file.added_lines, signs.line)
    return Counter("".join(removed.split())) != Counter("".join(added.split()))


def _code(source: Source, numbers: frozenset[int], sign: str) -> str:
    """What stands on some lines in front of anything that may be a comment."""
    lines = (source.lines[number - 1] for number in numbers if number <= len(source.lines))
    return "".join(line.partition(sign)[0] for line in lines)


def _is_opaque(blob: Blob | None, source: Source | None) -> bool:
    return blob is not None and (source is None or source.is_binary)


def _substance(path: str, source: Source | None) -> str:
    if source is None:
        return ""
    known = _SEEN.setdefault(source, {})
    if path not in known:
        known[path] = _look(path, source, is_bare=False)
    return known[path]


def _look(path: str, source: Source | None, *, is_bare: bool = True) -> str:
    """What is left of a text; of a bare one, also without the characters that leave no mark."""
    if source is None:
        return ""
    text = source.text
    if suffix_of(path).lower() in _MARKDOWN:
        text = _HTML_COMMENT.sub(" ", text)
    at, kept = 0, []
    for start, end in comment_spans(path, source) or ():
        kept.append(text[at:start])
        at = end
    text = " ".join((*kept, text[at:]))
    if is_bare:
        text = without_invisible(text, controls=True)
    if grammar_of(path, source) in _BY_INDENTATION:
        return _by_indentation(text)
    return _IDLE.sub("", " ".join(text.split()))


def _by_indentation(text: str) -> str:
    """The lines with the level they stand at, however many characters make a level."""
    depths = [0]
    said = []
    for line in text.split("\n"):
        bare = line.lstrip()
        if not bare:
            continue
        depth = len(line[: len(line) - len(bare)].expandtabs())
        while len(depths) > 1 and depth < depths[-1]:
            depths.pop()
        if depth > depths[-1]:
            depths.append(depth)
        said.append(f"{len(depths)} {' '.join(bare.split())}")
    return "\n".join(said)
