"""Text of strangers made harmless."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from checks.report import bounds, safe
from tests.report.verdicts import HOSTILE, hostile_text

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@pytest.mark.threat("I2")
def test_every_invisible_character_of_unicode_is_named() -> None:
    invisible = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    left = [
        number
        for number in range(sys.maxunicode + 1)
        if (unicodedata.category(chr(number)) in invisible or unicodedata.category(chr(number)) == "Zs")
        and number != 0x20
        and safe.visible(chr(number)) == chr(number)
    ]
    assert left == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "aU+202Eb"),
        ("caf\udce9", "caf\\xe9"),
        ("\ud83d", "U+D83D"),
        ("\U000e0041", "U+E0041"),
        ("x\ufe0f", "xU+FE0F"),
        ("a\tb\n", "aU+0009bU+000A"),
        ("日本語 é 🦜", "日本語 é 🦜"),
    ],
)
def test_what_cannot_be_seen_is_named_and_what_can_is_kept(text: str, shown: str) -> None:
    assert safe.visible(text) == shown


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("a", "`a`"),
        ("`", "`` ` ``"),
        ("a`b", "``a`b``"),
        ("``", "``` `` ```"),
        (" ", "`   `"),
        ("", "(empty)"),
    ],
)
def test_a_code_span_is_longer_than_the_backticks_inside(text: str, span: str) -> None:
    assert safe.code(text) == span


@given(hostile_text)
@pytest.mark.threat("I1")
def test_a_code_span_shows_exactly_its_text(text: str) -> None:
    tokens = MARKDOWN.parseInline(f"a {safe.code(text)} b")[0].children or []
    if text:
        assert [token.type for token in tokens] == ["text", "code_inline", "text"]
        assert tokens[1].content.strip(" ") == safe.visible(text).strip(" ")


@given(hostile_text)
@pytest.mark.threat("I1")
def test_a_fence_cannot_be_closed_from_inside(text: str) -> None:
    tokens = MARKDOWN.parse(f"before\n\n{safe.fence(text)}\n\nafter")
    assert [token.type for token in tokens if token.type == "fence"] == ["fence"]
    fence = next(token for token in tokens if token.type == "fence")
    assert fence.content == "\n".join(map(safe.visible, text.split("\n"))) + "\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ask @acme/dba, please", "ask `@acme/dba`, please"),
        ("see #12 or GH-3", "see `#12` or `GH-3`"),
        ("use `a.b`; it retries", "use `a.b`; it retries"),
        ("call services.http.client.", "call `services.http.client`."),
        ("<b>bold</b> and **bold**", "`<b>bold</b>` and `**bold**`"),
        ("don't do it (ever)", "don't do it (ever)"),
        ("at deadbeef1 or 1234567", "at `deadbeef1` or `1234567`"),
        ("`a`@b", "`a` `@b`"),
        ("two\nlines\t here", "two lines here"),
    ],
)
def test_prose_keeps_words_and_makes_code_of_the_rest(text: str, shown: str) -> None:
    assert safe.prose(text) == shown


@given(hostile_text)
@example("`" + "a" * 3)
@pytest.mark.threat("I1")
def test_prose_has_no_effect_whatever_it_says(text: str) -> None:
    (paragraph,) = MARKDOWN.parseInline(f"why: {safe.prose(text)}")
    for token in paragraph.children or []:
        assert token.type in ("text", "code_inline")
        if token.type == "text":
            assert not set(token.content) & set("@#<>[]*_~|\\$&")


@given(hostile_text, st.integers(20, 120))
@pytest.mark.threat("I4")
def test_wrapped_lines_lose_nothing_but_blanks(text: str, width: int) -> None:
    lines = safe.wrapped(text, width, "first: ", "  ")
    whole = "".join(lines).removeprefix("first: ").replace(" ", "")
    assert whole.replace("U+003A:", "::") == safe.log(text).replace(" ", "").replace("U+003A:", "::")


def test_a_text_within_the_limit_is_left_alone() -> None:
    assert bounds.cut("a\nb", 10, str) == "a\nb"


@given(
    st.lists(
        st.sampled_from(
            ("```text", "```", "````", "🦜" * 5, "words", "<details>\n", "\n</details>\n", "", "é" * 30)
        )
    ),
    st.integers(80, 300),
)
@pytest.mark.threat("G8")
def test_a_cut_text_fits_both_ways_and_closes_what_is_open(lines: list[str], limit: int) -> None:
    text = "\n".join(lines)
    short = bounds.cut(text, limit, lambda left: f"… {left} more")
    assert len(short.encode()) <= limit
    assert len(short.encode("utf-16-le")) // 2 <= limit
    if short != text:
        last = MARKDOWN.parse(short)[-2]
        assert last.type == "inline"
        assert last.content.split("\n")[-1].startswith("… ")


@given(hostile_text)
def test_the_size_in_bytes_bounds_the_size_in_utf_16(text: str) -> None:
    shown = safe.visible(text)
    assert bounds.size(shown) == max(len(shown.encode()), len(shown.encode("utf-16-le")) // 2)


@pytest.mark.threat("I4")
@pytest.mark.parametrize("text", HOSTILE)
def test_a_log_line_holds_no_control_character(text: str) -> None:
    assert not [char for char in safe.log(text) if unicodedata.category(char) in ("Cc", "Cf", "Cs")]
