"""The words of a Python file: enough to tell, without parsing it, what it cannot import."""

from __future__ import annotations

import re
import unicodedata
from weakref import WeakKeyDictionary

from checks.source import Source

RUN_TIME_WORDS = frozenset(
    {
        "__builtins__",
        "__import__",
        "builtins",
        "eval",
        "exec",
        "imp",
        "import_module",
        "importlib",
        "import_string",
        "importorskip",
        "modules",
        "pkgutil",
        "pydoc",
        "runpy",
    }
)
"""Without one of these words a file imports by statements alone."""

_WORD = re.compile(r"\w+")
_WORDS: WeakKeyDictionary[Source, frozenset[str]] = WeakKeyDictionary()


def words(source: Source) -> frozenset[str]:
    """Every word of a file in the form that Python compares: full-width letters are plain ones."""
    found = _WORDS.get(source)
    if found is None:
        found = _WORDS[source] = words_of(source.text)
    return found


def words_of(text: str) -> frozenset[str]:
    """Every word of a text, in the same form."""
    return frozenset(_WORD.findall(text if text.isascii() else unicodedata.normalize("NFKC", text)))
