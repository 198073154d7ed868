"""Notebooks of Jupyter (nbformat 3 and 4): the code of their cells, as the kernel runs it.

IPython turns its own syntax into calls before it runs a cell: `!id` becomes `get_ipython().system('id')`,
`%pip x` becomes `get_ipython().run_line_magic('pip', 'x')`. The same is done here, so that a cell with them
still parses, and a rule can be written against the call.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from checks.embedded.piece import Piece, joined
from checks.pattern_languages import LANGUAGES, canonical_language, languages_of
from checks.values.json_text import document
from checks.values.node import Items, Leaf, Node, Table

_LINE_MAGIC = re.compile(
    r"(?P<indent>[ \t]*)(?:(?P<target>[\w., \t]+=)[ \t]*)?(?P<mark>!!?|%)(?=\S)(?P<rest>.*)", re.DOTALL
)
_CELL_MAGIC = re.compile(r"%%(?P<name>\w+)[ \t]*(?P<rest>.*)")
_HELP = re.compile(r"[ \t]*\?{0,2}[\w.*]+\?{1,2}[ \t]*|[ \t]*\?{1,2}[\w.*]+[ \t]*")
_OTHER_LANGUAGES = {
    "bash": "bash",
    "sh": "bash",
    "javascript": "javascript",
    "js": "javascript",
    "ruby": "ruby",
    "R": "r",
}
_NO_CODE = frozenset(
    {"html", "HTML", "latex", "markdown", "svg", "sql", "bigquery", "perl", "cython", "script"}
)

_Cell = tuple[list[str], list[int]]


def pieces(text: str) -> tuple[Piece, ...]:
    """The code of a notebook, one piece for each language; cells of the kernel's language as one program.

    Raises:
        Unreadable: it is no JSON.
    """
    root = document(text)
    kernel = _language(root)
    found: dict[str, list[tuple[str, list[int]]]] = defaultdict(list)
    for lines, numbers in _cells(root):
        told = _told(lines, numbers, kernel)
        if told is not None and told[1]:  # a magic with nothing below it leaves no line
            language, kept, places = told
            found[language].append(("\n".join(kept), places))
    return tuple(joined(language, found[language], is_whole=True) for language in sorted(found))


def _at(node: Node | None, *keys: str) -> Node | None:
    for key in keys:
        if not isinstance(node, Table):
            return None
        node = next((entry.node for entry in reversed(node.entries) if entry.key == key), None)
    return node


def _language(root: Node) -> str:
    for keys in (("language_info", "name"), ("kernelspec", "language")):
        named = _at(root, "metadata", *keys)
        if isinstance(named, Leaf) and isinstance(named.value, str):
            name = named.value.strip().lower()
            return canonical_language(name) if name in LANGUAGES else ""
    return "python"


def _cells(root: Node) -> Iterator[_Cell]:
    sheets = _at(root, "worksheets")  # nbformat 3
    holders = [root, *(sheets.nodes if isinstance(sheets, Items) else ())]
    for holder in holders:
        cells = _at(holder, "cells")
        for cell in cells.nodes if isinstance(cells, Items) else ():
            kind = _at(cell, "cell_type")
            if isinstance(kind, Leaf) and kind.value == "code":
                yield _code(_at(cell, "source") or _at(cell, "input"))


def _code(node: Node | None) -> _Cell:
    """The lines of a cell, and the line of the file on which each begins."""
    lines, numbers = [""], [1]
    for leaf in node.nodes if isinstance(node, Items) else (node,):
        if not isinstance(leaf, Leaf) or not isinstance(leaf.value, str):
            continue
        for at, part in enumerate(re.split("\r\n|\r|\n", leaf.value)):
            if at:
                lines.append("")
                numbers.append(leaf.line)
            if not lines[-1]:
                numbers[-1] = leaf.line
            lines[-1] += part
    return lines, numbers


def _told(lines: list[str], numbers: list[int], kernel: str) -> tuple[str, list[str], list[int]] | None:
    """The language of a cell with its code, `None` where it is none that rules can be written for."""
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    magic = _CELL_MAGIC.match(lines[first]) if kernel == "python" else None
    if magic is None:
        return (kernel, _plain(lines) if kernel == "python" else lines, numbers) if kernel else None
    rest, places = lines[first + 1 :], numbers[first + 1 :]
    name, words = magic["name"], magic["rest"].split()
    if name in _NO_CODE:
        return None
    if name in ("writefile", "file"):
        named = languages_of(words[-1], rest[0] if rest else "") if words else ()
        return (named[0], rest, places) if named else None
    if name in _OTHER_LANGUAGES:
        return _OTHER_LANGUAGES[name], rest, places
    if name in ("time", "timeit", "prun") and words:  # the line holds code, too
        return kernel, _plain([magic["rest"], *rest]), numbers[first:]
    return kernel, _plain(rest), places


def _plain(lines: list[str]) -> list[str]:
    """The lines with what is IPython's own as calls; their number stays."""
    told: list[str] = []
    in_text = ""
    at = 0
    while at < len(lines):
        line = lines[at]
        magic = None if in_text else _LINE_MAGIC.fullmatch(line)
        if magic is not None and not _goes_on(told):
            more = at
            while lines[more].endswith("\\") and more + 1 < len(lines):
                more += 1
            whole = " ".join(one.removesuffix("\\") for one in (magic["rest"], *lines[at + 1 : more + 1]))
            told += [_call(magic, whole), *[""] * (more - at)]
            at = more + 1
            continue
        told.append("" if not in_text and _HELP.fullmatch(line) and "?" in line else line)
        in_text = _open_text(line, in_text)
        at += 1
    return told


def _goes_on(told: list[str]) -> bool:
    """Whether the last line goes on, so that `%` begins an operand and no magic."""
    last = next((line.rstrip() for line in reversed(told) if line.strip()), "")
    return last.endswith(("\\", "(", ",", "[", "{", "%"))


def _call(magic: re.Match[str], rest: str) -> str:
    target = f"{magic['target']} " if magic["target"] else ""
    if magic["mark"] == "%":
        name, _, words = rest.partition(" ")
        if name in ("time", "timeit", "prun") and words and not words.startswith("-"):
            return f"{magic['indent']}{words}"
        said = f"run_line_magic({name!r}, {words.strip()!r})"
    else:
        said = f"{'getoutput' if target or magic['mark'] == '!!' else 'system'}({rest!r})"
    return f"{magic['indent']}{target}get_ipython().{said}"


def _open_text(line: str, inside: str) -> str:
    """The quotes of a text over several lines that is still open after a line."""
    for found in re.finditer(r'"""|' + r"'''|#", line):
        if not inside and found[0] == "#":
            break
        if not inside:
            inside = found[0]
        elif inside == found[0]:
            inside = ""
    return inside
