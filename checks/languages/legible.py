"""Valid code that the parsers here cannot read, put so that they can; every byte stays in its place.

Four spellings are known: a call whose type argument is `typeof import("…")`, which both grammars of
TypeScript take for a comparison, common in the mocks of Vitest; a bare `&` in the text of JSX; a format in
an f-string that begins with `=`, which semgrep takes for an assignment; and a raw f-string in which text
follows a field. What is put in their place means the same to a rule about code: another type, another
character of a text, another alignment, the same text with escapes in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from checks.languages.syntax import is_damaged, of_kinds, parse

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_TYPE_QUERY = r"(<\s*typeof\s+)(import\(\s*(?:\"[!#-~]*\"|'[!-&(-~]*')\s*\))(?=\s*>\s*\()"
_BARE_AMPERSAND = r"&(?!#?\w+;)"
_FORMATTED = r"\b(?i:f|fr|rf)(\"\"\"|'''|\"|')(?:(?!\1)(?:\\.|[^\\]))*?\1"
_ALIGNED = r"(?<!\{)((?:\{\{)*\{(?:[^{}()\[\]'\":=!\n]|\([^(){}:\n]*\)|\[[^\[\]{}:\n]*\])+(?:![rsa])?:)="
_ROUNDS = 3


def parse_legible(text: str, grammar: str) -> SgNode:
    """The root of the tree, of the text put otherwise where that keeps the parser from guessing."""
    root = parse(text, grammar)
    if is_damaged(root) and (plainer := legible_script(text, grammar)) != text:
        again = parse(plainer, grammar)
        return root if is_damaged(again) else again
    return root


def type_queries(text: str) -> Iterator[tuple[int, str]]:
    """Where `import("m")` stands in a type argument of a call, and the module `m`."""
    for found in re.finditer(_TYPE_QUERY, text):
        yield found.start(2), re.split(r"[\"']", found[2])[1]


def legible_script(text: str, grammar: str) -> str:
    """JavaScript or TypeScript, with type queries in calls and bare ampersands of JSX put otherwise.

    Args:
        text: the code, with line feeds as the only line ends.
        grammar: the grammar of ast-grep that is to read it.

    Returns:
        A text of the same length, the same text where nothing in it is known to be in the way.
    """
    if "import" in text:
        text = re.sub(_TYPE_QUERY, lambda found: found[1] + "_" * len(found[2]), text)
    for _ in range(_ROUNDS if "&" in text and "<" in text else 0):
        plainer = _without_ampersands(text, grammar)
        if plainer == text:
            break
        text = plainer
    return text


def legible_python(text: str) -> str:
    """Python, with the format `{name:=^80}` of f-strings put otherwise, and raw ones as ordinary ones.

    Args:
        text: the code, with line feeds as the only line ends.

    Returns:
        A text of the same length; a raw f-string that begins a statement gets an indent too many, which is
        refused by the parser.
    """
    return re.sub(_FORMATTED, _plain_fstring, text, flags=re.DOTALL)


def _plain_fstring(found: re.Match[str]) -> str:
    whole = re.sub(_ALIGNED, r"\1<", found[0])
    is_named = "\\N{" in whole  # a field in a raw text, the name of a character in another
    return whole if is_named or not whole[1].isalpha() else f" f{whole[2:]}"


def _without_ampersands(text: str, grammar: str) -> str:
    """The text without bare ampersands where the parser had to guess."""
    parts = list(text)
    for error in of_kinds(parse(text, grammar), ("ERROR",)):
        span = error.range()
        for found in re.finditer(_BARE_AMPERSAND, error.text()):
            parts[span.start.index + found.start()] = "+"
    return "".join(parts)
