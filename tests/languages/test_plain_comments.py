"""Comments of formats without a grammar."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.languages.comment_spans import comment_spans
from checks.languages.plain_comments import plain_comments
from checks.source import Source

ENDINGS = ("proto", "thrift", "graphql", "sql", "xml", "scss", "json")
PIECES = ("'", '"', '"""', "/*", "*/", "//", "--", "#", "\\", "\n", "$a$", "$", "<!--", "-->", "url(", "a")


@pytest.mark.parametrize(
    ("path", "text", "comments"),
    [
        ("a.proto", 'a "//b" // c\n/* d */', ["// c", "/* d */"]),
        ("a.thrift", "# a\n// b\n'# c'", ["# a", "// b"]),
        ("a.graphql", '"""# a""" # b\nc: "# d"', ["# b"]),
        ("a.sql", "'it''s -- a' -- b\n/*+ c */ /* d */ $x$ -- e $x$", ["-- b", "/* d */"]),
        ("a.xml", "<![CDATA[<!-- a -->]]><!-- b -->", ["<!-- b -->"]),
        ("a.scss", "a: url(http://b) // c\n", ["// c"]),
        ("a.json", '{"a": "http://b"} // c', ["// c"]),
        ("a.sql", "a /* never closed", ["/* never closed"]),
    ],
)
def test_comments_are_told_from_texts(path: str, text: str, comments: list[str]) -> None:
    assert [text[start:end] for start, end in plain_comments(path, text) or ()] == comments


def test_of_other_files_nothing_is_known() -> None:
    assert plain_comments("a.clj", "; a") is None


@pytest.mark.parametrize("ending", ENDINGS)
@given(pieces=st.lists(st.sampled_from(PIECES)))
def test_comments_do_not_overlap_and_end_with_their_line(ending: str, pieces: list[str]) -> None:
    text = "".join(pieces)
    spans = plain_comments(f"a.{ending}", text)
    assert spans is not None
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert all("\n" not in text[a:b] for a, b in spans if text[a : a + 2] in ("//", "--") or text[a] == "#")


@pytest.mark.parametrize("piece", ["url(", '\\"', "'a''", " $a", "/*!", "<![CDATA[", '"'])
def test_a_text_full_of_beginnings_takes_no_time(piece: str) -> None:
    text = '"' + piece * 50_000
    assert all(plain_comments(f"a.{ending}", text) is not None for ending in ENDINGS)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.yaml", "# x\n" + "- " * 400),
        ("a.yaml", "# x\n" + "? - : " * 400),
        ("a.yml", "# x\n" + "".join(f"{' ' * depth}a:\n{' ' * depth}- \n" for depth in range(300))),
        ("a.kt", "// x\n" + '"${' * 2_000),
        ("a.kts", "// x\n" + '"""${' * 2_000),
    ],
)
def test_a_text_that_is_nested_too_deeply_for_a_parser_does_not_end_the_process(path: str, text: str) -> None:
    spans = comment_spans(path, Source(text.encode()))
    assert spans == ((0, len(text.partition("\n")[0])),)
