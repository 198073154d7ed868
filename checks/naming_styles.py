"""The usual ways to write a name of several words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from checks.blank_characters import holds_invisible

_PLAIN = re.compile(r"^[_+@$(\[{.]*|[\])}_]*$")


def _is_word(text: str) -> bool:
    """Whether a text is letters and digits alone, each perhaps with its marks: accents and vowel signs."""
    if text.isascii() or holds_invisible(text):
        return text.isalnum()
    return "".join(char for char in text if not unicodedata.category(char).startswith("M")).isalnum()


def _is_pascal(name: str) -> bool:
    return _is_word(name) and not name[0].islower()


def _is_camel(name: str) -> bool:
    return _is_word(name) and not name[0].isupper()


def _is_joined(name: str, sign: str) -> bool:
    return name == name.lower() and all(map(_is_word, name.split(sign)))


def _is_kebab(name: str) -> bool:
    return _is_joined(name, "-")


def _is_snake(name: str) -> bool:
    return _is_joined(name, "_")


STYLES: Mapping[str, Callable[[str], bool]] = {
    "PascalCase": _is_pascal,
    "camelCase": _is_camel,
    "kebab-case": _is_kebab,
    "snake_case": _is_snake,
}
"""Whether a name without its ending is written in a style."""


def core_of(name: str) -> str:
    """The part of a name that has a style: `user-card` of `user-card.test.tsx`, `slug` of `[slug].tsx`.

    What frameworks put around a name (`_app`, `+page`, `(group)`, `[...slug]`) belongs to no style.
    """
    return _PLAIN.sub("", _PLAIN.sub("", name).partition(".")[0])


def words_of(name: str) -> list[str]:
    """The words of a name, in lower case: `user`, `card` of `UserCard`, `user_card` and `user-card`."""
    spaced = re.sub(r"([^\W\d_A-Z])([A-Z])|([A-Z])([A-Z][^\W\d_A-Z])", r"\1\3 \2\4", name)
    return [word.lower() for word in re.split(r"[\W_]+", spaced) if word]


def in_style(name: str, style: str) -> str:
    """A name written in a style, with its ending and what stands around it; empty if it has no words."""
    name = unicodedata.normalize("NFC", name)
    core = core_of(name)
    words = words_of(core)
    if not words:
        return ""
    match style:
        case "kebab-case":
            written = "-".join(words)
        case "snake_case":
            written = "_".join(words)
        case "PascalCase":
            written = "".join(map(str.capitalize, words))
        case _:
            written = words[0] + "".join(map(str.capitalize, words[1:]))
    return name.replace(core, written, 1)
