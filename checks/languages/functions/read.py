"""The functions of a file, in any language that is read."""

from __future__ import annotations

from functools import lru_cache

from checks.languages.functions.model import Function
from checks.languages.language import Language, language_of
from checks.source import Source


@lru_cache(256)
def functions(path: str, source: Source) -> tuple[Function, ...]:
    """The functions of a file, in document order.

    Args:
        path: tells the language; a file of none that is read has no functions.
        source: the content; what does not parse has none.
    """
    language = language_of(path, source)
    if language is None or source.is_binary:
        return ()
    if language is Language.PYTHON:
        from checks.languages.functions import python

        return tuple(python.functions(source.text))
    from checks.languages.functions import trees  # the grammars are loaded when something is to be parsed

    return tuple(trees.functions(source.text, language))
