"""Comments of the formats that no grammar here reads: schemas, SQL, markup, style sheets, JSON with comments.

Texts in quotes are passed over whole, so that no comment is seen in them. What is read as code although it
looks like a comment, as a hint of a database, is none. Every piece matches in one go, closed or not, so that
the time is linear.
"""

from __future__ import annotations

import re
from functools import lru_cache

from checks.path_parts import suffix_of

_QUOTED = r""""(?:\\.|[^"\\\n])*+"?|'(?:\\.|[^'\\\n])*+'?"""
_BLOCK = r"/\*.*?(?:\*/|\Z)"
_LINE = r"//[^\n]*"
_HASH = r"\#[^\n]*"
_DASHES = r"--[^\n]*"
_HINT = r"/\*[!+].*?\*/"
_MARKUP = r"<!--.*?(?:-->|\Z)"
_DATA = r"<!\[CDATA\[.*?(?:\]\]>|\Z)"
_ADDRESS = r"url\([^)\n]*+"
_DOLLARS = r"(?<![\w$])\$(?P<tag>\w*)\$.*?(?:\$(?P=tag)\$|\Z)"
_DOUBLED = r"""'(?:''|[^'])*+'?|"(?:""|[^"])*+"?"""
_THREE = r'"""(?:\\.|[^\\])*?(?:"""|\Z)'

_KINDS = {
    "proto avdl prisma json jsonc json5": (_QUOTED, f"{_LINE}|{_BLOCK}"),
    "thrift": (_QUOTED, f"{_LINE}|{_HASH}|{_BLOCK}"),
    "graphql gql graphqls": (f"{_THREE}|{_QUOTED}", _HASH),
    "sql": (f"{_HINT}|{_DOLLARS}|{_DOUBLED}", f"{_DASHES}|{_BLOCK}"),
    "xml xsd xsl xslt wsdl svg": (_DATA, _MARKUP),
    "kt kts": (f"{_THREE}|{_QUOTED}", f"{_LINE}|{_BLOCK}"),
    "css": (f"{_ADDRESS}|{_QUOTED}", _BLOCK),
    "scss less": (f"{_ADDRESS}|{_QUOTED}", f"{_LINE}|{_BLOCK}"),
}
_BY_SUFFIX = {f".{suffix}": kind for suffixes, kind in _KINDS.items() for suffix in suffixes.split()}


def plain_comments(path: str, text: str) -> tuple[tuple[int, int], ...] | None:
    """Start and end of every comment, in order; `None` where it is not known how they are written."""
    kind = _BY_SUFFIX.get(suffix_of(path).lower())
    if kind is None:
        return None
    found = (one.span("comment") for one in _compiled(*kind).finditer(text))
    return tuple(span for span in found if span[0] >= 0)


@lru_cache
def _compiled(passed_over: str, comment: str) -> re.Pattern[str]:
    return re.compile(f"(?:{passed_over})|(?P<comment>{comment})", re.DOTALL)
