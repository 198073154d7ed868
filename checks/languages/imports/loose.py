"""What a file that does not parse may import, beyond what its parser saw.

Grammars lag behind their languages, so that ordinary files hold a place that a parser has to guess at. The
names that stand in the text as imports do are then read a second time, without a grammar and rather too
many of them: where none of those leads over a boundary, the damage hides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from checks.languages.constants import unescaped
from checks.languages.imports.model import Import
from checks.languages.language import Language
from checks.source import Source

_LITERAL = re.compile(
    r"(?:\bfrom|\b(?:import|require(?:\.resolve)?)\s*\(\s*(?:/\*[^*]*\*/\s*)*|\bimport)\s*"
    r"(?P<quote>['\"`])(?P<name>[^'\"`\n$]+)(?P=quote)"
)
_CALL = re.compile(
    r"\bimport\s*\(|\brequire(?:js)?\b(?![ \t]+[A-Za-z])"
    r"|\b(?:createRequire|importScripts|getBuiltinModule|_load)\b"
    r"|(?<![.\w])(?:define|eval|Function)\s*\(|\\u(?:\{0*|00)[4-7]"
)
_REMARK = re.compile(r"^[ \t]*//[^\n{]*$", re.MULTILINE)

_DOTTED = re.compile(r"(?<![\w$.])@?[A-Za-z_]\w*(?:\s*\.\s*@?[A-Za-z_$*][\w$]*)+")
_USING = re.compile(r"\busing\s+(?:(?:static|unsafe)\s+)*(?:@?\w+\s*=\s*)?@?(?:\w+::)?(?P<name>@?\w+)\s*;")
_JAVA_CLASS = re.compile(r"(?:[a-z_][\w$]*\.)+(?:[A-Z][\w$]*(?:\.[A-Z][\w$]*)*|\*)")
_JAVA_MODULE = re.compile(r"\bimport\s+module\s+(?P<name>[\w.]+)\s*;")
_HIDDEN = re.compile(r"\\u+00[4-7][0-9A-Fa-f]|\w[ \t]*\.[ \t]*/[*/]|\*/\s*\.")
_LOADED = re.compile(
    r"\b(?:forName|loadClass|findClass|Type\s*\.\s*GetType|Assembly\s*\.\s*Load(?:From|File)?)\s*\(\s*[^\s\")]"
)


def loose_imports(source: Source, language: Language, found: Iterable[Import]) -> tuple[Import, ...] | None:
    """What a damaged file may import and no parser saw.

    Args:
        source: the file.
        language: its language.
        found: what the parser saw.

    Returns:
        The imports, or `None` where nobody can tell: in other languages, or by calls without a name.
    """
    reader = _READERS.get(language)
    names = reader(source.text) if reader is not None else None
    if names is None:
        return None
    seen = {one.module for one in found}
    loose: dict[str, int] = {}
    for name, at in names:
        if name not in seen:
            loose.setdefault(name, at)
    return tuple(
        Import(name, source.line_at(at), source.line_at(at), name) for name, at in sorted(loose.items())
    )


_Names = list[tuple[str, int]]


def _ecmascript(text: str) -> _Names | None:
    plain = _REMARK.sub(lambda found: " " * len(found[0]), text)
    for call in _CALL.finditer(plain):
        if not _LITERAL.match(plain, call.start()):
            return None
    return [(unescaped(found["name"]), found.start()) for found in _LITERAL.finditer(text)]


def _java(text: str) -> _Names | None:
    if _HIDDEN.search(text) or _LOADED.search(text):
        return None
    names = ((_JAVA_CLASS.match(name), at) for name, at in _dotted(text))
    modules = [(found["name"], found.start()) for found in _JAVA_MODULE.finditer(text)]
    return modules + [(found[0], at) for found, at in names if found]


def _csharp(text: str) -> _Names | None:
    if _HIDDEN.search(text) or _LOADED.search(text):
        return None
    names = [(name, at) for name, at in _dotted(text) if name[0].isupper() or name[0] == "_"]
    return names + [(found["name"].removeprefix("@"), found.start()) for found in _USING.finditer(text)]


def _dotted(text: str) -> Iterator[tuple[str, int]]:
    for found in _DOTTED.finditer(text):
        yield re.sub(r"[\s@]+", "", found[0]), found.start()


_READERS: Mapping[Language, Callable[[str], _Names | None]] = {
    Language.JAVASCRIPT: _ecmascript,
    Language.TYPESCRIPT: _ecmascript,
    Language.TSX: _ecmascript,
    Language.JAVA: _java,
    Language.CSHARP: _csharp,
}
