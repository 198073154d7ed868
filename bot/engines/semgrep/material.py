"""One side of a changed file, made ready for the engine, or the reason why it cannot be looked at."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bot.engines.semgrep.identifiers import folded_identifiers
from checks.change import MAX_BLOB_BYTES, Blob, Mode, Reason
from checks.embedded.finding import languages_inside, pieces_of
from checks.pattern_gaps import gap
from checks.pattern_languages import TEXT_LANGUAGES, endings_of, extension_of, languages_of
from checks.source import Source
from checks.values.node import Unreadable

_COOKIE = re.compile(r"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(r"[ \t\f]*(?:#.*)?$")
_PLAIN_CODECS = {"utf-8", "utf8", "latin-1", "latin1", "iso-8859-1", "iso-latin-1", "ascii", "us-ascii"}


@dataclass(frozen=True)
class Material:
    """A text for one analyser of the engine.

    Attributes:
        path: the path in the repository.
        language: the analyser, a canonical language name.
        source: the file.
        text: what the engine reads: decoded, without a byte order mark, every line end a line feed, the
            identifiers of Python in their normal form.
        lines: for code inside a file: the line of `source` for each line of `text`; else they are the same.
        must_parse: whether it is a gap if the engine does not understand it.
    """

    path: str
    language: str
    source: Source
    text: str
    lines: tuple[int, ...] = ()
    must_parse: bool = True

    def git_line(self, line: int) -> int:
        """The line of the file as git counts it, for a line of `text`; both count from 1."""
        return self.source.git_line(self.lines[min(line, len(self.lines)) - 1] if self.lines else line)

    @cached_property
    def content(self) -> bytes:
        """The bytes the engine reads, UTF-8."""
        return self.text.encode("utf-8", "replace")

    @cached_property
    def suffix(self) -> str:
        """The ending of the name under which the engine reads it: `.tsx` and `.ts` are two dialects to it."""
        extension = endings_of(self.language)[0] if self.lines else extension_of(self.path)
        return f".{extension}" if extension else ""

    @cached_property
    def digest(self) -> str:
        """SHA-256 over what the engine reads, with the dialect it reads it in."""
        return hashlib.sha256(self.suffix.encode() + b"\0" + self.content).hexdigest()


class Prepared(NamedTuple):
    """What became of one side of a file.

    Attributes:
        materials: one per analyser that some rule asks for.
        unreadable: language → reason, for languages that some rule asks for and that cannot be answered.
    """

    materials: tuple[Material, ...] = ()
    unreadable: tuple[tuple[str, str], ...] = ()


def prepare(path: str, blob: Blob | None, source: Source | None, wanted: frozenset[str]) -> Prepared:
    """Make one side of a file ready.

    Args:
        path: its path.
        blob: its entry, `None` where the side has none.
        source: its text, `None` where it was not read.
        wanted: the languages of all rules.
    """
    if blob is None or blob.mode is Mode.GITLINK:
        return Prepared()
    first_line = source.lines[0] if source is not None else ""
    code = [language for language in languages_of(path, first_line) if language in wanted]
    if source is None:
        return Prepared(
            unreadable=tuple((language, _not_read(blob)) for language in _all(code, wanted, blob))
        )
    refusal = _refusal(source, code)
    if refusal is not None:
        code_gaps = tuple((language, refusal) for language in code)
        return Prepared(_materials(path, source, sorted(wanted & TEXT_LANGUAGES)), code_gaps)
    inside, unreadable = _inside(path, source, wanted)
    return Prepared(
        (*_materials(path, source, [*code, *sorted(wanted & TEXT_LANGUAGES)]), *inside), unreadable
    )


def _inside(
    path: str, source: Source, wanted: frozenset[str]
) -> tuple[tuple[Material, ...], tuple[tuple[str, str], ...]]:
    """The code inside a file, and what is missing where it cannot be taken apart."""
    if source.is_binary:
        return (), ()
    try:
        pieces = pieces_of(path, source) if wanted - TEXT_LANGUAGES else ()
    except Unreadable as problem:
        lost = gap(Reason.NOT_ANALYSED, f"the code inside cannot be taken apart: {problem.measured}")
        return (), tuple((language, lost) for language in sorted(languages_inside(path) & wanted))
    return tuple(
        Material(
            path, piece.language, source, _legible(piece.language, piece.text), piece.lines, piece.is_whole
        )
        for piece in pieces
        if piece.language in wanted and piece.text.strip()
    ), ()


def _all(code: Sequence[str], wanted: frozenset[str], blob: Blob) -> list[str]:
    """Rules for any text are not put to links, which hold none."""
    return list(code) if blob.mode is Mode.SYMLINK else [*code, *sorted(wanted & TEXT_LANGUAGES)]


def _not_read(blob: Blob) -> str:
    if blob.mode is Mode.SYMLINK:
        return gap(
            Reason.NOT_ANALYSED, "a symbolic link under the name of a code file; links are not followed"
        )
    return gap(Reason.TOO_LARGE, f"{blob.size} bytes, the limit is {MAX_BLOB_BYTES}")


def _refusal(source: Source, code: Sequence[str]) -> str | None:
    if not code:
        return None
    if source.is_binary:
        return gap(Reason.INTEGRITY, "a NUL character in a code file")
    if "python" in code:
        codec = _foreign_cookie(source)
        if codec is not None:
            return gap(Reason.INTEGRITY, f"the coding comment `{codec}`, which lets a comment hold code")
    return None


def _foreign_cookie(source: Source) -> str | None:
    """The codec that a coding comment (PEP 263) names, if it is not one that reads the text as it looks."""
    for line in source.lines[:2]:
        cookie = _COOKIE.match(line)
        if cookie:
            name = cookie[1].lower().replace("_", "-")
            plain = name in _PLAIN_CODECS or name.startswith(
                ("utf-8-", "latin-1-", "iso-8859-1-", "iso-latin-1-")
            )
            return None if plain else cookie[1]
        if not _BLANK.match(line):
            return None
    return None


def _materials(path: str, source: Source, languages: Sequence[str]) -> tuple[Material, ...]:
    return tuple(
        Material(
            path,
            language,
            source,
            _legible(language, source.text),
        )
        for language in languages
    )


def _legible(language: str, text: str) -> str:
    return folded_identifiers(text) if language == "python" else text.replace("\0", " ")
