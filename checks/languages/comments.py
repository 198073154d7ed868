"""The comments and attributes of a source text, found in its syntax and never in its strings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from checks.languages.language import language_of
from checks.languages.plain_comments import plain_comments
from checks.languages.syntax import of_kinds, parse
from checks.path_parts import name_of, suffix_of
from checks.source import Source

_OTHER_GRAMMARS = {
    "bash": "sh bash zsh ksh",
    "c": "c h",
    "cpp": "cc cpp cxx hh hpp hxx ino m mm cu",
    "css": "css scss less",
    "elixir": "ex exs",
    "hcl": "tf tfvars hcl",
    "html": "html htm",
    "kotlin": "kt kts",
    "lua": "lua",
    "php": "php",
    "scala": "scala sc",
    "swift": "swift",
    "yaml": "yml yaml",
}
_BY_SUFFIX = {f".{suffix}": grammar for grammar, all_ in _OTHER_GRAMMARS.items() for suffix in all_.split()}
_HASHED = re.compile(
    r"^(?:Dockerfile|Containerfile|Makefile|GNUmakefile|Justfile)\b|\.(?:mk|toml|cfg|ini|dockerfile)$"
)
_HASH_COMMENT = re.compile(r"""^(?:[^"'#\n]|"[^"\n]*"|'[^'\n]*')*?(?:^|(?<=\s))(#[^\n]*)""", re.MULTILINE)

_INDICATOR = re.compile(r"[-?:](?=\s|$)")
_MOST_LEVELS = 100
_MOST_TEMPLATES = 250

_COMMENTS = {
    "java": ("line_comment", "block_comment"),
    "kotlin": ("line_comment", "multiline_comment"),
    "rust": ("line_comment", "block_comment"),
    "scala": ("comment", "block_comment"),
    "swift": ("comment", "multiline_comment"),
}
_ATTRIBUTES = {
    "c": ("preproc_call",),
    "cpp": ("preproc_call",),
    "csharp": ("preproc_pragma", "attribute"),
    "java": ("annotation", "marker_annotation"),
    "kotlin": ("annotation", "file_annotation"),
    "rust": ("attribute_item", "inner_attribute_item"),
    "scala": ("annotation",),
}


class Remark(NamedTuple):
    """A comment or an attribute.

    Attributes:
        text: it with its leader (`#`, `//`, `/*`, `@`, `#[`).
        line: its first line in `Source.text`, from 1.
        end_line: its last line.
        grammar: name of the grammar, `hash` for plain files with `#` comments.
        is_attribute: whether it is code that the compiler reads.
    """

    text: str
    line: int
    end_line: int
    grammar: str
    is_attribute: bool = False


def grammar_of(path: str, source: Source | None) -> str | None:
    """The grammar by which the comments of a file are found; `None` if its kind has none."""
    language = language_of(path, source)
    if language is not None:
        return language.value
    name = name_of(path)
    return _BY_SUFFIX.get(suffix_of(name).lower()) or ("hash" if _HASHED.search(name) else None)


def _found_plainly(path: str, source: Source, grammar: str) -> tuple[tuple[int, int], ...] | None:
    """Comments that are found without a grammar, which is slow for CSS and may end the process for Kotlin."""
    if grammar == "css" or (grammar == "kotlin" and source.text.count("${") > _MOST_TEMPLATES):
        return plain_comments(path, source.text)
    return None


def _is_deep_yaml(source: Source) -> bool:
    """Whether mappings and lists may be nested so deeply that the parser would end the process.

    It stands for no more than 254 levels, of which one column or indicator may bring two.
    """
    return any(
        len(line) - len(line.lstrip(" ")) + len(_INDICATOR.findall(line)) > _MOST_LEVELS
        for line in source.lines
    )


def remarks(path: str, source: Source) -> Iterator[Remark]:
    """The comments and attributes of a file, in order.

    Args:
        path: tells the language.
        source: the content; a syntax error hides no more than the node it stands in.
    """
    grammar = grammar_of(path, source)
    if grammar is None or source.is_binary:
        return
    if grammar == "hash" or (grammar == "yaml" and _is_deep_yaml(source)):
        for found in _HASH_COMMENT.finditer(source.text):
            line = source.line_at(found.start(1))
            yield Remark(found[1], line, line, grammar)
        return
    if (spans := _found_plainly(path, source, grammar)) is not None:
        for start, end in spans:
            yield Remark(source.text[start:end], source.line_at(start), source.line_at(end - 1), grammar)
        return
    root = parse(source.text, grammar)
    comments = _COMMENTS.get(grammar, ("comment",))
    attributes = _ATTRIBUTES.get(grammar, ())
    for node in of_kinds(root, (*comments, *attributes)):
        place, text = node.range(), node.text()
        lines = text.rstrip("\n").count("\n")
        is_attribute = node.kind() in attributes
        yield Remark(text, place.start.line + 1, place.start.line + 1 + lines, grammar, is_attribute)
