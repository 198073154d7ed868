"""What stands between the segments of a module name, language by language."""

from __future__ import annotations

import re

from checks.languages.language import Language

_DOTTED = (re.compile(r"[./]|::"), ".")
_SEPARATORS = {
    Language.PYTHON: _DOTTED,
    Language.JAVA: _DOTTED,
    Language.CSHARP: _DOTTED,
    Language.RUST: (re.compile(r"::|[./]"), "::"),
}
_SLASHES = (re.compile("/"), "/")


def separator(language: Language) -> str:
    """What stands between the segments of a name in code."""
    return _SEPARATORS.get(language, _SLASHES)[1]


def segments(text: str, language: Language) -> tuple[str, ...]:
    """The segments of a name as a person writes it for a language, `app/infra` or `app.infra`."""
    plain = text.removeprefix("node:") if language.is_ecmascript else text
    return tuple(part for part in _SEPARATORS.get(language, _SLASHES)[0].split(plain) if part)


def known_segments(beginning: str, language: Language) -> str:
    """Of the known beginning of a name the part that is whole segments; empty if there is none.

    `app.plug` of `"app.plug" + name` is `app`, since the word may go on; `./locale/` stays as it is.
    """
    between = separator(language)
    head, found, _ = beginning.rpartition(between)
    if not found:
        return ""
    is_relative = not head.strip("./") if between != "::" else False
    return head + between if is_relative else head
